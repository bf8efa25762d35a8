"""A server and a site of their own, with the tables of the tests' database: what a thief of the disk would find."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chibo.config import database, embedded, processes

WORKER = (
    "import django, json, sys; django.setup()\n"
    "from tests.records.ballotbox import scenario\n"
    "for line in sys.stdin:\n"
    "    name, arguments = json.loads(line)\n"
    "    print(json.dumps(getattr(scenario, name)(*arguments)), flush=True)"
)
"""One process for all that happens at the other site: Django takes seconds to begin."""
FRONT = (
    "-m", "granian", "chibo.config.front:application", "--interface", "asginl", "--host", "127.0.0.1",
    "--workers", "1", "--log-level", "warning",
)  # fmt: skip


@dataclass
class Cluster:
    var: Path
    settings: dict[str, Any]
    address: str
    worker: subprocess.Popen[str]

    @property
    def web_log(self) -> Path:
        return self.var / "web.log"

    @property
    def wal(self) -> Path:
        return self.var / "postgres" / "pg_wal"

    def connect(self):
        return database.connect(self.settings)

    def do(self, name: str, *arguments: Any) -> Any:
        """Run a function of `scenario` against this cluster, and return its answer."""
        self.worker.stdin.write(json.dumps([name, arguments]) + "\n")
        self.worker.stdin.flush()
        answer = self.worker.stdout.readline()
        assert answer, self.worker.communicate()
        return json.loads(answer)


@contextlib.contextmanager
def running(var, copied_from):
    server = embedded.Server(var, durable=False)
    server.start()
    try:
        settings = database.embedded_settings(var)
        database.create(settings, settings["NAME"])
        _copy_tables(copied_from, settings)
        environment = {
            **os.environ,
            "CHIBO_VAR": str(var),
            "DATABASE_URL": f"postgresql://postgres@/{settings['NAME']}?host={settings['HOST']}&port={settings['PORT']}",
            "PYTHONPATH": os.pathsep.join((str(database.ROOT / "src"), str(database.ROOT))),
            "DJANGO_SETTINGS_MODULE": "chibo.config.settings",
        }
        with _site(var, environment) as address, _worker(environment) as worker:
            yield Cluster(var, settings, address, worker)
    finally:
        server.stop()


def _copy_tables(source, target):
    binaries = embedded.binaries()
    environment = {**os.environ, "PGPASSWORD": source.get("PASSWORD") or ""}
    dump = subprocess.run(
        [binaries / "pg_dump", "-Fc", "--schema-only", f"--dbname={database.conninfo(source)}"],
        env=environment, check=True, capture_output=True,
    ).stdout  # fmt: skip
    command = [binaries / "pg_restore", "--no-owner", f"--dbname={database.conninfo(target)}"]
    subprocess.run(command, input=dump, check=True, capture_output=True)


@contextlib.contextmanager
def _worker(environment):
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", WORKER], env=environment, stdin=pipe, stdout=pipe, text=True
    ) as worker:
        try:
            yield worker
        finally:
            worker.stdin.close()
            worker.wait()


@contextlib.contextmanager
def _site(var, environment):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = var / "web.log"
    process = processes.spawn([sys.executable, *FRONT, "--port", str(port)], log=log, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while not _answers(address):
            assert process.poll() is None, processes.last_lines(log)
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield address
    finally:
        processes.stop(process, within=5)


def _answers(address):
    try:
        with urllib.request.urlopen(f"{address}/static/base/favicon.svg", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False
