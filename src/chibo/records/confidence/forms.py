from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chibo.base.clock import today
from chibo.base.forms import DayField, Form
from chibo.records.ballots.forms import MOST_PEOPLE
from chibo.registry.people.models import Person


class PollForm(Form):
    title = forms.CharField(label=_("Title"), max_length=300)
    paper = forms.CharField(label=_("Plan"), max_length=200, required=False, help_text=_("For example: 12-KH/ĐU."))
    held_on = DayField(label=_("Day of the vote"), initial=today)
    summoned = forms.IntegerField(label=_("How many people are summoned to vote"), min_value=1, max_value=MOST_PEOPLE)
    people = forms.ModelMultipleChoiceField(
        label=_("Leaders who are voted on"), queryset=Person.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text=_("Holders of the leading posts of the committee. Whoever holds two posts stands on the paper once."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]


class FollowUpForm(Form):
    told_person_on = DayField(label=_("The person was told on"), required=False)
    told_above_on = DayField(label=_("The committee above was told on"), required=False)
    decision = forms.CharField(
        label=_("What the committee decided"), max_length=500, required=False, widget=forms.Textarea
    )
    decided_on = DayField(label=_("Decided on"), required=False)
    done_on = DayField(label=_("Carried out on"), required=False)
