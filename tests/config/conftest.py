import tempfile
from pathlib import Path

import pytest

from chibo.config import embedded


@pytest.fixture
def var():
    """A directory for an installation of its own; PostgreSQL's data is too large to be kept after the test."""
    with tempfile.TemporaryDirectory(prefix="chibo-var-") as place:
        yield Path(place)


@pytest.fixture
def server(var):
    server = embedded.Server(var, durable=False)
    server.start()
    yield server
    server.stop()
