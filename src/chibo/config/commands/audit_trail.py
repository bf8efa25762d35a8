"""`chibo audit-trail`: seal the trail, and say whether anything sealed was changed since."""

import click

from chibo.base import audit
from chibo.base.models import AuditBlock


@click.command("audit-trail", help="Seal new entries of the trail, then verify every block.")
@click.option("--verify-only", is_flag=True, help="Do not seal.")
def command(*, verify_only: bool) -> None:
    if not verify_only:
        audit.seal()
    wrong = audit.verify()
    for line in wrong:
        click.echo(line, err=True)
    head = AuditBlock.objects.last()
    click.echo(f"{head.number} {head.digest}" if head else "empty")
    if wrong:
        raise SystemExit(1)
