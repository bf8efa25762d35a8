"""Lists in pages of one size."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

SIZE = 50


class NumberedPage(Page[Any]):
    @property
    def shown_numbers(self) -> list[int | str]:
        """The numbers to offer: the first, the last, those around this page, and an ellipsis between."""
        return list(self.paginator.get_elided_page_range(self.number, on_each_side=1, on_ends=1))


class _Pages(Paginator[Any]):
    most: int | None = None

    @cached_property
    def count(self) -> int:
        """How many rows there are; of more than `most`, only so many are counted and paged through."""
        return int(super().count) if self.most is None else min(self._counted, self.most)

    @property
    def has_more(self) -> bool:
        """Whether there are more rows than are counted."""
        return self.most is not None and self._counted > self.most

    @cached_property
    def _counted(self) -> int:
        assert isinstance(self.object_list, QuerySet), "only what the database counts is counted so far"
        return self.object_list.order_by()[: (self.most or 0) + 1].count()

    def _get_page(self, *args: Any, **kwargs: Any) -> NumberedPage:
        return NumberedPage(*args, **kwargs)


def page_of(request: HttpRequest, rows: Any, size: int = SIZE, *, most: int | None = None) -> NumberedPage:
    """Return the page that the address asks for; a number that is none or too large gives the nearest page.

    With `most`, a longer list is paged only so far, and its foot says that there are more.
    """
    pages = _Pages(rows, size)
    pages.most = most
    page = pages.get_page(request.GET.get("page"))
    assert isinstance(page, NumberedPage), "made by _Pages"
    return page
