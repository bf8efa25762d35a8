import asyncio
import threading

from django.utils.translation import override

from chibo.config import front


def a_scope(path="/", headers=(), method="GET"):
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"q=%C4%91",
        "headers": list(headers),
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", 8000),
        "client": ("10.0.0.7", 5000),
    }


def whole(*parts):
    messages = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    return iter([*messages, {"type": "http.request", "body": b""}])


async def visit(site, scope, messages):
    """Return status, headers and body as a visitor sees them."""
    sent = []

    async def receive():
        return next(messages)

    async def send(message):
        sent.append(message)

    await site(scope, receive, send)
    if not sent:
        return None
    return sent[0]["status"], dict(sent[0]["headers"]), b"".join(message.get("body", b"") for message in sent[1:])


def echo(environ, start_response):
    start_response("200 OK", [("X-Path", environ["PATH_INFO"]), ("X-Length", environ["CONTENT_LENGTH"])])
    return [environ["wsgi.input"].read()]


def test_body_arrives_whole_with_its_true_length():
    headers = [(b"transfer-encoding", b"chunked")]
    answer = asyncio.run(visit(front.Front(echo), a_scope("/họp", headers), whole(b"one ", b"two")))
    assert answer == (200, {b"x-path": "/họp".encode(), b"x-length": b"7"}, b"one two")


def test_slow_visitors_hold_no_thread():
    site = front.Front(echo, threads=1)

    async def never_done():
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def scene():
        slow = [asyncio.create_task(site(a_scope(), never_done, None)) for _ in range(50)]
        await asyncio.sleep(0)
        answer = await asyncio.wait_for(visit(site, a_scope(), whole(b"quick")), 5)
        for task in slow:
            task.cancel()
        return answer

    assert asyncio.run(scene())[2] == b"quick"


def test_body_that_is_too_large_is_refused_before_and_while_it_comes(monkeypatch):
    monkeypatch.setattr(front, "MOST_BYTES", 10)
    announced = a_scope(headers=[(b"content-length", b"11")])
    assert asyncio.run(visit(front.Front(echo), announced, iter([])))[0] == 413
    assert asyncio.run(visit(front.Front(echo), a_scope(), whole(b"12345678", b"9101112")))[0] == 413


def test_a_file_of_200_mb_is_refused_before_it_comes_and_the_visitor_is_told_what_to_do():
    announced = a_scope(headers=[(b"content-length", str(200 * 1024 * 1024).encode())], method="POST")
    with override("en"):
        status, _headers, body = asyncio.run(visit(front.Front(echo), announced, iter([])))
    assert status == 413
    assert "at most 20 MB" in body.decode()
    assert "what you typed is still there" in body.decode()


def test_one_too_many_is_told_to_come_back():
    entered, go_on = threading.Event(), threading.Event()

    def waiting(environ, start_response):
        entered.set()
        go_on.wait(5)
        return echo(environ, start_response)

    async def scene():
        site = front.Front(waiting, most_waiting=1)
        first = asyncio.create_task(visit(site, a_scope(), whole(b"first")))
        await asyncio.to_thread(entered.wait, 5)
        second = await visit(site, a_scope(), whole(b"second"))
        go_on.set()
        return await first, second

    first, second = asyncio.run(scene())
    assert first[0] == 200
    assert (second[0], second[1][b"retry-after"]) == (503, b"2")


def test_visitor_who_leaves_gets_no_thread():
    def forbidden(environ, start_response):
        raise AssertionError

    assert asyncio.run(visit(front.Front(forbidden), a_scope(), iter([{"type": "http.disconnect"}]))) is None


def test_large_answer_arrives_whole_and_is_closed():
    closed = []

    class Parts(list):
        def close(self):
            closed.append(True)

    def large(environ, start_response):
        start_response("200 OK", [])
        return Parts([b"0123456789" * 100_000] * 2)

    assert asyncio.run(visit(front.Front(large), a_scope(), whole()))[2] == b"0123456789" * 200_000
    assert closed == [True]


def test_empty_answer_ends():
    def nothing(environ, start_response):
        start_response("204 No Content", [])
        return []

    assert asyncio.run(visit(front.Front(nothing), a_scope(), whole())) == (204, {}, b"")


def test_no_header_passes_for_another():
    headers = [(b"x-secret", b"true"), (b"x_secret", b"false"), (b"cookie", b"a=1"), (b"cookie", b"b=2")]
    found = front._header_variables(headers)
    assert found == {"HTTP_X_SECRET": "true", "HTTP_COOKIE": "a=1; b=2"}
