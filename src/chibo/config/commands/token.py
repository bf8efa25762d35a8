import click
from django.utils.translation import gettext as _

from chibo.registry.access.models import User
from chibo.registry.access.tokens import DAYS, issue_token


@click.command()
@click.argument("username")
@click.option("--days", type=click.IntRange(1, 366), default=DAYS, show_default=True, help="How long it is valid.")
def command(username: str, days: int) -> None:
    """Make a key to the API that acts as this account; it is shown only here."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise click.ClickException(_("There is no account “%(username)s”.") % {"username": username})
    click.echo(issue_token(user, days))
