"""What a box asks: a list of questions, and which answers fit them."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chibo.base.text import nfc

KINDS = ("choice", "scale", "text")
FROM_1_TO_5 = ["1", "2", "3", "4", "5"]
MOST_OPTIONS, LONGEST_TEXT, LONGEST_ID = 20, 2000, 40


class Question(TypedDict):
    id: str
    text: str
    kind: str
    options: list[str]
    required: bool


def checked(questions: Sequence[Mapping[str, Any]]) -> list[Question]:
    """Return the questions in full; ValidationError when one cannot be asked."""
    found = [_question(question) for question in questions]
    if not found or len({question["id"] for question in found}) < len(found):
        raise ValidationError(_("A box needs questions, each with an id of its own."))
    return found


def _question(given: Mapping[str, Any]) -> Question:
    question = Question(
        id=str(given.get("id", "")),
        text=nfc(str(given.get("text", ""))).strip(),
        kind=str(given.get("kind", "")),
        options=[nfc(str(option)) for option in given.get("options") or []],
        required=bool(given.get("required", False)),
    )
    if question["kind"] == "scale" and not question["options"]:
        question["options"] = list(FROM_1_TO_5)
    if not (_is_named(question) and question["kind"] in KINDS and _has_options(question)):
        raise ValidationError(_("This question cannot be asked: %(text)s"), params={"text": question["text"]})
    return question


def _is_named(question: Question) -> bool:
    return bool(question["text"]) and 0 < len(question["id"]) <= LONGEST_ID and question["id"].isprintable()


def _has_options(question: Question) -> bool:
    options = question["options"]
    if question["kind"] == "text":
        return not options
    return 2 <= len(options) <= MOST_OPTIONS and len(set(options)) == len(options) and all(options)  # noqa: PLR2004 - a choice


def fitting(questions: Sequence[Question], answers: Any) -> dict[str, str]:
    """Return the answers that were given, each fitting its question; ValidationError names the first that does not."""
    if not isinstance(answers, Mapping) or not set(answers) <= {question["id"] for question in questions}:
        raise ValidationError(_("These are not answers to the questions of this box."), code="unfit")
    found = {}
    for question in questions:
        answer = answers.get(question["id"], "")
        if not isinstance(answer, str) or not _fits(question, answer := nfc(answer).strip()):
            raise ValidationError(
                _("Please answer this question: %(question)s"), code="unfit", params={"question": question["text"]}
            )
        if answer:
            found[question["id"]] = answer
    return found


def _fits(question: Question, answer: str) -> bool:
    if not answer:
        return not question["required"]
    if question["kind"] == "text":
        return len(answer) <= LONGEST_TEXT and _can_be_written(answer)
    return answer in question["options"]


def _can_be_written(text: str) -> bool:
    """Whether the database can hold the text: one answer that it refuses would keep the whole box shut."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
