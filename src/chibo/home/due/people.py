import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chibo.home.due.items import Due
from chibo.records.admissions import queries
from chibo.records.admissions import rules as admission_rules
from chibo.records.admissions.models import Application
from chibo.records.members import rules as member_rules
from chibo.records.members.models import Correction
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.calendar.working_days import Calendar


def corrections(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield one line for all proposals for correction that the reader decides."""
    rows = Correction.objects.permitted(user, member_rules.DECIDE_CORRECTION)
    count = rows.filter(unit_id__in=units, state=Correction.State.OPEN).count()
    if count:
        title = ngettext("%(count)d proposal for correction", "%(count)d proposals for correction", count)
        yield Due(
            day,
            title % {"count": count},
            _("A member says that something held about them is wrong"),
            reverse("members:corrections"),
        )


def admissions(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield the next stage of each admission that is due within 90 days."""
    if not permitted_unit_ids(user, admission_rules.EDIT):
        return
    calendar = Calendar()
    for application in queries.application_list(user, units, outcome=Application.Outcome.OPEN):
        due = queries.due_of(application, calendar)
        if due and due.deadline.due_on <= day + dt.timedelta(days=90):
            yield Due(
                due.deadline.due_on, f"{application.person}: {due.stage.label}", application.unit.name,
                application.get_absolute_url(),
            )  # fmt: skip
