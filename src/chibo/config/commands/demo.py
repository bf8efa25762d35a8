import click
from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _

from chibo.config import supervisor
from chibo.config.commands import serve
from chibo.config.housekeeping import keep_house
from chibo.demo import build


def prepare() -> None:
    """Fill an empty database with the demonstration data, once."""
    serve.prepare()
    if not build.is_built():
        supervisor.say(_("Building the demonstration data …"))
        build.build()
    connections.close_all()


def announce(url: str) -> None:
    serve.announce(url)
    for username, password, who in build.ACCOUNTS:
        click.echo(f"  {username:<16} {password:<24} {who}")


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, envvar="CHIBO_PORT", show_default=True)
def command(port: int) -> None:
    """Run the site with invented demonstration data."""
    supervisor.serve(settings.VAR, port, prepare=prepare, announce=announce, each_minute=keep_house)
