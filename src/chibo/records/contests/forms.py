from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chibo.base.forms import DayField, Form
from chibo.records.contests.actions import MOST_PAPERS
from chibo.records.contests.models import Choice, Entry, Prize, Question
from chibo.records.documents.models import Document
from chibo.records.documents.queries import document_list
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


class ContestForm(Form):
    title = forms.CharField(label=_("Title"), max_length=300)
    document = forms.ModelChoiceField(label=_("Document it is about"), queryset=Document.objects.none(), required=False)
    opens_on = DayField(label=_("First day"))
    closes_on = DayField(label=_("Last day"))
    max_attempts = forms.IntegerField(
        label=_("How often a member may take a round"), min_value=1, max_value=20, initial=1
    )
    asks_guess = forms.BooleanField(
        label=_("Ask how many members will answer everything right"), required=False,
        help_text=_("Among equal entries the nearest guess comes first."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = document_list(user)  # type: ignore[attr-defined]


class EntryForm(Form):
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none())
    person = forms.ModelChoiceField(
        label=_("Member"), queryset=Person.objects.none(), required=False,
        help_text=_("Leave this empty for an entry from the population: it is counted, not named."),
    )  # fmt: skip
    entered_on = DayField(label=_("Day"))
    receipts = forms.CharField(
        label=_("Receipt numbers"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One on each line. A number that is known already counts once."),
    )  # fmt: skip

    def __init__(self, *args: Any, units: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["person"].queryset = people  # type: ignore[attr-defined]

    def clean_receipts(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["receipts"].splitlines() if line.strip()]
        too_long = [line for line in lines if len(line) > 40]  # noqa: PLR2004 -- the field's length
        if too_long:
            raise forms.ValidationError(_("Receipt %(receipt)s is too long."), params={"receipt": too_long[0][:60]})
        return lines


class ReasonForm(Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class PaperForm(Form):
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none())
    on = DayField(label=_("Day"))
    batch = forms.CharField(
        label=_("Name of the batch"), max_length=30,
        help_text=_("For example: Group 5, first batch. A batch that is sent twice counts once."),
    )  # fmt: skip
    count = forms.IntegerField(label=_("Entries on paper"), min_value=1, max_value=MOST_PAPERS)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class QuotaForm(Form):
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none())
    entries = forms.IntegerField(label=_("Entries planned"), min_value=1, max_value=1_000_000)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class RoundForm(Form):
    opens_on = DayField(label=_("First day"))
    closes_on = DayField(label=_("Last day"))


class QuestionForm(Form):
    text = forms.CharField(label=_("Question"), widget=forms.Textarea)
    choice_1 = forms.CharField(label=_("Answer 1"), max_length=500)
    choice_2 = forms.CharField(label=_("Answer 2"), max_length=500)
    choice_3 = forms.CharField(label=_("Answer 3"), max_length=500)
    choice_4 = forms.CharField(label=_("Answer 4"), max_length=500, required=False)
    right = forms.TypedChoiceField(
        label=_("Right answer"), coerce=int, choices=[(n, str(n)) for n in range(1, 5)], widget=forms.RadioSelect
    )

    @property
    def question(self) -> dict[str, Any]:
        """Return what was filled in as the action takes it."""
        data = self.cleaned_data
        choices = [data[f"choice_{n}"] for n in range(1, 5) if data[f"choice_{n}"]]
        return {"text": data["text"], "choices": choices, "right": data["right"]}


def filled(question: Question) -> dict[str, Any]:
    """Return a question as its form shows it."""
    choices: list[Choice] = list(question.choices.all())
    right = next((choice.position for choice in choices if choice.right), None)
    texts = {f"choice_{choice.position}": choice.text for choice in choices}
    return {"text": question.text, "right": right, **texts}


class QuizForm(Form):
    """All questions of a round on one page: a group of radios each."""

    attempt = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, questions: list[Question], asks_guess: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for number, question in enumerate(questions, start=1):
            self.fields[f"q-{question.pk}"] = forms.TypedChoiceField(
                label=_("%(number)d. %(question)s") % {"number": number, "question": question.text},
                coerce=int, choices=[(choice.pk, choice.text) for choice in question.choices.all()],
                widget=forms.RadioSelect, error_messages={"required": _("Choose an answer.")},
            )  # fmt: skip
        if asks_guess:
            self.fields["guess"] = forms.IntegerField(
                label=_("How many members will answer everything right?"), min_value=0, max_value=1_000_000
            )
        self._dress()

    @property
    def answers(self) -> dict[int, int]:
        return {question.pk: self.cleaned_data[f"q-{question.pk}"] for question in self.questions}


class EntryChoice(forms.ModelChoiceField[Entry]):
    def label_from_instance(self, obj: Entry) -> str:
        values = {"name": obj.person, "unit": obj.unit, "receipt": obj.receipt}
        if obj.right is None:
            return _("%(name)s, %(unit)s, entry %(receipt)s") % values
        return _("%(name)s, %(unit)s, entry %(receipt)s: %(right)d right") % (values | {"right": obj.right})


class PrizeForm(Form):
    entry = EntryChoice(label=_("Entry of a member"), queryset=Entry.objects.none())
    rank = forms.ChoiceField(label=_("Prize"), choices=Prize.Rank)
    symbol = forms.CharField(label=_("Decision"), max_length=60, help_text=_("For example: 45-QĐ/ĐU."))
    decided_on = DayField(label=_("Date of the decision"))
    issuer = forms.CharField(label=_("Issued by"), max_length=200)

    def __init__(self, *args: Any, entries: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry"].queryset = entries  # type: ignore[attr-defined]
