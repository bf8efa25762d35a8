from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chibo.base.clock import today
from chibo.base.forms import DayField, Form
from chibo.base.vietnamese import YEARS
from chibo.records.awards.actions import Decision
from chibo.records.awards.models import AwardKind, Giver, Opinion
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person

MOST_MONEY = 10**12


class _ToWhom(Form):
    unit = forms.ModelChoiceField(label=_("Collective"), queryset=Unit.objects.none())
    person = forms.ModelChoiceField(
        label=_("Person"), queryset=Person.objects.none(), required=False,
        help_text=_("Leave this empty when the award is for the collective."),
    )  # fmt: skip
    kind = forms.ModelChoiceField(label=_("Award"), queryset=AwardKind.objects.order_by("position"))
    year = forms.IntegerField(label=_("For the year"), min_value=YEARS[0], max_value=YEARS[-1])
    merit = forms.CharField(label=_("For what"), max_length=500, required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, units: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class DecisionFields(Form):
    symbol = forms.CharField(label=_("Number of the decision"), max_length=60)
    decided_on = DayField(label=_("Date of the decision"), initial=today)
    issuer = forms.CharField(label=_("Decided by"), max_length=200)
    giver = forms.ChoiceField(label=_("Level of the giver"), choices=Giver.choices)
    money = forms.IntegerField(
        label=_("Money, in đồng"), min_value=1, max_value=MOST_MONEY, required=False,
        help_text=_("Leave this empty if none was given."),
    )  # fmt: skip

    @property
    def decision(self) -> Decision:
        data = self.cleaned_data
        giver = Giver(data["giver"])
        return Decision(data["symbol"], data["decided_on"], data["issuer"], giver, data["money"])


class ProposalForm(_ToWhom):
    on = DayField(label=_("Proposed on"), initial=today)


class RecordForm(_ToWhom, DecisionFields):
    """An award of earlier years: to whom, and the decision."""

    field_order = ("unit", "person", "kind", "year", "merit", "symbol", "decided_on", "issuer", "giver", "money")


class OpinionForm(Form):
    whose = forms.CharField(label=_("Whose opinion"), max_length=200, help_text=_("For example: the Fatherland Front."))
    stance = forms.ChoiceField(label=_("Opinion"), choices=Opinion.Stance.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("What was said"), max_length=500, required=False, widget=forms.Textarea)
    given_on = DayField(label=_("Opinion given on"), initial=today)


class ReasonForm(Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)
