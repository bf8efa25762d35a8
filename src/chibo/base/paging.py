from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

SIZE = 50


def page_of(request: HttpRequest, rows: Any, size: int = SIZE) -> Page[Any]:
    """Return the page that the address asks for; a number that is none or too large gives the nearest page."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
