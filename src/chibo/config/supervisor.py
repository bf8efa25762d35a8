"""Run the whole site: the web server and the background worker, watched, and ended together."""

import contextlib
import errno
import fcntl
import functools
import http.client
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from types import FrameType

import click
from django.utils.translation import gettext as _

from chibo.config import database, embedded, processes

ADDRESS = "127.0.0.1"
READY_WITHIN = 120.0
ENDED_WITHIN = 10.0
RESTARTS_PER_MINUTE = 5
MINUTE = 60.0
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

# Two processes for two cores; how few threads serve many connections stands in `front`.
WEB = (
    *("-m", "granian", "chibo.config.front:application", "--interface", "asginl", "--host", ADDRESS),
    *("--workers", "2", "--backlog", "2048", "--backpressure", "1024"),
    *("--http1-header-read-timeout", "15000", "--no-ws", "--log-level", "warning"),
    *("--respawn-failed-workers", "--workers-kill-timeout", "5"),
)
WORKER = ("-m", "django", "db_worker", "--queue-name", "*", "--no-startup-delay", "--skip-checks", "--verbosity", "0")


class SupervisorError(Exception):
    """The site cannot be started; the message tells the reader what to do."""


@dataclass
class Child:
    """A program of ours that is started again when it ends by itself."""

    name: str
    arguments: tuple[str, ...]
    log: Path
    process: Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        self.starts = [at for at in self.starts if time.monotonic() - at < MINUTE] + [time.monotonic()]
        self.process = processes.spawn([sys.executable, *self.arguments], log=self.log, env=_environment())

    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def ensure_running(self) -> None:
        """Start again what ended by itself; SupervisorError when it does so again and again."""
        if not self.ended():
            return
        if len(self.starts) > RESTARTS_PER_MINUTE:
            raise SupervisorError(self.failure())
        self.start()

    def failure(self) -> str:
        values = {"name": self.name, "log": processes.last_lines(self.log)}
        return _("The program “%(name)s” does not stay up:\n%(log)s") % values


def serve(
    var: Path,
    port: int,
    *,
    prepare: Callable[[], None],
    announce: Callable[[str], None],
    each_minute: Callable[[], None] = lambda: None,
) -> None:
    """Serve until told to end; `prepare` runs with the database up, `announce` once the site answers."""
    _end_on(ENDINGS)
    try:
        with _only_one(var, port) as record:
            _see_that_port_is_free(port)
            with embedded.running(var, ends_with_us=True) as server:
                prepare()
                with _children(var, port) as children:
                    record(children)
                    _wait_until_ready(children, port)
                    announce(f"http://{ADDRESS}:{port}")
                    _watch(server, children, functools.partial(record, children), each_minute)
    except KeyboardInterrupt:
        return


@contextlib.contextmanager
def _only_one(var: Path, port: int) -> Iterator[Callable[[list[Child]], None]]:
    """Hold the installation for this process, and end what a killed one left behind."""
    notes = var / "running.json"
    var.mkdir(parents=True, exist_ok=True)
    with (var / "running.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SupervisorError(_already_running(notes)) from None
        for pid, started in _noted(notes).get("children", []):
            processes.stop_leftover(processes.Traces(pid, started), within=ENDED_WITHIN)
        record = functools.partial(_note, notes, port)
        record([])
        try:
            yield record
        finally:
            notes.unlink(missing_ok=True)


def _note(notes: Path, port: int, children: list[Child]) -> None:
    found = [processes.traces(child.process.pid) for child in children if child.process]
    draft = notes.with_suffix(".new")
    draft.write_text(json.dumps({"pid": os.getpid(), "port": port, "children": [one for one in found if one]}))
    draft.replace(notes)


def _noted(notes: Path) -> dict[str, list[tuple[int, str]]]:
    try:
        noted: dict[str, list[tuple[int, str]]] = json.loads(notes.read_text())
    except (OSError, ValueError):
        return {}
    return noted


def _already_running(notes: Path) -> str:
    noted = {"port": "?", "pid": "?", **_noted(notes)}
    return _("Chibo is already running here: http://127.0.0.1:%(port)s (process %(pid)s).") % noted


def _see_that_port_is_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as error:
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
            message = _("Port %(port)d is not free. Choose another one, for example: CHIBO_PORT=%(other)d make demo")
            raise SupervisorError(message % {"port": port, "other": port + 1}) from error


@contextlib.contextmanager
def _children(var: Path, port: int) -> Iterator[list[Child]]:
    web = Child("web", (*WEB, "--port", str(port)), var / "web.log")
    children = [web, Child("worker", WORKER, var / "worker.log")]
    try:
        for child in children:
            child.start()
        yield children
    finally:
        for child in children:
            if child.process:
                processes.stop(child.process, within=ENDED_WITHIN)


def _wait_until_ready(children: list[Child], port: int) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while not _answers(port):
        for child in children:
            if child.ended():
                raise SupervisorError(child.failure())
        if time.monotonic() > deadline:
            raise SupervisorError(children[0].failure())
        time.sleep(0.05)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _watch(
    server: embedded.Server | None, children: list[Child], record: Callable[[], None], each_minute: Callable[[], None]
) -> None:
    due = time.monotonic() + MINUTE
    while True:
        time.sleep(0.5)
        if time.monotonic() >= due:
            each_minute()
            due = time.monotonic() + MINUTE
        if server:
            server.ensure_running()
        if any(child.ended() for child in children):
            for child in children:
                child.ensure_running()
            record()


def _end_on(signals: tuple[signal.Signals, ...]) -> None:
    for ending in signals:
        # Under nohup the end of the terminal is not our end.
        if ending != signal.SIGHUP or signal.getsignal(ending) != signal.SIG_IGN:
            signal.signal(ending, _interrupt)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """End once; an impatient second Ctrl-C must not break the ending."""
    for ending in ENDINGS:
        signal.signal(ending, signal.SIG_IGN)
    raise KeyboardInterrupt


def _environment() -> dict[str, str]:
    source = str(database.ROOT / "src")
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "chibo.config.settings",
        "PYTHONPATH": source,
        "CHIBO_SUPERVISED": "1",
    }


def say(sentence: str) -> None:
    """Tell the person at the terminal what takes its time; standard output stays for results."""
    click.echo(sentence, err=True)
