from pathlib import Path

import click
from django.conf import settings
from django.utils.translation import gettext as _

from chibo.config import backups
from chibo.config.commands import backup


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Replace the records that are there now.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def command(file: Path, *, replace: bool, as_json: bool) -> None:
    """Check a backup to its last byte, then put it in place. Restore only backups of your own."""
    manifest = backups.restore(settings.DATABASES["default"], settings.MEDIA_ROOT, file, replace=replace)
    sentence = _("Restored from %(file)s: %(rows)d rows of %(tables)d tables and %(files)d files.")
    backup.say(manifest, file, as_json=as_json, sentence=sentence)
