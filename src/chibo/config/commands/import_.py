"""`chibo import`: a roll from an Excel workbook, all of it or nothing."""

import datetime as dt
import json
from pathlib import Path

import click

from chibo.base.clock import today
from chibo.base.spreadsheets import read_workbook
from chibo.records.members.enrolment import import_roll
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit


@click.command(
    "import", help="Import a roll from the first sheet of an Excel workbook; with a mistake nothing is written."
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--unit", "slug", required=True, help="Short address of the committee or cell.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="First day on the roll; today if not given.")
@click.option("--by", "username", help="The account in whose name the trail notes it.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def command(file: Path, slug: str, on: dt.datetime | None, username: str | None, *, as_json: bool) -> None:
    unit = Unit.objects.filter(slug=slug).first()
    if unit is None:
        raise click.ClickException(f"There is no unit {slug}.")
    by = User.objects.get(username=username) if username else None
    with file.open("rb") as workbook:
        rows = read_workbook(workbook)
    result = import_roll(rows, unit, on.date() if on else today(), by, source=file.name)
    mistakes = [{"row": m.row, "column": m.column, "reason": str(m.reason)} for m in result.mistakes]
    if as_json:
        click.echo(json.dumps({**result.counts, "mistakes": mistakes}, ensure_ascii=False))
    else:
        for mistake in mistakes:
            click.echo(f"{mistake['row']}, {mistake['column']}: {mistake['reason']}")
        click.echo(f"new {result.new}, changed {result.changed}, unchanged {result.unchanged}")
    if mistakes:
        raise SystemExit(1)
