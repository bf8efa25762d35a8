"""What every test stands on."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.utils import translation

from chibo.registry.calendar.models import Term

GROWING = ("base_auditentry", "base_auditblock", "base_sealedentry")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let tests with real transactions empty the trail afterwards; changing and deleting stay refused."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in GROWING:
            cursor.execute(
                f"CREATE OR REPLACE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION base_refuse_change()"
            )


@pytest.fixture(autouse=True)
def english():
    """Begin each test in the language of the source, whatever language a page of the test before was in."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Argon2 is slow on purpose; the one test that checks it sets it again."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def terms(db):
    """The lengths of time that rules set, also where a test with real transactions has emptied the database."""
    if not Term.objects.exists():
        import_module("chibo.registry.calendar.migrations.0002_rules_of_admission").load(apps, None)
        import_module("chibo.registry.calendar.migrations.0003_days_announced_and_default_term").load(apps, None)
