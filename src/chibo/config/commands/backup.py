import json
from pathlib import Path

import click
from django.conf import settings
from django.utils.translation import gettext as _

from chibo.config import backups


def say(manifest: backups.Manifest, path: Path, *, as_json: bool, sentence: str) -> None:
    """Tell what the backup holds, for a person or for a program."""
    held = {
        "file": str(path),
        "bytes": path.stat().st_size,
        "version": manifest["version"],
        "created_at": manifest["created_at"],
        "tables": len(manifest["rows"]),
        "rows": sum(manifest["rows"].values()),
        "files": sum(name.startswith(backups.FILES) for name in manifest["members"]),
    }
    click.echo(json.dumps(held, ensure_ascii=False) if as_json else sentence % held)


@click.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The file to write.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def command(out: Path, *, as_json: bool) -> None:
    """Write the database and all files into one file, and check it."""
    manifest = backups.back_up(settings.DATABASES["default"], settings.MEDIA_ROOT, out.absolute())
    sentence = _("Backup written and checked: %(file)s holds %(rows)d rows of %(tables)d tables and %(files)d files.")
    say(manifest, out, as_json=as_json, sentence=sentence)
