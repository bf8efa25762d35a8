"""Parse what comes from outside in a process of its own, with little memory, little time and no secrets."""

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MIB = 1024 * 1024
PARSER = Path(__file__).with_name("workbook_parser.py")


class ParserFailed(ValidationError):  # noqa: N818 -- reads as what it is
    """The file passed the guard, but reading it took too much or failed."""


def parse(payload: bytes, *, parser: Path = PARSER, memory_mib: int = 1024, cpu_s: int = 20, wall_s: int = 30) -> Any:
    """Run `parser` on the bytes and return what it prints as JSON; ParserFailed when it does not finish well."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (memory_mib * MIB, memory_mib * MIB))
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    try:
        done = subprocess.run(  # noqa: S603 -- our own file, fixed arguments
            [sys.executable, "-I", str(parser)],
            input=payload, capture_output=True, timeout=wall_s, env={"LANG": "C.UTF-8"}, preexec_fn=limit,  # noqa: PLW1509 -- limits must be set in the child
            check=True,
        )  # fmt: skip
        return json.loads(done.stdout)
    except (subprocess.SubprocessError, json.JSONDecodeError):
        raise ParserFailed(_("The file could not be read: it is damaged or too large.")) from None
