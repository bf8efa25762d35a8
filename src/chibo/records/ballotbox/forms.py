from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chibo.base.forms import Form
from chibo.records.ballotbox import codes
from chibo.records.ballotbox.casting import Sheet
from chibo.records.ballotbox.questionnaire import LONGEST_TEXT, Question

SHEETS = 5
"""Sheets on one page of typing in."""


class QuestionsForm(Form):
    """The questions of a box, as fields `q0`, `q1` and so on."""

    def __init__(self, *args: Any, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for place, question in enumerate(questions):
            self.fields[f"q{place}"] = _field(question)
        self._dress()

    @property
    def answers(self) -> dict[str, str]:
        given = {question["id"]: self.cleaned_data.get(f"q{place}") for place, question in enumerate(self.questions)}
        return {name: answer for name, answer in given.items() if answer}


class AnswerForm(QuestionsForm):
    """The page of a respondent with a slip, without JavaScript."""

    code = forms.CharField(
        label=gettext_lazy("The code on your slip"),
        max_length=60,
        help_text=gettext_lazy("Twenty signs in five groups. Capital letters or small ones, with or without dashes."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "input code"}
        ),
    )

    def clean_code(self) -> str:
        return codes.read_code(self.cleaned_data["code"])


class SheetForm(QuestionsForm):
    """One paper answer sheet; left empty it is passed over."""

    code = forms.CharField(label=gettext_lazy("The code on the sheet"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in range(len(self.questions)):
            self.fields[f"q{place}"].required = False

    def clean_code(self) -> str:
        typed = self.cleaned_data["code"]
        return codes.read_code(typed) if typed else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.answers and not cleaned.get("code") and "code" not in self.errors:
            raise ValidationError(_("The code of this sheet is missing."))
        return cleaned

    @property
    def sheet(self) -> Sheet | None:
        code = self.cleaned_data.get("code")
        return Sheet(code, self.answers) if code else None


class KeyForm(Form):
    public_key = forms.CharField(max_length=200, widget=forms.HiddenInput)


class CountBackForm(Form):
    unused = forms.IntegerField(
        label=gettext_lazy("Unused slips counted"),
        min_value=0,
        help_text=gettext_lazy("All slips that nobody drew, counted by two people and then destroyed."),
    )


class OpeningForm(Form):
    first_key = forms.CharField(
        label=gettext_lazy("The key of one trustee"),
        max_length=200,
        strip=True,
        widget=forms.Textarea(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    second_key = forms.CharField(
        label=gettext_lazy("The key of the other trustee"),
        max_length=200,
        widget=forms.Textarea(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


def _field(question: Question) -> forms.Field:
    if question["kind"] == "text":
        return forms.CharField(
            label=question["text"], max_length=LONGEST_TEXT, required=question["required"], widget=forms.Textarea
        )
    return forms.ChoiceField(
        label=question["text"],
        choices=[(option, option) for option in question["options"]],
        required=question["required"],
        widget=forms.RadioSelect,
    )
