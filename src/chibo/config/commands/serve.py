import click
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from chibo.config import database, supervisor
from chibo.config.housekeeping import keep_house


def prepare() -> None:
    """Bring the database to what this version of Chibo expects."""
    database.make_ready(settings.DATABASES["default"])
    migrate()
    connections.close_all()


def migrate() -> None:
    """Give the database the tables of this version, where it has not got them."""
    executor = MigrationExecutor(connections["default"])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        supervisor.say(_("Preparing the database …"))
        call_command("migrate", verbosity=0, interactive=False)


def announce(url: str) -> None:
    click.echo(f"ready: {url}")


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, envvar="CHIBO_PORT", show_default=True)
def command(port: int) -> None:
    """Run the site: database, web server and background worker."""
    supervisor.serve(settings.VAR, port, prepare=prepare, announce=announce, each_minute=keep_house)
