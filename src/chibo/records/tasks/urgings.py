"""An urging by mail, in the background: once, to everybody who does the task and has an address."""

import logging
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.tasks import task as job
from django.utils import translation
from django.utils.translation import gettext as _

from chibo.base.vietnamese import day as day_text
from chibo.records.tasks.models import Urging
from chibo.records.tasks.reminders import doers
from chibo.registry.access.models import User

log = logging.getLogger(__name__)
LONGEST_SUBJECT = 200


@job
def mail_urging(pk: int) -> int:
    """Mail an urging; return to how many. What was tried once is not tried again, whoever asks."""
    if not Urging.objects.filter(pk=pk, mailed=False).update(mailed=True):
        return 0
    urging = Urging.objects.select_related("task__unit", "task__given_by").get(pk=pk)
    users = User.objects.filter(pk__in=doers([urging.task], urging.urged_on)[urging.task_id]).exclude(email="")
    with translation.override("vi"):
        subject = _("Chibo: urged to finish “%(title)s”") % {"title": urging.task.title}
        text = _text(urging)
    return sum(_sent(EmailMessage(subject[:LONGEST_SUBJECT], text, to=[user.email])) for user in users.order_by("pk"))


def _text(urging: Urging) -> str:
    task = urging.task
    said = _("%(giver)s urges %(unit)s to finish “%(title)s”. The deadline is %(due)s.") % {
        "giver": task.given_by.name, "unit": task.unit.name, "title": task.title, "due": day_text(task.due_on),
    }  # fmt: skip
    return f"{said}\n\n{urging.note}" if urging.note else said


def _sent(message: EmailMessage) -> int:
    try:
        return message.send()
    except (OSError, SMTPException) as error:
        log.warning("an urging was not mailed: %s", error)
        return 0
