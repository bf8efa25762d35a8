import os
import time

import pytest

from chibo.base import sandbox
from chibo.base.sandbox import ParserFailed


@pytest.fixture
def run(tmp_path):
    def run(code: str, payload: bytes = b"", **limits: int):
        parser = tmp_path / "parser.py"
        parser.write_text(f"import json, os, sys\n{code}")
        return sandbox.parse(payload, parser=parser, **limits)

    return run


def test_the_parser_gets_the_bytes_and_gives_json(run):
    assert run("json.dump(len(sys.stdin.buffer.read()), sys.stdout)", b"x" * 300_000) == 300_000


@pytest.mark.parametrize(
    "misdeed",
    [
        "os.abort()",
        "raise ValueError",
        "sys.exit(3)",
        "x = bytearray(400 * 1024 * 1024); print(1)",
        "print('no json')",
        "print('[1')",
        "",
        "with open(__file__, 'a') as file: file.write('#')\nprint(1)",
        "os.kill(os.getpid(), 9)",
    ],
)
def test_whatever_ends_the_parser_ends_only_the_parser(run, misdeed):
    with pytest.raises(ParserFailed):
        run(misdeed, memory_mib=256)


def test_a_parser_that_computes_for_ever_is_ended(run):
    start = time.monotonic()
    with pytest.raises(ParserFailed):
        run("while True: pass", cpu_s=1)
    assert time.monotonic() - start < 5


def test_a_parser_that_sleeps_for_ever_is_ended(run):
    with pytest.raises(ParserFailed):
        run("import time; time.sleep(60)", wall_s=1)


def test_the_parser_knows_no_secret_and_holds_no_file_of_ours(run, monkeypatch, tmp_path):
    monkeypatch.setenv("CHIBO_SECRET_KEY", "secret")
    with (tmp_path / "ours").open("w") as ours:
        os.set_inheritable(ours.fileno(), True)  # noqa: FBT003 -- the standard library's own signature
        seen = run("json.dump([dict(os.environ), os.listdir('/proc/self/fd'), list(sys.modules)], sys.stdout)")
    environment, handles, modules = seen
    assert "secret" not in str(environment)
    assert str(ours) not in handles
    assert len(handles) <= 4, "the three standard ones and the listing itself"
    assert "django" not in modules
