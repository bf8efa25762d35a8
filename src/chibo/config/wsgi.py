import os
import signal

from django.core.wsgi import get_wsgi_application

from chibo.config import processes

if os.environ.get("CHIBO_SUPERVISED"):
    # The web server ends its own workers before itself; they outlive it only if it was killed, deaf to SIGTERM.
    processes.end_with_parent(signal.SIGKILL)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chibo.config.settings")
application = get_wsgi_application()
