"""Mounted at api/v1/. The API turns strangers away itself, with 401 and no page to sign in."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern

from chibo.api.api import api


def _open(pattern: URLPattern) -> URLPattern:
    assert pattern.callback is not None, "every pattern of the API has a view"
    login_not_required(pattern.callback)
    return pattern


app_name = "api"
urlpatterns = [_open(pattern) for pattern in api.urls[0] if isinstance(pattern, URLPattern)]
