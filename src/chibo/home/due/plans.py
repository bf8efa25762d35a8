import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chibo.home.due.items import Due
from chibo.records.plans.waiting import Wait, cell_waits, month_ends, own_wait, registered_by
from chibo.registry.access.models import User


def own(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield that the reader's own plan waits to be registered, or to be reported on this month."""
    waits = own_wait(user, units, day)
    if waits is None:
        return
    url = reverse("plans:own")
    if waits.what == Wait.TO_REGISTER:
        yield Due(waits.due_on, _("Register my plan for %(year)d") % {"year": day.year}, _("In January"), url)
    else:
        title = _("Report on my plan, month %(month)s") % {"month": f"{day.month}/{day.year}"}
        yield Due(waits.due_on, title, _("Two minutes: what is done, what is stuck"), url)


def cells(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield what the plans of the reader's own cell wait for: to be registered, reported on, agreed on."""
    for waits in cell_waits(user, units, day):
        url = f"{reverse('plans:cell')}?cell={waits.cell.slug}&show="
        if waits.unregistered:
            text = ngettext("%(n)d member has no plan yet", "%(n)d members have no plan yet", waits.unregistered)
            title = _("Plans for %(year)d") % {"year": day.year}
            yield Due(registered_by(day), title, text % {"n": waits.unregistered}, url + "unregistered")
        if waits.to_agree:
            text = ngettext("%(n)d waits for the cell to agree", "%(n)d wait for the cell to agree", waits.to_agree)
            yield Due(day, _("Plans of the cell"), text % {"n": waits.to_agree}, url + "to_agree")
        if waits.unreported:
            text = ngettext("%(n)d member has not reported", "%(n)d members have not reported", waits.unreported)
            title = _("Reports on plans, month %(month)s") % {"month": f"{day.month}/{day.year}"}
            yield Due(month_ends(day), title, text % {"n": waits.unreported}, url + "unreported")
