from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.test import Client
from django.urls import path
from ninja import NinjaAPI
from ninja.errors import HttpError

from chibo.base.models import WriteKey
from chibo.registry.access.models import User

api = NinjaAPI(urls_namespace="test-writes", docs_url=None, openapi_url=None)
committed = []


def write(request) -> None:
    Group.objects.create(name=str(uuid4()))
    transaction.on_commit(lambda: committed.append(1))


@api.post("/refuse")
def api_refuse(request):
    write(request)
    raise HttpError(409, "no")


@api.post("/accept")
def api_accept(request):
    write(request)
    return {"groups": Group.objects.count()}


def answer(request, status: int) -> HttpResponse:
    write(request)
    messages.success(request, "told")
    request.session["seen"] = status
    return HttpResponse(f"{status} {Group.objects.count()}", status=status, headers={"HX-Trigger": "saved"})


@login_not_required
def open_to_strangers(request) -> HttpResponse:
    return answer(request, 200)


def redirect(request) -> HttpResponse:
    write(request)
    return HttpResponseRedirect(f"/groups/{Group.objects.count()}")


def stream(request) -> StreamingHttpResponse:
    write(request)
    return StreamingHttpResponse(iter([b"a", b"b"]))


def fall(request) -> HttpResponse:
    write(request)
    raise ZeroDivisionError


urlpatterns = [
    path("answer/<int:status>", answer),
    path("open", open_to_strangers),
    path("redirect", redirect),
    path("stream", stream),
    path("fall", fall),
    path("tai-khoan/<int:status>", answer),
    path("api/", api.urls),
]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def client() -> Client:
    committed.clear()
    User.objects.create_user("sender")
    return signed_in()


def signed_in() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username="sender"))
    return client


def test_an_answer_that_is_no_error_is_kept(client):
    assert client.post("/answer/200").status_code == 200
    assert (Group.objects.count(), len(committed)) == (1, 1)


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422, 500, 503])
def test_an_answer_that_is_an_error_leaves_nothing_written_but_tells_the_reader(client, status):
    assert client.post(f"/answer/{status}", {"_once": "k"}).status_code == status
    assert (Group.objects.count(), WriteKey.objects.count(), committed) == (0, 0, [])
    assert client.cookies["messages"].value
    assert client.session.get("seen") == (status if status < 500 else None), "Django keeps no session of a failure"


def test_an_error_of_the_api_leaves_nothing_written(client):
    assert client.post("/api/refuse", {}, "application/json").status_code == 409
    assert Group.objects.count() == 0


def test_signing_in_keeps_its_own_count(client):
    client.post("/tai-khoan/400")
    assert Group.objects.count() == 1


def test_the_same_form_sent_twice_has_one_effect_and_the_same_answer(client):
    answers = [client.post("/answer/201", {"_once": "k", "name": "An"}) for _ in range(3)]
    assert {(one.status_code, one.content, one["HX-Trigger"]) for one in answers} == {(201, b"201 1", "saved")}
    assert (Group.objects.count(), len(committed)) == (1, 1)


def test_a_redirect_is_given_again(client):
    assert [client.post("/redirect", {"_once": "k"})["Location"] for _ in range(2)] == ["/groups/1", "/groups/1"]


def test_a_stream_is_given_again(client):
    assert [client.post("/stream", {"_once": "k"}).content for _ in range(2)] == [b"ab", b"ab"]
    assert b"".join(client.post("/stream").streaming_content) == b"ab"
    assert Group.objects.count() == 2


def test_the_same_key_with_other_content_is_refused(client):
    client.post("/answer/200", {"_once": "k", "name": "An"})
    assert client.post("/answer/200", {"_once": "k", "name": "Ân"}).status_code == 422
    assert client.post("/redirect", {"_once": "k", "name": "An"}).status_code == 422
    assert Group.objects.count() == 1


def test_a_new_csrf_token_is_no_other_content(client):
    sendings = [client.post("/answer/200", {"_once": "k", "csrfmiddlewaretoken": token}) for token in "ab"]
    assert [one.content for one in sendings] == [b"200 1", b"200 1"]


def test_a_refused_form_may_be_mended_and_sent_again(client):
    assert client.post("/answer/422", {"_once": "k", "name": ""}).status_code == 422
    assert client.post("/answer/200", {"_once": "k", "name": "An"}).status_code == 200


def test_files_of_one_name_and_size_are_told_apart(client):
    def send(content: bytes) -> int:
        file = SimpleUploadedFile("a.xlsx", content)
        return client.post("/answer/200", {"file": file}, headers={"Idempotency-Key": "k"}).status_code

    assert [send(b"one"), send(b"one"), send(b"two")] == [200, 200, 422]
    assert Group.objects.count() == 1


def test_a_key_in_the_header_serves_the_api(client):
    sendings = [client.post("/api/accept", {}, "application/json", headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert [one.json() for one in sendings] == [{"groups": 1}, {"groups": 1}]


def test_the_key_of_a_token_is_its_own_and_a_stranger_has_none(client):
    stranger = Client()
    tokens = ("Bearer 1", "Bearer 1", "Bearer 2", "", "")
    headers = [{"Idempotency-Key": "k", **({"Authorization": token} if token else {})} for token in tokens]
    contents = [stranger.post("/open", headers=one).content for one in headers]
    assert contents == [b"200 1", b"200 1", b"200 2", b"200 3", b"200 4"]


def test_keys_of_two_users_do_not_meet(client):
    other = Client()
    other.force_login(User.objects.create_user("other"))
    assert client.post("/answer/200", {"_once": "k"}).content == b"200 1"
    assert other.post("/answer/200", {"_once": "k"}).content == b"200 2"


def test_an_exception_leaves_nothing_written(client, settings):
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
    assert client.post("/fall", {"_once": "k"}).status_code == 500
    assert (Group.objects.count(), WriteKey.objects.count()) == (0, 0)


def test_many_sendings_at_once_have_one_effect(client):
    senders, answers = 6, []
    clients, start = [signed_in() for _ in range(senders)], Barrier(senders)

    def send(one: Client) -> None:
        start.wait()
        try:
            answers.append(one.post("/answer/200", {"_once": "k"}).content)
        finally:
            connection.close()

    threads = [Thread(target=send, args=[one]) for one in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [b"200 1"] * senders
    assert Group.objects.count() == 1
