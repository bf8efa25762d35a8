from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chibo.base.facts import Period
from chibo.base.forms import DayField, Form, ModelForm
from chibo.records.documents.points import Clause, PointsField
from chibo.registry.orgs.models import Unit
from chibo.reports.models import Block, Report
from chibo.reports.plans import NAMED

HEADINGS = (Block.Kind.HEADING1, Block.Kind.HEADING2)


class ReportForm(Form):
    unit = forms.ModelChoiceField(label=gettext_lazy("Report of"), queryset=Unit.objects.none())
    kind = forms.ChoiceField(label=gettext_lazy("Kind of report"), choices=Report.Kind)
    start = DayField(label=gettext_lazy("First day of the period"))
    last = DayField(label=gettext_lazy("Last day of the period"))
    subject = forms.CharField(
        label=gettext_lazy("Subject"), max_length=300, required=False,
        help_text=gettext_lazy("Stands below the word BÁO CÁO. Left empty, Chibo names the period."),
    )  # fmt: skip

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, last = cleaned.get("start"), cleaned.get("last")
        if start and last:
            if last < start:
                raise ValidationError({"last": _("The last day must not come before the first.")})
            cleaned["period"] = Period.closed(start, last)
        return cleaned


class DetailsForm(ModelForm[Report]):
    class Meta:
        model = Report
        fields = ("subject", "superior", "issuer", "symbol", "place", "on_behalf", "recipients", "places")
        widgets = {
            "subject": forms.Textarea(attrs={"rows": 2}),
            "recipients": forms.Textarea(attrs={"rows": 5}),
        }


class BlockForm(Form):
    """The text of a paragraph or heading, or the choice of a table or chart."""

    text = forms.CharField(label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 5}))
    clauses = PointsField(label=gettext_lazy("States the results of these points"))

    def __init__(self, *args: Any, kind: str, points: QuerySet[Clause], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind in HEADINGS or not points:
            del self.fields["clauses"]
        else:
            self.fields["clauses"].offer(points)  # type: ignore[attr-defined]
        if kind in NAMED:
            choices = [(name, named.name) for name, named in NAMED[kind].items()]
            self.fields["text"] = forms.ChoiceField(label=Block.Kind(kind).label, choices=choices)
        elif kind != Block.Kind.TEXT:
            self.fields["text"] = forms.CharField(label=Block.Kind(kind).label, max_length=300)
        self.fields["text"].widget.attrs.setdefault("class", "input")


class SignForm(Form):
    number = forms.IntegerField(label=gettext_lazy("Number"), min_value=1, max_value=99_999)
    signed_on = DayField(label=gettext_lazy("Day of signing"))
