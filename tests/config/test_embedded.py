import os
import signal
import tempfile
import time
from pathlib import Path

import pytest

from chibo.config import database, embedded, processes


def ask(server, question, *values):
    with database.connect(database.from_environment(server.var), name="postgres") as connection:
        return connection.execute(question, values).fetchone()[0]


@pytest.fixture(scope="module")
def server():
    with tempfile.TemporaryDirectory(prefix="chibo-var-") as place:
        server = embedded.Server(Path(place), durable=False)
        server.start()
        yield server
        server.stop()


@pytest.fixture(autouse=True)
def _no_other_server(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)


def test_server_knows_vietnamese_and_cannot_be_reached_from_the_network(server):
    assert ask(server, "SELECT lower('ĐẢNG ỦY')") == "đảng ủy"
    assert ask(server, "SELECT current_setting('listen_addresses')") == ""
    assert ask(server, "SELECT current_setting('data_checksums')") == "on"
    assert server.directory.stat().st_mode & 0o777 == 0o700


def test_missing_database_is_made_and_found_fit(server):
    settings = database.from_environment(server.var)
    database.make_ready(settings)
    database.make_ready(settings)
    with database.connect(settings) as connection:
        assert connection.execute("SELECT current_database(), lower('Đ')").fetchone() == ("chibo", "đ")


def test_server_that_was_killed_comes_back_with_what_was_committed(server):
    with database.connect(database.from_environment(server.var), name="postgres") as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('còn')")
        connection.execute("CHECKPOINT")
    os.kill(int((server.directory / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    deadline = time.monotonic() + 5
    while server.answers() and time.monotonic() < deadline:
        time.sleep(0.05)

    server.ensure_running()

    assert ask(server, "SELECT word FROM kept") == "còn"


def test_half_made_cluster_is_made_anew_and_stays_until_the_last_user_leaves(var):
    (var / "postgres.new").mkdir()
    (var / "postgres.new" / "PG_VERSION").write_text("18\n")
    with embedded.running(var) as first:
        with embedded.running(var):
            pass
        assert first.answers()
        pid = int((first.directory / "postmaster.pid").read_text().split()[0])
    assert not first.answers()
    assert processes.traces(pid) is None


def test_deep_directory_is_no_hindrance(var):
    deep = var / ("thư-mục-rất-sâu-" * 6)
    with embedded.running(deep) as server:
        assert ask(server, "SELECT 1") == 1
        assert database.socket_directory(deep) != server.directory
    database.socket_directory(deep).rmdir()


def test_other_server_is_used_when_it_is_named(var, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://someone@elsewhere/chibo")
    with embedded.running(var) as server:
        assert server is None
    assert list(var.iterdir()) == []
