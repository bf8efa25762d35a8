"""The addresses of Chibo with bare refusals: who is refused is the matter here, not how the refusal looks."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from chibo.config.urls import urlpatterns

__all__ = ["handler403", "handler404", "urlpatterns"]


def handler403(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=HTTPStatus.FORBIDDEN)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=HTTPStatus.NOT_FOUND)
