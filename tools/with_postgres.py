"""Run a command with DATABASE_URL naming a fresh, fast, forgetful PostgreSQL of its own, gone afterwards."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

import django

from chibo.config import database, embedded


def main(command: list[str]) -> int:
    if os.environ.get("DATABASE_URL"):
        return subprocess.call(command)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chibo.config.settings")
    django.setup()
    with tempfile.TemporaryDirectory(prefix="chibo-tests-") as place:
        server = embedded.Server(Path(place), durable=False, ends_with_us=True)
        server.start()
        try:
            database.make_ready(database.embedded_settings(server.var))
            sockets = quote(str(database.socket_directory(server.var)), safe="")
            address = f"postgresql://postgres@/chibo?host={sockets}&port=5432"
            return subprocess.call(command, env={**os.environ, "DATABASE_URL": address})
        finally:
            server.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
