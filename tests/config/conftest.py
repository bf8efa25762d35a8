import tempfile
from pathlib import Path

import pytest


@pytest.fixture
def var():
    """A directory for an installation of its own; PostgreSQL's data is too large to be kept after the test."""
    with tempfile.TemporaryDirectory(prefix="chibo-var-") as place:
        yield Path(place)
