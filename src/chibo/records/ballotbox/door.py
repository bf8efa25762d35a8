"""The door through which answers come: what could tell who knocks is taken away before anybody of ours looks."""

import logging
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie

from django.conf import settings
from django.http import HttpRequest, HttpResponse

DOOR = "/phieu/"
FACE_COOKIE = "chibo_face"
"""Text size and colours, which `home` keeps."""
KEPT = {
    "HTTP_HOST", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_ORIGIN",
    "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT", "HTTP_X_FORWARDED_PROTO",
}  # fmt: skip
NOBODY = "0.0.0.0"  # noqa: S104 - an address that is nobody's, not one to listen on


class DoorMiddleware:
    """Stand before all others: at the door there is no session, no account, no browser and no address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(DOOR):
            return self.get_response(request)
        _strip(request)
        response = self.get_response(request)
        response.cookies.clear()
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response


class SilentAtTheDoor(logging.Filter):
    """Let no line be written about a request at the door, neither its hour nor what went wrong with it."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        return not (isinstance(request, HttpRequest) and request.path.startswith(DOOR))


def _strip(request: HttpRequest) -> None:
    """Leave of the headers only what is the same for many; of the cookies only how a page is to look."""
    looks = _looks(request.META.get("HTTP_COOKIE", ""))
    for name in [name for name in request.META if name.startswith("HTTP_") and name not in KEPT]:
        del request.META[name]
    request.META["REMOTE_ADDR"], request.META["REMOTE_PORT"] = NOBODY, "0"
    if looks:
        request.META["HTTP_COOKIE"] = looks


def _looks(header: str) -> str:
    try:
        sent = SimpleCookie(header)
    except CookieError:
        return ""
    names = (settings.LANGUAGE_COOKIE_NAME, FACE_COOKIE)
    return "; ".join(f"{name}={sent[name].value}" for name in names if name in sent)
