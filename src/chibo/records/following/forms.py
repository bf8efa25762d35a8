from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chibo.base.clock import today
from chibo.base.forms import DayField, Form
from chibo.records.following.queries import committee_members
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.orgs.queries import units_on
from chibo.registry.people.models import Person


class FollowForm(Form):
    person = forms.ModelChoiceField(label=_("Committee member"), queryset=Person.objects.none())
    units = forms.ModelMultipleChoiceField(
        label=_("Cells"), queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    on = DayField(label=_("From"))
    paper = forms.CharField(label=_("Decision"), max_length=100, required=False)

    def __init__(self, *args: Any, unit_ids: Collection[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cells = units_on(today()).filter(pk__in=unit_ids, kind=Kind.CELL)
        self.fields["units"].queryset = cells  # type: ignore[attr-defined]
        ids = list(cells.values_list("pk", flat=True))
        self.fields["person"].queryset = committee_members(ids, today())  # type: ignore[attr-defined]


class StopForm(Form):
    on = DayField(label=_("No longer follows from"))


class NoteForm(Form):
    note = forms.CharField(
        label=_("Note for the committee"), widget=forms.Textarea, max_length=2000, required=False,
        help_text=_("Read by you, the board and the leaders of the committee; the cell only sees that you came."),
    )  # fmt: skip
