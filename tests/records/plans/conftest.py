import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english():
    """What is refused is asserted in the text of the source."""
    with translation.override("en"):
        yield
