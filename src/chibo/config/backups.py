"""Backups: one sealed file with the database, the files and their check sums; a damaged one is refused."""

import contextlib
import hashlib
import json
import os
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, TypedDict

import psycopg
from django.utils.translation import gettext as _
from psycopg import sql

import chibo
from chibo.base.clock import now
from chibo.config import database, embedded

FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "database.dump"
FILES = "files/"
# The file ends with the hash of all that stands before it, so that no byte can change unseen.
SEAL_LENGTH = hashlib.sha256().digest_size * 2
RENAME_ATTEMPTS = 20
ONE_HARMLESS_ERROR = "errors ignored on restore: 1"
# What a database holds before anybody has worked with it.
FRAMEWORK_TABLES = r"^(django_|auth_)"

type Settings = dict[str, Any]
type Connection = psycopg.Connection[tuple[Any, ...]]


class BackupError(Exception):
    """The backup cannot be made, is damaged, or may not be restored here; the message says which."""


class Manifest(TypedDict):
    """What the backup holds: `rows` by table, `members` by name with their SHA-256."""

    format: int
    version: str
    created_at: str
    rows: dict[str, int]
    members: dict[str, str]


def back_up(settings: Settings, files: Path, out: Path) -> Manifest:
    """Write one file that holds everything, and read it back before it gets its name."""
    if out.is_dir() or not out.parent.is_dir():
        raise BackupError(_("%(file)s is not the name of a file that can be written.") % {"file": out})
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".backup-") as work:
        dump, draft = Path(work, DUMP), Path(work, "draft")
        rows = _dump(settings, dump)
        _pack(draft, rows, {DUMP: dump, **_members(files)})
        manifest = verify(draft)
        draft.replace(out)
    return manifest


def verify(backup: Path) -> Manifest:
    """Return what the backup holds; BackupError unless every byte is as it was written."""
    try:
        with backup.open("rb") as file:
            _check_seal(file)
        with zipfile.ZipFile(backup) as archive:
            manifest: Manifest = json.loads(archive.read(MANIFEST))
            if manifest["format"] != FORMAT:
                raise BackupError(_("This backup was written by a later version of Chibo."))
            _check_members(archive, manifest)
    except OSError as error:
        values = {"file": backup, "reason": error.strerror}
        raise BackupError(_("%(file)s cannot be read: %(reason)s") % values) from error
    except (zipfile.BadZipFile, ValueError, KeyError, EOFError, NotImplementedError) as error:
        raise _damaged() from error
    return manifest


def restore(settings: Settings, files: Path, backup: Path, *, replace: bool) -> Manifest:
    """Put the backup in place of what is there; whatever fails, what was there stays."""
    manifest = verify(backup)
    if not replace and _has_records(settings):
        raise BackupError(_("The database already holds records. To replace them all, add --replace."))
    name = settings["NAME"]
    fresh, old = f"{name}_restoring", f"{name}_replaced"
    with _scratch(files) as work, _fresh_database(settings, fresh):
        with zipfile.ZipFile(backup) as archive:
            archive.extractall(work, [one for one in manifest["members"] if _is_inside(one)])
        _load(settings, fresh, work / DUMP)
        with database.connect(settings, name=fresh) as connection:
            if _rows(connection) != manifest["rows"]:
                raise BackupError(_("The restored tables do not hold as many rows as the backup says."))
        _swap_databases(settings, fresh=fresh, old=old)
        _swap_directories(work / FILES, files, work / "replaced")
    return manifest


def _dump(settings: Settings, dump: Path) -> dict[str, int]:
    """Dump and count at the same instant, whatever is written meanwhile."""
    with database.connect(settings) as connection:
        connection.execute("SET idle_in_transaction_session_timeout = 0")
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with connection.transaction():
            snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()
            rows = _rows(connection)
            _run(
                "pg_dump", settings, settings["NAME"], "-Fc", f"--snapshot={snapshot and snapshot[0]}", f"--file={dump}"
            )
    return rows


def _rows(connection: Connection) -> dict[str, int]:
    tables = connection.execute(
        "SELECT schemaname, tablename FROM pg_tables "
        "WHERE schemaname NOT LIKE 'pg\\_%' AND schemaname <> 'information_schema' ORDER BY 1, 2"
    ).fetchall()
    return {f"{schema}.{table}": _count(connection, schema, table) for schema, table in tables}


def _count(connection: Connection, schema: str, table: str) -> int:
    row = connection.execute(sql.SQL("SELECT count(*) FROM ONLY {}").format(sql.Identifier(schema, table))).fetchone()
    return int(row[0]) if row else 0


def _has_records(settings: Settings) -> bool:
    with database.connect(settings) as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename !~ %s", [FRAMEWORK_TABLES]
        ).fetchall()
        return any(_count(connection, "public", table) for (table,) in tables)


def _load(settings: Settings, name: str, dump: Path) -> None:
    try:
        _run("pg_restore", settings, name, "--no-owner", "--no-acl", "--no-comments", dump)
    except BackupError as error:
        # pg_restore sets this for servers from 17 on, and an older one, which has no such thing, says so and goes on.
        if not ("transaction_timeout" in str(error) and ONE_HARMLESS_ERROR in str(error)):
            raise


def _run(program: str, settings: Settings, name: str, *options: str | Path) -> None:
    target = f"--dbname={database.conninfo(settings, name=name)}"
    environment = {**os.environ, "PGPASSWORD": settings.get("PASSWORD") or ""}
    command = [embedded.binaries() / program, target, *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if done.returncode:
        raise BackupError(_("PostgreSQL refused: %(reason)s") % {"reason": done.stderr.strip()})


def _members(files: Path) -> dict[str, Path]:
    found = sorted(path for path in files.rglob("*") if path.is_file())
    return {f"{FILES}{path.relative_to(files).as_posix()}": path for path in found}


def _pack(draft: Path, rows: dict[str, int], members: dict[str, Path]) -> None:
    draft.touch(mode=0o600)
    sums: dict[str, str] = {}
    with zipfile.ZipFile(draft, "w", strict_timestamps=False) as archive:
        for name, path in members.items():
            sums[name] = _copy(path, archive, name)
        manifest = Manifest(format=FORMAT, version=chibo.VERSION, created_at=now().isoformat(), rows=rows, members=sums)
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        archive.comment = b"0" * SEAL_LENGTH
    with draft.open("r+b") as file:
        seal = _digest(file, draft.stat().st_size - SEAL_LENGTH)
        file.seek(-SEAL_LENGTH, os.SEEK_END)
        file.write(seal.encode())
        file.flush()
        os.fsync(file.fileno())


def _copy(path: Path, archive: zipfile.ZipFile, name: str) -> str:
    """Copy a file into the archive and return the sum of the very bytes that were written."""
    summed = hashlib.sha256()
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
        while block := source.read(1 << 20):
            summed.update(block)
            target.write(block)
    return summed.hexdigest()


def _check_seal(file: IO[bytes]) -> None:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - SEAL_LENGTH))
    seal = file.read()
    file.seek(0)
    if _digest(file, size - SEAL_LENGTH).encode() != seal:
        raise _damaged()


def _check_members(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    if {*archive.namelist()} != {*manifest["members"], MANIFEST}:
        raise _damaged()
    for name, expected in manifest["members"].items():
        with archive.open(name) as member:
            if _digest(member, archive.getinfo(name).file_size) != expected:
                raise _damaged()


def _digest(file: IO[bytes], length: int) -> str:
    summed = hashlib.sha256()
    while length > 0 and (block := file.read(min(length, 1 << 20))):
        summed.update(block)
        length -= len(block)
    return summed.hexdigest()


def _damaged() -> BackupError:
    return BackupError(_("This backup is damaged or incomplete. Nothing was restored."))


def _is_inside(name: str) -> bool:
    return not Path(name).is_absolute() and ".." not in Path(name).parts


@contextlib.contextmanager
def _scratch(files: Path) -> Iterator[Path]:
    """Give a directory on the same disk as the files, so that they can change places at once."""
    files.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=files.parent, prefix=".restore-") as work:
        yield Path(work)


@contextlib.contextmanager
def _fresh_database(settings: Settings, name: str) -> Iterator[None]:
    """Give an empty database that is gone afterwards, unless it got another name meanwhile."""
    _drop(settings, name)
    database.create(settings, name)
    try:
        yield
    finally:
        _drop(settings, name)


def _drop(settings: Settings, name: str) -> None:
    with database.connect(settings, name="postgres") as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _swap_databases(settings: Settings, *, fresh: str, old: str) -> None:
    """Give the fresh database the name of the one in use, at one instant."""
    name = settings["NAME"]
    _drop(settings, old)
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    with database.connect(settings, name="postgres") as connection:
        for attempt in range(1, RENAME_ATTEMPTS + 1):
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = ANY(%s)", [[name, fresh]]
            )
            try:
                with connection.transaction():
                    connection.execute(rename.format(sql.Identifier(name), sql.Identifier(old)))
                    connection.execute(rename.format(sql.Identifier(fresh), sql.Identifier(name)))
            except psycopg.errors.ObjectInUse as error:
                if attempt == RENAME_ATTEMPTS:
                    raise BackupError(_("The database is in use. Stop the site first.")) from error
            else:
                break
    _drop(settings, old)


def _swap_directories(fresh: Path, files: Path, old: Path) -> None:
    fresh.mkdir(exist_ok=True)
    if files.exists():
        files.rename(old)
    fresh.rename(files)
