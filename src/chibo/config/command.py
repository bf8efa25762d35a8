"""The command `chibo`: each sub-command lies in `chibo.config.commands` and is loaded when it is asked for."""

import copy
import functools
import importlib
import importlib.util
import os
from collections.abc import Callable
from typing import Any, override

import click
import django
from django.conf import settings

from chibo.config import backups, database, embedded, supervisor

NAMES = (
    "demo",
    "serve",
    "begin",
    "manage",
    "backup",
    "restore",
    "figures",
    "report",
    "replay",
    "audit",
    "audit-trail",
    "import",
    "token",
)
# A module cannot be named by a word of Python itself.
MODULES = {"import": "import_"}
START_THE_DATABASE_THEMSELVES = frozenset({"demo", "serve"})
PROBLEMS = (database.UnusableDatabaseError, supervisor.SupervisorError, backups.BackupError)


class Commands(click.Group):
    """The sub-commands that are there; Django is set up before the first one is read."""

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in NAMES if importlib.util.find_spec(_module(name))]

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chibo.config.settings")
        django.setup()
        command: click.Command = copy.copy(importlib.import_module(_module(cmd_name)).command)
        if command.callback:
            starts_it = cmd_name in START_THE_DATABASE_THEMSELVES
            command.callback = _plainly(command.callback if starts_it else _with_database(command.callback))
        return command


@click.group(cls=Commands, name="chibo", context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Chibo: record once, and every figure leads back to its records."""


def _module(name: str) -> str:
    return f"chibo.config.commands.{MODULES.get(name, name.replace('-', '_'))}"


def _with_database(run: Callable[..., Any]) -> Callable[..., Any]:
    """Keep the database up while the command runs."""

    @functools.wraps(run)
    def inside(*args: Any, **options: Any) -> Any:
        with embedded.running(settings.VAR):
            database.make_ready(settings.DATABASES["default"])
            return run(*args, **options)

    return inside


def _plainly(run: Callable[..., Any]) -> Callable[..., Any]:
    """Say what is wrong in one sentence instead of a traceback."""

    @functools.wraps(run)
    def inside(*args: Any, **options: Any) -> Any:
        try:
            return run(*args, **options)
        except PROBLEMS as problem:
            raise click.ClickException(str(problem)) from problem

    return inside
