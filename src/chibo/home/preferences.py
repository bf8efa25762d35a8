"""How a reader wants to see Chibo: kept in a cookie of the browser, so that it also holds before signing in."""

from dataclasses import dataclass, replace
from typing import Self

from django.conf import settings
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _

COOKIE = "chibo_face"
YEAR = 365 * 24 * 3600


class Size(TextChoices):
    MEDIUM = "medium", _("Medium text")
    LARGE = "large", _("Large text")
    LARGEST = "largest", _("Largest text")


class Theme(TextChoices):
    SYSTEM = "system", _("As the device is set")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


@dataclass(frozen=True, slots=True)
class Face:
    size: Size = Size.MEDIUM
    theme: Theme = Theme.SYSTEM

    def changed_by(self, chosen: QueryDict) -> Self:
        """Return this face with what a form chose; what it left out or what does not exist stays."""
        return _with(self, chosen.get("size", ""), chosen.get("theme", ""))


def face_of(request: HttpRequest) -> Face:
    """Return the face that the browser asks for, whatever its cookie holds."""
    size, _dot, theme = request.COOKIES.get(COOKIE, "").partition(".")
    return _with(Face(), size, theme)


def keep_face(response: HttpResponse, face: Face) -> None:
    response.set_cookie(
        COOKIE,
        f"{face.size}.{face.theme}",
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _with[F: Face](face: F, size: str, theme: str) -> F:
    if size in Size.values:
        face = replace(face, size=Size(size))
    if theme in Theme.values:
        face = replace(face, theme=Theme(theme))
    return face
