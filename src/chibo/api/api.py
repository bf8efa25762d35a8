"""The API, version 1. It answers who brings a key of their own, or is signed in."""

import datetime as dt
from typing import Annotated, Literal

from django.http import Http404, HttpRequest
from ninja import NinjaAPI, Query, Schema
from ninja.security import HttpBearer, django_auth
from pydantic import Field, model_validator

from chibo.api import statements
from chibo.api.schemas import DocumentsOut, FiguresOut, RecordsOut
from chibo.base.clock import today
from chibo.base.facts import Period
from chibo.base.vietnamese import YEARS
from chibo.indicators.catalogue import BY_CODE
from chibo.indicators.questions import visible_unit
from chibo.indicators.rollup import AS_THEN, View
from chibo.registry.access.models import User
from chibo.registry.access.tokens import user_of

LARGEST_OFFSET = 1_000_000_000


class Bearer(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        user = user_of(token)
        if user:
            request.user = user
        return user


api = NinjaAPI(
    title="Chibo",
    version="1",
    description="Figures of Party committees, each with the records that it adds up.",
    urls_namespace="api",
    docs_url=None,
    auth=[Bearer(), django_auth],
)


class Asked(Schema):
    unit: str
    """The short address of the unit."""
    start: dt.date
    end: dt.date
    """The last day, included."""
    tree: Literal["then", "now"] = "then"
    """Each record where it was on its own day, or where its unit carries on today."""

    @model_validator(mode="after")
    def is_a_period(self) -> "Asked":
        if self.end < self.start:
            raise ValueError("end comes before start")
        if self.start.year not in YEARS or self.end.year not in YEARS:
            raise ValueError(f"days lie from {YEARS[0]} to {YEARS[-1]}")
        return self

    @property
    def period(self) -> Period:
        return Period.closed(self.start, self.end)

    @property
    def view(self) -> View:
        return View.now(today()) if self.tree == "now" else AS_THEN


@api.get("/figures", response=FiguresOut, url_name="figures")
def figures(request: HttpRequest, asked: Query[Asked]) -> FiguresOut:
    """State every figure of a unit in a period."""
    return statements.statement(visible_unit(_reader(request), asked.unit), asked.period, asked.view)


@api.get("/figures/{code}/records", response=RecordsOut, url_name="records")
def records(
    request: HttpRequest,
    code: str,
    asked: Query[Asked],
    offset: Annotated[int, Query(), Field(ge=0, le=LARGEST_OFFSET)] = 0,
) -> RecordsOut:
    """List the records behind one figure, page by page."""
    reader = _reader(request)
    unit = visible_unit(reader, asked.unit)
    if code not in BY_CODE:
        raise Http404
    return statements.records(reader, BY_CODE[code], unit, asked.period, asked.view, offset=offset)


@api.get("/documents", response=DocumentsOut, url_name="documents")
def documents(
    request: HttpRequest,
    q: Annotated[str, Query(), Field(max_length=200)] = "",
    offset: Annotated[int, Query(), Field(ge=0, le=LARGEST_OFFSET)] = 0,
) -> DocumentsOut:
    """List the documents that the reader may see; `q` is read as the search on the page reads it."""
    return statements.documents(_reader(request), q, offset=offset)


def _reader(request: HttpRequest) -> User:
    assert isinstance(request.user, User), "every operation needs a key or a session"
    return request.user
