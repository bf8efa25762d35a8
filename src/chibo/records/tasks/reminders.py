"""Once a day, one message to each person with all that is due or late for them; the same is never said twice."""

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from chibo.base.vietnamese import day as day_text
from chibo.records.tasks.models import Assignee, Reminder, ReminderItem, Task
from chibo.records.tasks.queries import OPEN
from chibo.registry.access.models import User
from chibo.registry.calendar.working_days import Calendar
from chibo.registry.people.models import Tenure, Title

log = logging.getLogger(__name__)
SOON = dt.timedelta(days=3)
HEADS = (Title.SECRETARY, Title.DEPUTY, Title.HEAD)
Reason = ReminderItem.Reason


def remind(day: dt.date) -> int:
    """Remind everybody who has something new to hear on `day`; return to how many messages went out.

    On days that are not worked nobody is reminded. Running it again, or in two processes at once, sends nothing twice.
    """
    if not Calendar().is_worked(day):
        return 0
    waiting = _waiting(day)
    told = set(Reminder.objects.filter(day=day, user__in=waiting).values_list("user_id", flat=True))
    return sum(_remind_one(pk, tasks, day) for pk, tasks in waiting.items() if pk not in told)


def _waiting(day: dt.date) -> dict[int, list[Task]]:
    """Return what is due or late, by the account of each who has to do it."""
    tasks = Task.objects.filter(OPEN, due_on__lte=day + SOON).select_related("unit").order_by("due_on", "pk")
    users = doers(tasks, day)
    found: dict[int, list[Task]] = defaultdict(list)
    for task in tasks:
        for user in sorted(users[task.pk]):
            found[user].append(task)
    return found


def doers(tasks: Collection[Task], day: dt.date) -> dict[int, set[int]]:
    """Return the accounts of those who do each task: the people named, and the heads of its unit on that day."""
    named = _accounts(Assignee.objects.filter(task__in=tasks).values_list("task_id", "person_id"))
    units = {task.unit_id for task in tasks}
    posts = Tenure.objects.on(day).filter(unit_id__in=units, title__in=HEADS).values_list("unit_id", "person_id")
    heads = _accounts(posts)
    return {task.pk: named[task.pk] | heads[task.unit_id] for task in tasks}


def _accounts(pairs: object) -> Mapping[int, set[int]]:
    rows = list(pairs)  # type: ignore[call-overload]  # pairs of key and person
    people = {person for _key, person in rows}
    users = dict(User.objects.filter(person__in=people, is_active=True).values_list("person_id", "pk"))
    found: dict[int, set[int]] = defaultdict(set)
    for key, person in rows:
        if person in users:
            found[key].add(users[person])
    return found


def _remind_one(user_pk: int, tasks: Sequence[Task], day: dt.date) -> int:
    """Write the reminder down first: only who wrote it sends it."""
    try:
        with transaction.atomic():
            reminder = Reminder.objects.create(user_id=user_pk, day=day)
            items = _new_items(reminder, tasks, day)
            if not items:
                reminder.delete()
                return 0
    except IntegrityError:
        return 0
    if _mail(reminder.user, items, day):
        Reminder.objects.filter(pk=reminder.pk).update(mailed=True)
    return 1


def _new_items(reminder: Reminder, tasks: Sequence[Task], day: dt.date) -> list[ReminderItem]:
    known = set(
        ReminderItem.objects.filter(user_id=reminder.user_id, task__in=tasks).values_list("task_id", "reason", "due_on")
    )
    items = [
        ReminderItem(
            reminder=reminder, task=task, user_id=reminder.user_id, reason=_reason(task, day), due_on=task.due_on
        )
        for task in tasks
        if (task.pk, _reason(task, day), task.due_on) not in known
    ]
    return ReminderItem.objects.bulk_create(items)


def _reason(task: Task, day: dt.date) -> str:
    if task.due_on < day:
        return Reason.LATE.value
    return Reason.DUE.value if task.due_on == day else Reason.SOON.value


def _mail(user: User, items: Sequence[ReminderItem], day: dt.date) -> bool:
    """Send the message if the account has an address; what the post office refuses is noted and not tried again."""
    if not user.email:
        return False
    with translation.override("vi"):
        subject = _("Chibo, %(day)s: tasks that are due") % {"day": day_text(day)}
        text = "\n\n".join(_line(item) for item in items)
    try:
        return EmailMessage(subject, text, to=[user.email]).send() == 1
    except (OSError, SMTPException) as error:
        log.warning("a reminder was not mailed: %s", error)
        return False


def _line(item: ReminderItem) -> str:
    values = {"title": item.task.title, "unit": item.task.unit.name, "due": day_text(item.due_on)}
    if item.reason == Reason.LATE:
        return _("%(title)s (%(unit)s): late, the deadline was %(due)s.") % values
    if item.reason == Reason.DUE:
        return _("%(title)s (%(unit)s): due today, %(due)s.") % values
    return _("%(title)s (%(unit)s): due on %(due)s.") % values
