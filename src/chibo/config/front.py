"""The door of the site: a request meets one of few threads only once all of it is here, however slowly it came.

Slow visitors hold a connection, never a thread; too many at once are told to come back, at once.
"""

import asyncio
import contextlib
import sys
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from chibo.config import wsgi

THREADS = 4
MOST_WAITING = 100
MOST_BYTES = 32 * 1024 * 1024
SECONDS_FOR_A_BODY = 600.0
IN_MEMORY = 256 * 1024

type Scope = dict[str, Any]
type Message = dict[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]
type Body = SpooledTemporaryFile[bytes]
type Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class RefusedError(Exception):
    """A request that goes no further, with the status that says why."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status


class Reply(NamedTuple):
    status: int
    headers: list[tuple[bytes, bytes]]
    body: Body


class Front:
    """An ASGI application around a WSGI one."""

    def __init__(self, application: Application, *, most_waiting: int = MOST_WAITING, threads: int = THREADS) -> None:
        self.application = application
        self.most_waiting = most_waiting
        self.inside = 0
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="request")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        with SpooledTemporaryFile(IN_MEMORY) as body:
            try:
                if not await _receive_into(body, scope, receive):
                    return
                await _send(await self._answer(scope, body), send)
            except RefusedError as refused:
                await _refuse(refused.status, send)

    async def _answer(self, scope: Scope, body: Body) -> Reply:
        if self.inside >= self.most_waiting:
            raise RefusedError(HTTPStatus.SERVICE_UNAVAILABLE)
        self.inside += 1
        try:
            environ = _environ(scope, body)
            return await asyncio.get_running_loop().run_in_executor(self.threads, _run, self.application, environ)
        finally:
            self.inside -= 1


async def _receive_into(body: Body, scope: Scope, receive: Receive) -> bool:
    """Wait for the whole body; False when the visitor left meanwhile."""
    announced = dict(scope["headers"]).get(b"content-length", b"0")
    if announced.isdigit() and int(announced) > MOST_BYTES:
        raise RefusedError(HTTPStatus.CONTENT_TOO_LARGE)
    try:
        async with asyncio.timeout(SECONDS_FOR_A_BODY):
            more = True
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return False
                body.write(message.get("body", b""))
                if body.tell() > MOST_BYTES:
                    raise RefusedError(HTTPStatus.CONTENT_TOO_LARGE)
                more = message.get("more_body", False)
    except TimeoutError as error:
        raise RefusedError(HTTPStatus.REQUEST_TIMEOUT) from error
    return True


def _environ(scope: Scope, body: Body) -> dict[str, Any]:
    """Return the request as PEP 3333 spells it."""
    length = body.tell()
    body.seek(0)
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    return {
        **_header_variables(scope["headers"]),
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": str(client[0]),
        "CONTENT_LENGTH": str(length) if length else "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def _header_variables(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        # With an underscore a visitor could pass one header off as another.
        if "_" in name:
            continue
        key = name.upper().replace("-", "_")
        key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
        between = "; " if key == "HTTP_COOKIE" else ","
        found[key] = f"{found[key]}{between}{value}" if key in found else value
    # A body's true length is known here; how it was sent is over.
    return {key: value for key, value in found.items() if key not in {"HTTP_CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING"}}


def _run(application: Application, environ: dict[str, Any]) -> Reply:
    """Let the application answer in full, in this thread."""
    begun: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], _failure: object = None) -> None:
        begun["status"] = int(status.split(" ", 1)[0])
        begun["headers"] = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]

    body: Body = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed once it is sent
    parts = application(environ, start_response)
    try:
        body.writelines(parts)
    finally:
        if close := getattr(parts, "close", None):
            close()
    body.seek(0)
    return Reply(begun["status"], begun["headers"], body)


async def _send(reply: Reply, send: Send) -> None:
    with reply.body as body:
        await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
        part = body.read(IN_MEMORY)
        while part:
            following = body.read(IN_MEMORY)
            await send({"type": "http.response.body", "body": part, "more_body": bool(following)})
            part = following
        if not body.tell():
            await send({"type": "http.response.body", "body": b""})


async def _refuse(status: HTTPStatus, send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"retry-after", b"2")]
    with contextlib.suppress(OSError):
        await send({"type": "http.response.start", "status": int(status), "headers": headers})
        await send({"type": "http.response.body", "body": _said(status).encode()})


def _said(status: HTTPStatus) -> str:
    if status is HTTPStatus.CONTENT_TOO_LARGE:
        return _(
            "What was sent is too large: a file may have at most 20 MB. Nothing was kept. Go back in the browser; "
            "what you typed is still there. Choose a smaller file and send again."
        )
    return f"{status.value} {status.phrase}\n"


application = Front(wsgi.application)
