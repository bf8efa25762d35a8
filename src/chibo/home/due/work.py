import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from chibo.home.due.items import Due
from chibo.records.cascade.models import DIRECTIVES
from chibo.records.cascade.queries import PATIENCE, due_cascade
from chibo.records.documents.models import State
from chibo.records.documents.queries import deliveries_to_confirm, due_documents
from chibo.records.tasks.queries import due_tasks, tasks_to_confirm
from chibo.registry.access.models import User


def tasks(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield the tasks of the reader's units and the reader's own: late, or due within a week."""
    for task in due_tasks(user, units, day):
        yield Due(task.due_on, task.title, task.unit.name, task.get_absolute_url())


def confirmations(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield what was reported as finished to the reader, who gave it."""
    for task in tasks_to_confirm(user, units):
        text = _("%(unit)s reports it as finished; confirm it or return it") % {"unit": task.unit.name}
        yield Due(day, task.title, text, task.get_absolute_url())


def directives(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield what was sent to the reader's units and waits to be received, made known or planned."""
    for sent in due_cascade(user, units, day):
        standing = sent.standing
        if not standing.is_received:
            text = _("Not marked as received yet")
        elif not standing.is_read:
            text = _("Not made known to the members yet")
        else:
            text = _("No plan for it yet")
        url = reverse("cascade:own", args=[sent.document.pk, standing.unit.slug])
        yield Due(sent.document.issued_on + PATIENCE, sent.document.title, f"{sent.document}. {text}", url)


def deliveries(user: User, units: set[int], _day: dt.date) -> Iterator[Due]:
    """Yield what else was sent to the reader's units, letters and reports, and nobody has confirmed there."""
    for delivery in deliveries_to_confirm(user, units).exclude(document__type__in=DIRECTIVES):
        document, text = delivery.document, _("Not marked as received yet")
        yield Due(delivery.sent_on + PATIENCE, document.title, f"{document}. {text}", document.get_absolute_url())


def documents(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield the documents that were given out and are not done, and those that wait for the reader's signature."""
    for document in due_documents(user, units, day):
        text = _("Waits for signature") if document.state == State.SUBMITTED else document.symbol
        yield Due(document.due_on or day, document.title, text, document.get_absolute_url())
