"""A database of its own with the demonstration, beside the one that is worked in."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from chibo.config import database, embedded
from chibo.demo import build


@contextmanager
def demonstration() -> Iterator[None]:
    """Point Django at the database `…_bench`; it is filled the first time and kept."""
    with embedded.running(settings.VAR):
        name = f"{settings.DATABASES['default']['NAME']}_bench"
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
        database.make_ready(settings.DATABASES["default"])
        call_command("migrate", verbosity=0, interactive=False)
        build.build()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        yield
        connection.close()
