import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from chibo.config import database, processes

RUN = (sys.executable, "-c", "from chibo.config.command import main; main(prog_name='chibo')")


def a_free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Installation:
    """A site of its own, served from this checkout's sources."""

    def __init__(self, var):
        self.var, self.port = var, a_free_port()
        others = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        source = str(database.ROOT / "src")
        self.environment = {**others, "CHIBO_VAR": str(var), "CHIBO_PORT": str(self.port), "PYTHONPATH": source}

    def serve(self):
        """Start it and return once it says that it is ready."""
        process = subprocess.Popen([*RUN, "serve"], env=self.environment, stdout=subprocess.PIPE, text=True)
        assert process.stdout.readline() == f"ready: http://127.0.0.1:{self.port}\n"
        return process

    def run(self, *arguments):
        return subprocess.run([*RUN, *arguments], env=self.environment, capture_output=True, text=True, check=False)

    def living(self):
        """The numbers of those of its processes that still live."""
        children = json.loads((self.var / "running.json").read_text())["children"]
        postmaster = int((self.var / "postgres" / "postmaster.pid").read_text().split()[0])
        return [pid for pid in [*(child[0] for child in children), postmaster] if processes.traces(pid)]


def gone(pids):
    deadline = time.monotonic() + 15
    while any(processes.traces(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    return [pid for pid in pids if processes.traces(pid)] == []


@pytest.fixture(scope="module")
def installation():
    with tempfile.TemporaryDirectory(prefix="chibo-var-") as var:
        yield Installation(Path(var))


def test_site_starts_refuses_a_second_one_and_ends_with_all_its_processes(installation):
    process = installation.serve()
    living = installation.living()
    second = installation.run("serve")
    process.send_signal(signal.SIGINT)

    assert process.wait(20) == 0
    process.stdout.close()
    assert (second.returncode, f":{installation.port}" in second.stderr) == (1, True)
    assert (len(living), gone(living)) == (3, True)
    assert not (installation.var / "running.json").exists()


def test_site_that_was_killed_leaves_nothing_behind_and_starts_again(installation):
    process = installation.serve()
    living = installation.living()
    process.kill()
    process.wait()
    process.stdout.close()
    process = installation.serve()
    process.terminate()
    assert process.wait(20) == 0
    process.stdout.close()
    assert gone(living)


def test_taken_port_is_told(installation):
    with socket.socket() as other:
        other.bind(("127.0.0.1", installation.port))
        other.listen()
        answer = installation.run("serve")
    assert (answer.returncode, f"CHIBO_PORT={installation.port + 1}" in answer.stderr) == (1, True)


def test_damaged_backup_ends_in_one_sentence(installation, tmp_path):
    (tmp_path / "bad.chibo").write_bytes(b"no backup at all, but long enough to have a seal" * 4)
    answer = installation.run("restore", str(tmp_path / "bad.chibo"))
    said = [line for line in answer.stderr.splitlines() if "chmod o+x" not in line]  # told at a first start as root
    assert (answer.returncode, len(said), answer.stdout) == (1, 1, "")
