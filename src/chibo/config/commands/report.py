import datetime as dt
import json
from pathlib import Path

import click
from django.utils.translation import gettext as _

from chibo.base.facts import Period
from chibo.registry.orgs.models import Unit
from chibo.reports.actions import new_report
from chibo.reports.compose import compose_live
from chibo.reports.models import Report, SignedFile
from chibo.reports.renderings import render
from chibo.reports.skeletons import skeleton


@click.command()
@click.option("--unit", "slug", required=True, help="Short address of the unit.")
@click.option("--kind", type=click.Choice(Report.Kind.values), required=True, help="Kind of report.")
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), required=True, help="First day of the period.")
@click.option("--end", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Last day of the period, included.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="FILE.docx, .pdf or .html")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
def command(slug: str, kind: str, start: dt.datetime, end: dt.datetime, out: Path, *, as_json: bool) -> None:
    """Write a draft report of a unit from its records."""
    ending = out.suffix.lower().removeprefix(".")
    if ending not in SignedFile.Kind.values:
        raise click.UsageError(_("The file must end in .docx, .pdf or .html."))
    unit = Unit.objects.filter(slug=slug).first()
    if unit is None:
        raise click.UsageError(_("There is no unit with the short address “%(slug)s”.") % {"slug": slug})
    if end < start:
        raise click.UsageError(_("The last day must not come before the first."))
    period = Period.closed(start.date(), end.date())
    report = new_report(unit=unit, kind=Report.Kind(kind), period=period)
    composition = compose_live(report, skeleton(report))
    out.write_bytes(render(composition.document, SignedFile.Kind(ending)))
    written = {"file": str(out), "unit": slug, "figures": len(composition.readings), "bytes": out.stat().st_size}
    sentence = _("Wrote %(file)s with %(figures)d figures.")
    click.echo(json.dumps(written, ensure_ascii=False) if as_json else sentence % written)
