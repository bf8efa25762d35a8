import os
import subprocess
import sys

import pytest

from chibo.config import database

FINDER = database.ROOT / "tools" / "find_python.sh"


@pytest.fixture
def shelf(tmp_path):
    """A directory of programs, and a way to ask the finder with nothing else in sight."""
    for name in ("sh", "cat"):
        (tmp_path / name).symlink_to(f"/bin/{name}")

    def put(name, text):
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)

    def find():
        environment = {"PATH": str(tmp_path), "PYTHON_PLACES": "", "HOME": str(tmp_path)}
        return subprocess.run(["/bin/sh", FINDER], env=environment, capture_output=True, text=True, check=False)

    return put, find


def test_python_that_is_too_old_or_broken_is_passed_over(shelf):
    put, find = shelf
    put("python3.13", "exit 127")
    put("python3.12", "exit 1")
    put("python3", f'exec "{os.path.realpath(sys.executable)}" "$@"')
    found = find()
    assert (found.returncode, found.stderr) == (0, "")
    assert os.path.realpath(found.stdout.strip()) == os.path.realpath(sys.executable)


def test_missing_python_is_told_in_both_languages(shelf):
    put, find = shelf
    put("python3", "exit 1")
    found = find()
    assert (found.returncode, found.stdout) == (1, "")
    assert "Chibo cần Python 3.12" in found.stderr
    assert "Chibo needs Python 3.12" in found.stderr
