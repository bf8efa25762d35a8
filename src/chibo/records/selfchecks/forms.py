from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from chibo.base.forms import Form
from chibo.records.selfchecks.actions import Answered
from chibo.records.selfchecks.lists import Part
from chibo.records.selfchecks.models import SelfCheck


class PartForm(Form):
    """One part of a list: an answer to each item, a note, and what one does about it."""

    def __init__(self, *args: Any, part: Part, known: Mapping[str, Mapping[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keys = [key for key, _item in part.keyed()]
        for key, item in part.keyed():
            self._ask(key, item, known.get(key, {}))
        self._dress()

    def _ask(self, key: str, item: str, known: Mapping[str, str]) -> None:
        self.fields[f"answer-{key}"] = forms.ChoiceField(
            label=item, choices=SelfCheck.Answer.choices, widget=forms.RadioSelect, required=False,
            initial=known.get("answer", ""),
        )  # fmt: skip
        for name, label in (("note", _("My note")), ("remedy", _("What I do about it"))):
            self.fields[f"{name}-{key}"] = forms.CharField(
                label=label, max_length=1000, required=False, widget=forms.Textarea, initial=known.get(name, "")
            )

    @property
    def items(self) -> Iterator[tuple[BoundField, BoundField, BoundField]]:
        return ((self[f"answer-{key}"], self[f"note-{key}"], self[f"remedy-{key}"]) for key in self._keys)

    def answers(self) -> dict[str, Answered]:
        data = self.cleaned_data
        return {key: Answered(data[f"answer-{key}"], data[f"note-{key}"], data[f"remedy-{key}"]) for key in self._keys}

    def clean(self) -> dict[str, Any]:
        for key in self._keys:
            written = self.cleaned_data.get(f"note-{key}") or self.cleaned_data.get(f"remedy-{key}")
            if written and not self.cleaned_data.get(f"answer-{key}"):
                self.add_error(f"answer-{key}", _("Choose an answer to go with the note."))
        return self.cleaned_data
