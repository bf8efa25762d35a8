from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chibo.base.forms import DayField, Form
from chibo.records.cascade.models import Response
from chibo.records.documents.models import Document
from chibo.records.documents.points import PointsField
from chibo.registry.orgs.models import Unit


class ResponseForm(Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=Response.Kind)
    title = forms.CharField(label=_("Title"), max_length=300)
    made_on = DayField(label=_("Made on"))
    own_document = forms.ModelChoiceField(
        label=_("Own document"), queryset=Document.objects.none(), required=False,
        help_text=_("Leave this empty if the plan is on paper only."),
    )  # fmt: skip
    clauses = PointsField(label=_("Points that it takes up"))

    def __init__(self, *args: Any, documents: Any, clauses: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["own_document"].queryset = documents  # type: ignore[attr-defined]
        if clauses:
            self.fields["clauses"].offer(clauses)  # type: ignore[attr-defined]
        else:
            del self.fields["clauses"]


class ReachForm(Form):
    held_on = DayField(label=_("Counted up to"))
    reached = forms.IntegerField(
        label=_("Members reached so far"), min_value=0, max_value=1_000_000,
        help_text=_("A number only. Chibo keeps no names of members of mass organisations."),
    )  # fmt: skip
    whole = forms.IntegerField(label=_("Members in all"), min_value=1, max_value=1_000_000)


class ConclusionForm(Form):
    title = forms.CharField(label=_("Title of the notice"), max_length=300)


class PointForm(Form):
    text = forms.CharField(label=_("What the point asks for"), max_length=300, required=False)
    due_on = DayField(label=_("Deadline"), required=False)
    cells = forms.BooleanField(label=_("All cells"), required=False)
    units = forms.ModelMultipleChoiceField(
        label=_("Units that act"), queryset=Unit.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units  # type: ignore[attr-defined]

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing was written: such a line is left out."""
        return not self.cleaned_data.get("text")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = cleaned.get("cells") or cleaned.get("units")
        if cleaned.get("text") and not chosen:
            self.add_error("units", _("Choose who does it."))
        if not cleaned.get("text") and (chosen or cleaned.get("due_on")) and "text" not in self.errors:
            self.add_error("text", _("Write what is to be done."))
        return cleaned


class IssueForm(Form):
    issued_on = DayField(label=_("Date of the notice"))
    signer = forms.CharField(label=_("Signed by"), max_length=200)
