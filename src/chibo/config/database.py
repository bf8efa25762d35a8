"""Where the database is: the embedded server in `var/`, or the one that DATABASE_URL names."""

import os
import secrets
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg
from django.utils.translation import gettext as _
from psycopg import sql
from psycopg.conninfo import make_conninfo

ROOT = Path(os.environ.get("CHIBO_ROOT", Path(__file__).resolve().parents[3]))
VAR = Path(os.environ.get("CHIBO_VAR", ROOT / "var"))

OLDEST_SERVER = 150000
# A socket's whole name may have 107 bytes, and PostgreSQL adds its own.
LONGEST_SOCKET_DIRECTORY = 107 - len("/.s.PGSQL.5432")
# Figures are many short questions of many parts: the server would spend longer compiling one than answering it.
NO_COMPILER = "-c jit=off"


class UnusableDatabaseError(Exception):
    """The database cannot be used; the message tells the reader what to do."""


def secret_key(var: Path) -> str:
    """Return the installation's own key, made on first use and readable by its owner alone."""
    if key := os.environ.get("CHIBO_SECRET_KEY"):
        return key
    path = var / "secret-key"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=var)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
        Path(draft).replace(path)
    return path.read_text()


def is_embedded() -> bool:
    return not os.environ.get("DATABASE_URL")


def socket_directory(var: Path) -> Path:
    """Return where the embedded server's socket lies: with its data, or in a short place noted in `var`."""
    data = var / "postgres"
    if len(os.fsencode(data)) <= LONGEST_SOCKET_DIRECTORY:
        return data
    note = var / "postgres.socket"
    if not note.exists() or not Path(note.read_text()).is_dir():
        var.mkdir(parents=True, exist_ok=True)
        note.write_text(tempfile.mkdtemp(prefix="chibo-"))
    return Path(note.read_text())


def from_environment(var: Path) -> dict[str, Any]:
    """Return Django's settings for the database; ValueError when DATABASE_URL is not PostgreSQL."""
    url = os.environ.get("DATABASE_URL")
    settings = _from_url(url) if url else embedded_settings(var)
    options = {"options": NO_COMPILER, **settings.pop("OPTIONS", {})}
    engine = {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    return {**engine, **settings, "OPTIONS": options}


def conninfo(settings: dict[str, Any], *, name: str | None = None) -> str:
    """Return the same place as libpq writes it, optionally another database there; without the password."""
    places = {"host": "HOST", "port": "PORT", "user": "USER"}
    given = {key: settings[place] for key, place in places.items() if settings.get(place)}
    return make_conninfo("", dbname=name or settings["NAME"], **given, **settings.get("OPTIONS", {}))


def connect(settings: dict[str, Any], *, name: str | None = None) -> psycopg.Connection[tuple[Any, ...]]:
    """Open a connection of its own, each statement its own transaction."""
    password = settings.get("PASSWORD") or None
    return psycopg.connect(conninfo(settings, name=name), password=password, autocommit=True, connect_timeout=10)


def make_ready(settings: dict[str, Any]) -> None:
    """Make the database if it is missing, and see that it can do what Chibo needs; UnusableDatabaseError if not."""
    try:
        with _connect_or_create(settings) as connection:
            _examine(connection)
    except psycopg.Error as error:
        message = _("The database cannot be reached: %(reason)s") % {"reason": str(error).strip()}
        raise UnusableDatabaseError(message) from error


def create(settings: dict[str, Any], name: str) -> None:
    """Make an empty database that knows Vietnamese capitals."""
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name))
    vietnamese = sql.SQL(" LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'")
    with connect(settings, name="postgres") as connection:
        builtin = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'template0' AND datlocprovider = 'b'")
        connection.execute(statement if builtin.fetchone() else statement + vietnamese)


def _connect_or_create(settings: dict[str, Any]) -> psycopg.Connection[tuple[Any, ...]]:
    try:
        return connect(settings)
    except psycopg.OperationalError as error:
        # The server answers a wrong name in words only: there is no error code before the connection stands.
        if settings["NAME"] == "postgres" or "does not exist" not in str(error):
            raise
    create(settings, settings["NAME"])
    return connect(settings)


def _examine(connection: psycopg.Connection[tuple[Any, ...]]) -> None:
    if connection.info.server_version < OLDEST_SERVER:
        raise UnusableDatabaseError(_("Chibo needs PostgreSQL 15 or later."))
    row = connection.execute("SELECT lower('Đ') = 'đ'").fetchone()
    if row != (True,):
        message = _("This database does not know Vietnamese capitals. Make it with ENCODING 'UTF8' LC_CTYPE 'C.UTF-8'.")
        raise UnusableDatabaseError(message)


def embedded_settings(var: Path) -> dict[str, Any]:
    """Return where the server of `chibo.config.embedded` is found."""
    return {"NAME": "chibo", "USER": "postgres", "HOST": str(socket_directory(var)), "PORT": "5432"}


def _from_url(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        message = "DATABASE_URL must begin with postgresql://"
        raise ValueError(message)
    options = dict(parse_qsl(parts.query))
    return {
        "NAME": unquote(parts.path.lstrip("/")) or "chibo",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }
