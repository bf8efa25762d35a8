from importlib import import_module

import pytest
from django.apps import apps


@pytest.fixture(autouse=True)
def what_migrations_load(terms):
    """Terms, days off and kinds of counts, also where a test with real transactions has emptied the database."""
    import_module("chibo.records.tasks.migrations.0002_kinds_of_counts").load(apps, None)
