import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chibo.home.due.items import Due
from chibo.records.reviews import queries
from chibo.records.reviews.levels import Stage
from chibo.records.reviews.models import Remedy
from chibo.registry.access.models import User

SOON = dt.timedelta(days=14)


def forms(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield the own forms, and those of the collective one writes for, that are not handed in."""
    for subject in queries.forms_to_write(user).filter(unit__in=units):
        due = queries.due_step(subject.campaign, Stage.SELF_REVIEW)
        if due and due <= day + SOON:
            title = _("Self-review of %(unit)s") if subject.is_collective else _("Your self-review")
            url = reverse("reviews:form_write", args=[subject.pk])
            yield Due(due, title % {"unit": subject.unit.name}, _("Write the form and hand it in"), url)


def stages(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield what cells are to propose, the board to appraise, the committee to decide and to publish."""
    for waiting in queries.stages_due(user, units):
        if waiting.due_on <= day + SOON:
            title = _("Review of %(period)s, %(unit)s")
            values = {"period": waiting.campaign, "unit": waiting.campaign.unit.name}
            yield Due(waiting.due_on, title % values, _text(waiting), waiting.campaign.get_absolute_url())


def remedies(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield what is to be corrected soon, and what waits for somebody to confirm it."""
    for remedy in queries.remedies_of(user, units):
        own = remedy.owner_id == user.person_id
        if remedy.done_on and not own:
            yield Due(remedy.done_on, remedy.shortcoming, _("Corrected? Confirm or send back"), _page(remedy, own=own))
        elif not remedy.done_on and remedy.due_on <= day + SOON:
            text = _("To be corrected by %(owner)s") % {"owner": remedy.owner}
            yield Due(remedy.due_on, remedy.shortcoming, text, _page(remedy, own=own))


def appeals(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield appeals that nobody has answered; they are due on the day on which they are filed."""
    for appeal in queries.open_appeals(user, units):
        subject, filed = appeal.decision.subject, min(appeal.filed_on, day)
        yield Due(filed, str(subject), _("Appeal against the rating, to be answered"), subject.get_absolute_url())


def _text(waiting: queries.Waiting) -> str:
    values = {"count": waiting.number}
    if waiting.stage is Stage.PROPOSAL:
        return ngettext("%(count)d to be proposed", "%(count)d to be proposed", waiting.number) % values
    if waiting.stage is Stage.APPRAISAL:
        return ngettext("%(count)d to be appraised", "%(count)d to be appraised", waiting.number) % values
    if waiting.stage is Stage.DECISION:
        return ngettext("%(count)d to be decided", "%(count)d to be decided", waiting.number) % values
    return _("To be published")


def _page(remedy: Remedy, *, own: bool) -> str:
    return reverse("reviews:own") if own else remedy.subject.get_absolute_url()
