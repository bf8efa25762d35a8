"""A whole site as people run it: web server and worker of `chibo serve`, on a database of its own."""

import contextlib
import os
import socket
import subprocess
import sys
from urllib.parse import quote, urlencode

from psycopg import sql

from chibo.config import database, processes

SERVE = "from chibo.config.command import main; main(prog_name='chibo')"
BUILD = "import django; django.setup(); from tests.e2e.ward import build; build()"


@contextlib.contextmanager
def running(var):
    """Yield the address of a site whose ward is built; the database is gone afterwards."""
    settings = database.from_environment(database.VAR)
    name = "_".join(filter(None, (settings["NAME"], "e2e", os.environ.get("PYTEST_XDIST_WORKER"))))
    environment = {
        **os.environ,
        "CHIBO_VAR": str(var),
        "DATABASE_URL": _url(settings, name),
        "DJANGO_SETTINGS_MODULE": "chibo.config.settings",
        "PYTHONPATH": os.pathsep.join((str(database.ROOT / "src"), str(database.ROOT))),
    }
    _drop(settings, name)
    database.create(settings, name)
    try:
        subprocess.run([sys.executable, "-c", BUILD], env=environment, check=True)
        with _served(environment, var / "web.log") as address:
            yield address
    finally:
        _drop(settings, name)


@contextlib.contextmanager
def _served(environment, log):
    command = [sys.executable, "-c", SERVE, "serve", "--port", str(_free_port())]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            ready = process.stdout.readline()
            assert ready.startswith("ready:"), processes.last_lines(log)
            yield ready.split()[-1]
        finally:
            process.terminate()


def _url(settings, name):
    """Return the same server as DATABASE_URL names it, with another database."""
    account = quote(settings["USER"], safe="")
    if settings.get("PASSWORD"):
        account += f":{quote(settings['PASSWORD'], safe='')}"
    places = {"host": settings["HOST"], "port": settings["PORT"], **settings.get("OPTIONS", {})}
    query = urlencode({key: value for key, value in places.items() if value})
    return f"postgresql://{account}@/{name}?{query}"


def _drop(settings, name):
    with database.connect(settings, name="postgres") as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
