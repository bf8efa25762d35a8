import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.test import Client, RequestFactory

from chibo.base.htmx import HtmxMiddleware, csrf_failure, render_part, wants_part

PART = {"HX-Request": "true"}


LOADERS = [
    (
        "django.template.loaders.locmem.Loader",
        {"a_page.html": "<h1>All</h1>{% partialdef rows inline %}<b>{{ n }}</b>{% endpartialdef %}"},
    ),
    "django.template.loaders.app_directories.Loader",
]


def a_request(**headers):
    request = RequestFactory().get("/somewhere/", headers=headers)
    request._messages = CookieStorage(request)
    return request


@pytest.fixture
def a_page(settings):
    engine = settings.TEMPLATES[0]
    options = engine["OPTIONS"] | {"loaders": LOADERS}
    settings.TEMPLATES = [engine | {"APP_DIRS": False, "OPTIONS": options}]
    return "a_page.html"


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


def test_a_reader_gets_the_page_and_htmx_its_part(a_page):
    assert render_part(a_request(), a_page, "rows", {"n": 3}).content == b"<h1>All</h1><b>3</b>"
    assert render_part(a_request(**PART), a_page, "rows", {"n": 3}, status=422).content == b"<b>3</b>"


def test_what_there_is_to_tell_comes_with_the_part(a_page):
    request = a_request(**PART)
    messages.success(request, "Saved at 19:42.")
    html = render_part(request, a_page, "rows", {"n": 3}).content.decode()
    assert html.startswith('<b>3</b><div class="messages" id="messages" role="status" hx-swap-oob="true">')
    assert html.count("Saved at 19:42.") == 1


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
