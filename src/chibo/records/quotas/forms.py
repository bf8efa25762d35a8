from django import forms
from django.utils.translation import gettext_lazy as _

from chibo.base.clock import today
from chibo.base.forms import DayField, Form
from chibo.records.quotas.arithmetic import Base, Rounding
from chibo.records.quotas.models import BASES, ROUNDINGS, Scope, Subject


class ReadingForm(Form):
    subject = forms.ChoiceField(label=_("Who is rated"), choices=Subject.choices, widget=forms.RadioSelect)
    base = forms.ChoiceField(
        label=_("The share is taken of whom"), choices=BASES, widget=forms.RadioSelect,
        help_text=_("Of 100 who reach good or better, 20% gives 16 in the first reading and 20 in the second."),
    )  # fmt: skip
    scope = forms.ChoiceField(label=_("Counted in"), choices=Scope.choices, widget=forms.RadioSelect)
    rounding = forms.ChoiceField(label=_("Rounding"), choices=ROUNDINGS, widget=forms.RadioSelect)
    on = DayField(label=_("From"), initial=today)
    paper = forms.CharField(
        label=_("By which paper"), max_length=300, help_text=_("For example: Conclusion 45-KL/ĐU of 12/11/2026.")
    )

    def clean_subject(self) -> Subject:
        return Subject(self.cleaned_data["subject"])

    def clean_base(self) -> Base:
        return Base(self.cleaned_data["base"])

    def clean_scope(self) -> Scope:
        return Scope(self.cleaned_data["scope"])

    def clean_rounding(self) -> Rounding:
        return Rounding(self.cleaned_data["rounding"])
