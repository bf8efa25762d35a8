"""The addresses of Chibo and one more: a view that does nothing but ask the database a number of times."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from chibo.config import urls


def bare(request: HttpRequest, queries: int) -> HttpResponse:
    with connection.cursor() as cursor:
        for _ in range(queries):
            cursor.execute("SELECT 1")
            cursor.fetchall()
    return HttpResponse(f"{queries} {len(request.POST)}")


urlpatterns = [path("bare/<int:queries>/", bare), *urls.urlpatterns]
