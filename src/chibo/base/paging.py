"""Lists in pages of one size."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

SIZE = 50


class NumberedPage(Page[Any]):
    @property
    def shown_numbers(self) -> list[int | str]:
        """The numbers to offer: the first, the last, those around this page, and an ellipsis between."""
        return list(self.paginator.get_elided_page_range(self.number, on_each_side=1, on_ends=1))


class _Pages(Paginator[Any]):
    def _get_page(self, *args: Any, **kwargs: Any) -> NumberedPage:
        return NumberedPage(*args, **kwargs)


def page_of(request: HttpRequest, rows: Any, size: int = SIZE) -> NumberedPage:
    """Return the page that the address asks for; a number that is none or too large gives the nearest page."""
    page = _Pages(rows, size).get_page(request.GET.get("page"))
    assert isinstance(page, NumberedPage), "made by _Pages"
    return page
