from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chibo.base.clock import today
from chibo.base.forms import DayField, Form
from chibo.records.documents.models import Document, Type
from chibo.records.documents.queries import document_list
from chibo.records.regulations.models import LONGEST_TEXT, Regulation
from chibo.registry.access.models import User

DECISIONS = (Type.DECISION, Type.WORKING_RULES, Type.REGULATION)


class VersionForm(Form):
    document = forms.ModelChoiceField(
        label=_("Decision"), queryset=Document.objects.none(),
        help_text=_("A decision or working rules in the register of documents."),
    )  # fmt: skip
    valid_from = DayField(label=_("In force from"))
    review_due_on = DayField(label=_("To be reviewed by"))
    text = forms.CharField(
        label=_("Text"), widget=forms.Textarea, max_length=LONGEST_TEXT,
        help_text=_("One paragraph on each line; begin each article with “Điều”."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = document_list(user).filter(type__in=DECISIONS, secret=False)
        self.fields["document"].queryset = found  # type: ignore[attr-defined]
        self.fields["text"].widget.attrs["rows"] = 18


class RegulationForm(VersionForm):
    title = forms.CharField(label=_("Title"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=Regulation.Kind)
    partner = forms.CharField(
        label=_("With whom"), max_length=200, required=False, help_text=_("For coordination rules only.")
    )
    field_order = ("title", "kind", "partner", "document", "valid_from", "review_due_on", "text")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == Regulation.Kind.COORDINATION and not cleaned.get("partner"):
            self.add_error("partner", _("Say with whom the rules were agreed."))
        if cleaned.get("kind") == Regulation.Kind.WORKING:
            cleaned["partner"] = ""
        return cleaned


class ReviewForm(Form):
    remark = forms.CharField(label=_("What was found"), max_length=500)
    reviewed_on = DayField(label=_("Reviewed on"), initial=today)
    next_due_on = DayField(label=_("Next review by"))


class EndForm(Form):
    on = DayField(label=_("No longer in force from"), initial=today)
