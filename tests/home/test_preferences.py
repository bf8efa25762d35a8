import pytest
from django.conf import settings
from django.test import RequestFactory
from django.urls import reverse

from chibo.base.languages import chosen_language
from chibo.home.preferences import COOKIE, Face, Size, Theme, face_of

pytestmark = pytest.mark.django_db


def a_request(**cookies):
    request = RequestFactory().get("/")
    request.COOKIES.update(cookies)
    return request


@pytest.mark.parametrize(
    ("cookie", "face"),
    [
        ("", Face()),
        ("large.dark", Face(Size.LARGE, Theme.DARK)),
        ("huge.dark", Face(Size.MEDIUM, Theme.DARK)),
        ("large", Face(Size.LARGE, Theme.SYSTEM)),
        ("<script>.light.dark", Face()),
    ],
)
def test_whatever_the_cookie_holds_there_is_a_face(cookie, face):
    assert face_of(a_request(**{COOKIE: cookie})) == face


def test_text_size_is_chosen_before_signing_in(client):
    client.post(reverse("preferences"), {"size": "largest", "next": reverse("account_login")})
    assert 'data-size="largest"' in client.get(reverse("account_login")).text


def test_choosing_a_size_leaves_the_theme(client):
    client.post(reverse("preferences"), {"theme": "dark"})
    client.post(reverse("preferences"), {"size": "large"})
    assert client.cookies[COOKIE].value == "large.dark"


def test_choosing_a_size_leads_nowhere_else(client):
    response = client.post(reverse("preferences"), {"size": "large", "next": "https://elsewhere.example/"})
    assert response["Location"] == "/"


def test_vietnamese_is_spoken_to_a_browser_that_asks_for_english(client):
    response = client.get(reverse("account_login"), headers={"accept-language": "en-US,en"})
    assert '<html lang="vi"' in response.text


def test_english_is_spoken_to_who_chose_it(client):
    client.post(reverse("set_language"), {"language": "en", "next": reverse("account_login")})
    assert '<html lang="en"' in client.get(reverse("account_login")).text


def test_a_language_that_chibo_does_not_speak_is_not_chosen():
    assert chosen_language(a_request(**{settings.LANGUAGE_COOKIE_NAME: "fr"})) == "vi"
