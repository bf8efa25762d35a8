"""What the box of a survey asks: every question, once for each subject where it is asked of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from chibo.records.surveys.models import Question, Subject, Survey


@dataclass(frozen=True, slots=True)
class Item:
    question: Question
    subject: Subject | None

    @property
    def id(self) -> str:
        """Name the question in the box, where no table of ours is known."""
        return f"q{self.question.pk}" if self.subject is None else f"q{self.question.pk}-{self.subject.pk}"

    @property
    def text(self) -> str:
        if self.subject is None:
            return self.question.text
        return _("%(subject)s: %(question)s") % {"subject": self.subject.name, "question": self.question.text}


def items_of(survey: Survey) -> list[Item]:
    """Return all that is asked: about each subject in turn, then what is asked in general."""
    questions, subjects = list(survey.questions.all()), list(survey.subjects.all())
    return list(_items(questions, subjects))


def _items(questions: list[Question], subjects: list[Subject]) -> Iterator[Item]:
    for subject in subjects:
        yield from (Item(question, subject) for question in questions if question.each_subject)
    yield from (Item(question, None) for question in questions if not (question.each_subject and subjects))


def questionnaire(survey: Survey) -> list[dict[str, Any]]:
    return [
        {
            "id": item.id,
            "text": item.text,
            "kind": item.question.kind,
            "options": item.question.options,
            "required": item.question.required,
        }
        for item in items_of(survey)
    ]
