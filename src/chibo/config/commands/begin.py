"""The first unit and the first administrator of an empty installation."""

import datetime as dt
import sys

import click
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chibo.base.clock import today
from chibo.base.vietnamese import parse_day
from chibo.config.commands import serve
from chibo.records.structure.queries import free_slug
from chibo.registry.access.actions import grant_role, open_account
from chibo.registry.access.models import Role, User
from chibo.registry.orgs.actions import Decision, establish
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.people.actions import register_person

FIRST = (Kind.PARTY, Kind.SUPERIOR)
ASKED = {
    "unit_name": gettext_lazy("Name of the first unit"),
    "decision": gettext_lazy("Number of the decision that established it"),
    "decided_on": gettext_lazy("Date of the decision, day/month/year"),
    "issuer": gettext_lazy("Who issued the decision"),
    "full_name": gettext_lazy("Full name of the administrator"),
    "username": gettext_lazy("User name of the administrator"),
}
"""What is asked for where it is not given with the command."""


@transaction.atomic
def begin(*, kind: Kind, name: str, decision: Decision, full_name: str, username: str, password: str) -> User:
    """Establish the first unit and make one person its administrator from today."""
    if Unit.objects.exists():
        raise ValidationError(_("There are units already; this command begins only an empty installation."))
    if decision.effective_on > today():
        raise ValidationError(_("That day is still to come."))
    unit = establish(slug=free_slug(name), kind=kind, name=name, parent=None, decision=decision, by=None)
    person = register_person(full_name=full_name, by=None)
    user = open_account(username=username, password=password, person=person, by=None)
    grant_role(user, role=Role.ADMIN, unit=unit, on=today(), by=None)
    return user


@click.command()
@click.option("--unit-name", help="Name of the first unit.")
@click.option("--unit-kind", type=click.Choice(FIRST), default=Kind.PARTY, show_default=True, help="Its kind.")
@click.option("--decision", help="Number of the decision that established it.")
@click.option("--decided-on", help="Date of the decision, day/month/year; the unit counts from that day.")
@click.option("--issuer", help="Who issued the decision.")
@click.option("--full-name", help="Full name of the administrator.")
@click.option("--username", help="User name of the administrator.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the standard input.")
def command(*, unit_kind: str, password_stdin: bool, **given: str | None) -> None:
    """Begin an empty installation: its first unit and its first administrator."""
    serve.migrate()
    if Unit.objects.exists():
        raise click.ClickException(_("There are units already; this command begins only an empty installation."))
    told = {name: given[name] or click.prompt(str(question)) for name, question in ASKED.items()}
    day = _day(told["decided_on"])
    decision = Decision(told["decision"], day, told["issuer"], effective_on=day)
    try:
        user = begin(
            kind=Kind(unit_kind), name=told["unit_name"], decision=decision, full_name=told["full_name"],
            username=told["username"], password=_password(from_input=password_stdin),
        )  # fmt: skip
    except ValidationError as error:
        raise click.ClickException(" ".join(error.messages)) from error
    click.echo(_("“%(username)s” can sign in now and open the other accounts.") % {"username": user.username})


def _day(text: str) -> dt.date:
    try:
        return parse_day(text)
    except ValueError as error:
        raise click.ClickException(_("Write day/month/year, for example 03/8/2022.")) from error


def _password(*, from_input: bool) -> str:
    if from_input:
        return sys.stdin.readline().rstrip("\n")
    password: str = click.prompt(_("Password"), hide_input=True, confirmation_prompt=True)
    return password
