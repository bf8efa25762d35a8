import json
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from chibo.indicators.replay import replay


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON.")
def command(file: Path, *, as_json: bool) -> None:
    """Compute published figures again from the records, and say which agree."""
    rows = replay(_figures(file))
    if as_json:
        click.echo(json.dumps({"figures": rows}, ensure_ascii=False, indent=2))
        return
    for row in rows:
        mark = "✓" if row["agrees"] else "✗"
        click.echo(f"{mark} {row['id']:<8} {row['code']:<9} {row['published']} | {row['text']}")


def _figures(file: Path) -> list[dict[str, Any]]:
    try:
        figures: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["figures"]
    except (ValueError, KeyError, TypeError) as error:
        raise click.ClickException(_("“%(file)s” holds no published figures.") % {"file": file.name}) from error
    return figures
