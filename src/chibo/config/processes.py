"""Child processes: they end with their parent, and what a killed parent left behind can be found again."""

import contextlib
import ctypes
import functools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)


class Traces(NamedTuple):
    """A process as one can recognise it later: its number, and when the kernel started it."""

    pid: int
    started: str


def end_with_parent(sent: signal.Signals = signal.SIGTERM) -> None:
    """Let the kernel send this process `sent` when its parent dies, even by kill -9 (Linux only)."""
    if sys.platform == "linux":
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(sent))


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str],
    user: int | None = None,
    group: int | None = None,
    at_parents_end: signal.Signals | None = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start `command` in a process group of its own, writing to `log`; it ends with us unless that is None."""
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603 - the command is ours, never a visitor's
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=env,
            cwd=log.parent,
            user=user,
            group=group,
            extra_groups=None if user is None else [],
            start_new_session=True,
            # The parent has one thread; a signal at the parent's death cannot be asked for in any other way.
            preexec_fn=functools.partial(end_with_parent, at_parents_end) if at_parents_end else None,  # noqa: PLW1509
        )


def traces(pid: int) -> Traces | None:
    """Return what identifies a living process; None when it is gone (or a zombie)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    state, started = fields[0], fields[19]
    return None if state in "ZX" else Traces(pid, started)


def stop(process: subprocess.Popen[bytes], *, within: float) -> None:
    """End a child and its group: politely first, by force after `within` seconds."""
    _signal_group(process.pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(within)
    _signal_group(process.pid, signal.SIGKILL)
    process.wait()


def stop_leftover(found: Traces, *, within: float) -> None:
    """End a process that an earlier run left behind; do nothing when its number now belongs to another."""
    deadline = time.monotonic() + within
    while traces(found.pid) == found:
        late = time.monotonic() > deadline
        _signal_group(found.pid, signal.SIGKILL if late else signal.SIGTERM)
        time.sleep(0.1)


def last_lines(log: Path, count: int = 15) -> str:
    """Return the end of a log, for a message about a process that did not start."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-count:]) if log.exists() else ""


def _signal_group(pid: int, sent: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, sent)
