"""Parse what comes from outside in a process of its own, with little memory, little time and no secrets."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from chibo.base.guard import RefusedFile

MIB = 1024 * 1024
PARSER = Path(__file__).with_name("workbook_parser.py")
BOUNDED = """
import resource, runpy, sys
path, memory, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
runpy.run_path(path, run_name="__main__")
"""
"""The child bounds itself before it reads a byte: nothing runs between fork and exec in a server with threads."""


class ParserFailed(RefusedFile):
    """The file passed the guard, but reading it took too much or failed."""


def parse(payload: bytes, *, parser: Path = PARSER, memory_mib: int = 512, cpu_s: int = 20, wall_s: int = 30) -> Any:
    """Run `parser` on the bytes and return what it prints as JSON; ParserFailed when it does not finish well."""
    command = [sys.executable, "-I", "-c", BOUNDED, str(parser), str(memory_mib * MIB), str(cpu_s)]
    environment = {"LANG": "C.UTF-8"}
    try:
        done = subprocess.run(  # noqa: S603 -- our own file, fixed arguments
            command, input=payload, capture_output=True, timeout=wall_s, env=environment, cwd="/", check=True
        )
        return json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        raise ParserFailed(_("The file could not be read: it is damaged or too large.")) from None
