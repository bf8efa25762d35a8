import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.test import Client, RequestFactory

from chibo.base.htmx import HtmxMiddleware, csrf_failure, wants_part

PART = {"HX-Request": "true"}


def a_request(**headers):
    return RequestFactory().get("/somewhere/", headers=headers)


def answer_of(response, request):
    return HtmxMiddleware(lambda _request: response)(request)


@pytest.mark.parametrize(
    ("headers", "part"),
    [
        ({}, False),
        (PART, True),
        (PART | {"HX-Boosted": "true"}, False),
        (PART | {"HX-History-Restore-Request": "true"}, False),
    ],
)
def test_only_a_swap_into_a_page_that_is_there_gets_a_part(headers, part):
    assert wants_part(a_request(**headers)) is part


def test_no_cache_serves_a_part_as_a_page():
    assert answer_of(HttpResponse(), a_request())["Vary"] == "HX-Request"


def test_an_ended_session_loads_the_sign_in_page_instead_of_swapping_it_into_a_table():
    to_login = HttpResponseRedirect(resolve_url("account_login") + "?next=/somewhere/")
    response = answer_of(to_login, a_request(**PART))
    assert response.status_code == 200
    assert response["HX-Redirect"] == to_login["Location"]


def test_other_redirects_are_left_to_htmx():
    response = answer_of(HttpResponseRedirect("/elsewhere/"), a_request(**PART))
    assert (response.status_code, response["Location"]) == (302, "/elsewhere/")


def test_an_old_token_makes_htmx_load_the_page_anew():
    assert csrf_failure(a_request(**PART))["HX-Refresh"] == "true"


def test_an_old_token_is_explained_to_a_reader():
    response = Client(enforce_csrf_checks=True).post("/tai-khoan/login/", {"login": "a", "password": "b"})
    assert response.status_code == 403
    assert response.templates[0].name == "403_csrf.html"
