import os

from django.core.wsgi import get_wsgi_application

from chibo.config import processes

if os.environ.get("CHIBO_SUPERVISED"):
    processes.end_with_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chibo.config.settings")
application = get_wsgi_application()
