import tempfile
from pathlib import Path

import pytest
from django.db import connection

from chibo.records.ballotbox import blind
from tests.records.ballotbox import cluster


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch):
    """A key of 3072 bits takes long to make; one test asks for it."""
    monkeypatch.setattr(blind, "KEY_BITS", 2048)


@pytest.fixture(scope="session")
def site(django_db_setup):
    """A site and a server of their own, thrown away afterwards."""
    place = tempfile.TemporaryDirectory(prefix="chibo-box-")
    with place as var, cluster.running(Path(var), connection.settings_dict) as found:
        yield found
