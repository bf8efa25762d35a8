import datetime as dt
from typing import Any

import click
from django.utils.translation import gettext as _

from chibo.api.statements import statement
from chibo.base.clock import today
from chibo.base.facts import Period
from chibo.base.vietnamese import parse_day
from chibo.indicators.rollup import AS_THEN, View
from chibo.registry.orgs.models import Unit


class Day(click.ParamType[dt.date]):
    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        try:
            return parse_day(str(value))
        except ValueError:
            self.fail(_("“%(text)s” is not a day such as 2022-12-31 or 31/12/2022.") % {"text": value}, param, ctx)


@click.command()
@click.option("--unit", "slug", required=True, help="The short address of the unit.")
@click.option("--start", type=Day(), required=True, help="The first day.")
@click.option("--end", type=Day(), required=True, help="The last day, included.")
@click.option("--tree", type=click.Choice(["then", "now"]), default="then", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print what the API answers.")
def command(slug: str, start: dt.date, end: dt.date, tree: str, *, as_json: bool) -> None:
    """Print every figure of a unit in a period."""
    unit = Unit.objects.filter(slug=slug).first()
    if unit is None:
        raise click.ClickException(_("There is no unit “%(slug)s”.") % {"slug": slug})
    if end < start:
        raise click.ClickException(_("The last day must not come before the first."))
    view = View.now(today()) if tree == "now" else AS_THEN
    stated = statement(unit, Period.closed(start, end), view)
    if as_json:
        click.echo(stated.model_dump_json(indent=2))
        return
    for figure in stated.figures:
        click.echo(f"{figure.code:<9} {figure.name}: {figure.text}")
