from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chibo.base.clock import today
from chibo.base.forms import DayField, Form
from chibo.records.documents.models import Document, Genre, Type, Urgency
from chibo.records.documents.queries import find_documents
from chibo.records.documents.references import fold
from chibo.registry.access.models import User
from chibo.registry.files.forms import UploadField
from chibo.registry.orgs.models import Unit

TYPES = [("", gettext_lazy("Choose the type")), *Type.choices]
URGENCIES = [("", gettext_lazy("Not urgent")), *Urgency.choices]
GENRES = [("", gettext_lazy("None of these")), *Genre.choices]


def _text(label: Any, **how: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea, **how)


class DocumentForm(Form):
    """A line of the register: a document that came in."""

    issuer = forms.CharField(
        label=gettext_lazy("Issuer"), max_length=200, help_text=gettext_lazy("For example: Bộ Chính trị")
    )
    symbol = forms.CharField(
        label=gettext_lazy("Symbol"), max_length=60, help_text=gettext_lazy("For example: 05-CT/TW")
    )
    issued_on = DayField(label=gettext_lazy("Date of the document"))
    type = forms.ChoiceField(label=gettext_lazy("Type"), choices=TYPES)
    title = _text(gettext_lazy("Title"), max_length=500, required=False)
    received_on = DayField(label=gettext_lazy("Received on"), required=False)
    urgency = forms.ChoiceField(label=gettext_lazy("Urgency"), choices=URGENCIES, required=False)
    due_on = DayField(label=gettext_lazy("Deadline that it sets"), required=False)
    secret = forms.BooleanField(
        label=gettext_lazy("The document is marked Mật"), required=False,
        help_text=gettext_lazy("Chibo then keeps only issuer, symbol and date. Title and content stay out."),
    )  # fmt: skip
    aliases = _text(
        gettext_lazy("Also written as"), required=False, help_text=gettext_lazy("One way of writing it on each line.")
    )

    def clean(self) -> dict[str, Any]:
        return _checked_title(self, super().clean() or {})


class _CarryingOut(Form):
    """A document that may carry out others, each named on a line of its own."""

    carries_out = _text(
        gettext_lazy("Carries out"), required=False,
        help_text=gettext_lazy(
            "The documents from above that this one carries out, one on each line: Chương trình số 01-CTr/TU."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_carries_out(self) -> list[Document]:
        lines = filter(None, (line.strip() for line in self.cleaned_data["carries_out"].splitlines()))
        return [_the_document(self.user, line) for line in lines]


def _the_document(user: User, line: str) -> Document:
    found = list(find_documents(user, line)[:3])
    if not found:
        raise ValidationError(_("No document “%(text)s” is in the register. Register it first."), params={"text": line})
    if len(found) > 1:
        raise ValidationError(
            _("More than one document is called “%(text)s”. Write its date too: %(text)s, ngày 15/5/2016."),
            params={"text": line},
        )
    return found[0]


def lines_of(documents: Iterable[Document]) -> str:
    """Return documents as the field for them is written."""
    return "\n".join(
        f"{document.symbol}, ngày {document.issued_on.day}/{document.issued_on.month}/{document.issued_on.year}"
        for document in documents
    )


class PastForm(_CarryingOut, DocumentForm):
    """A document that the unit issued before, with the number that it bears."""

    genre = forms.ChoiceField(label=gettext_lazy("More exactly"), choices=GENRES, required=False)
    signer = forms.CharField(label=gettext_lazy("Signed by"), max_length=200, required=False)
    recipients_text = _text(gettext_lazy("Recipients"), required=False)

    field_order = ("issuer", "symbol", "issued_on", "type", "genre", "title")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("received_on", "urgency", "due_on"):
            del self.fields[name]


class ChangeForm(DocumentForm):
    """Correct a line of the register."""

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = document
        left_out = ["secret", "aliases"]
        if document.secret:
            left_out.append("title")
        if not document.is_incoming:
            left_out += ["received_on", "due_on", "symbol", "type", "issued_on"]
        for name in left_out:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = Form.clean(self) or {}
        if "title" in self.fields and not cleaned.get("title"):
            self.add_error("title", _("Write the title of the document."))
        return cleaned


class DraftForm(_CarryingOut):
    type = forms.ChoiceField(label=gettext_lazy("Type"), choices=TYPES)
    genre = forms.ChoiceField(label=gettext_lazy("More exactly"), choices=GENRES, required=False)
    title = _text(gettext_lazy("Title"), max_length=500, required=False)
    recipients_text = _text(
        gettext_lazy("Recipients"), required=False, help_text=gettext_lazy("As they will stand under “Nơi nhận”.")
    )
    secret = forms.BooleanField(
        label=gettext_lazy("The document is marked Mật"), required=False,
        help_text=gettext_lazy("Chibo then keeps only issuer, symbol and date. Title and content stay out."),
    )  # fmt: skip

    field_order = ("type", "genre", "title", "carries_out", "recipients_text", "secret")

    def clean(self) -> dict[str, Any]:
        return _checked_title(self, super().clean() or {})


def _checked_title(form: Form, cleaned: dict[str, Any]) -> dict[str, Any]:
    if not cleaned.get("secret") and not cleaned.get("title"):
        form.add_error("title", _("Write the title of the document."))
    if cleaned.get("secret") and cleaned.get("title"):
        form.add_error("title", _("A document marked Mật is registered without its title. Leave this empty."))
    return cleaned


class AliasForm(Form):
    text = forms.CharField(label=gettext_lazy("Also written as"), max_length=200)


class ClauseForm(Form):
    number = forms.CharField(
        label=gettext_lazy("Point"), max_length=20, help_text=gettext_lazy("For example: 1, or 2.a")
    )
    text = _text(gettext_lazy("What it says"), required=False)


class FileForm(Form):
    file = UploadField()


class AssignForm(Form):
    to = forms.ModelChoiceField(label=gettext_lazy("Given to"), queryset=Unit.objects.none())
    words = _text(gettext_lazy("Note of the secretary"), required=False)
    on = DayField(label=gettext_lazy("Given on"))
    due_on = DayField(label=gettext_lazy("To be done by"), required=False)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = units  # type: ignore[attr-defined]


class CloseForm(Form):
    outcome = _text(gettext_lazy("What was done"), required=False)
    on = DayField(label=gettext_lazy("Done on"))


class ReasonForm(Form):
    reason = _text(gettext_lazy("Reason"))


class OpinionForm(Form):
    text = _text(gettext_lazy("Opinion"))


class SignForm(Form):
    signer = forms.CharField(
        label=gettext_lazy("Signed by"), max_length=200, help_text=gettext_lazy("Full name and post.")
    )
    signed_on = DayField(label=gettext_lazy("Signed on"))


class IssueForm(Form):
    issued_on = DayField(label=gettext_lazy("Date of the document"))
    to = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Send to"), queryset=Unit.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    recipients_text = _text(
        gettext_lazy("Recipients"), required=False, help_text=gettext_lazy("As they stand under “Nơi nhận”.")
    )
    issued_because = forms.CharField(
        label=gettext_lazy("Why it is issued all the same"), max_length=300, required=False,
        help_text=gettext_lazy("It is kept with the document. A document marked Mật keeps no words about it."),
    )  # fmt: skip

    def __init__(self, *args: Any, units: QuerySet[Unit], asks_why: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_why:
            del self.fields["issued_because"]
        self.fields["to"].queryset = units  # type: ignore[attr-defined]


class SendForm(Form):
    to = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Send to"), queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = units  # type: ignore[attr-defined]


class TermForm(Form):
    unit = forms.ModelChoiceField(label=gettext_lazy("Unit"), queryset=Unit.objects.none())
    valid_from = DayField(
        label=gettext_lazy("First day of the term"), help_text=gettext_lazy("The day after the congress closed.")
    )
    abbreviation = forms.CharField(
        label=gettext_lazy("Abbreviation in symbols"), max_length=20, required=False,
        help_text=gettext_lazy("For example ĐU, CB; left empty, the usual one."),
    )  # fmt: skip

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def clean_abbreviation(self) -> str:
        text = str(self.cleaned_data["abbreviation"])
        if text and not fold(text).replace("-", "").replace(".", "").isalnum():
            raise ValidationError(_("Write letters, without spaces and strokes."))
        return text

    def clean_valid_from(self) -> Any:
        day = self.cleaned_data["valid_from"]
        if day > today():
            raise ValidationError(_("This day is still to come."))
        return day
