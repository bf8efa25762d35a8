from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from chibo.base.forms import DayField, Form
from chibo.records.documents.models import Clause, Document
from chibo.records.documents.points import PointsField, offered
from chibo.records.documents.queries import document_list
from chibo.records.meetings.models import Meeting
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit


class MeetingForm(Form):
    unit = forms.ModelChoiceField(label=_("Held by"), queryset=Unit.objects.none())
    kind = forms.ChoiceField(label=_("Kind"), choices=Meeting.Kind)
    title = forms.CharField(label=_("Title"), max_length=200)
    held_on = DayField(label=_("Day"))
    starts_at = forms.TimeField(
        label=_("Time"), required=False, input_formats=["%H:%M", "%Hh%M", "%H giờ %M"],
        help_text=_("For example 19:30."),
    )  # fmt: skip
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    documents = forms.ModelMultipleChoiceField(
        label=_("Documents to be studied"), queryset=Document.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Their points can be chosen once the meeting is saved."),
    )  # fmt: skip
    clauses = PointsField(
        label=_("Points dealt with"),
        help_text=_("Tick the points on which the meeting works; the board of each document then shows this meeting."),
    )

    def __init__(
        self, *args: Any, user: User, units: list[Unit], meeting: Meeting | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])  # type: ignore[attr-defined]
        self._offer_documents(document_list(user), meeting)
        self._offer_points(meeting)

    def _offer_documents(self, rows: QuerySet[Document], meeting: Meeting | None) -> None:
        """Any document that the user sees may be named; the newest ones and those chosen stand there to be ticked."""
        field = self.fields["documents"]
        field.queryset = rows  # type: ignore[attr-defined]
        field.widget.choices = offered(rows, rows.filter(meetings=meeting) if meeting else ())

    def _offer_points(self, meeting: Meeting | None) -> None:
        points = Clause.objects.filter(document__meetings=meeting) if meeting else Clause.objects.none()
        if points.exists():
            self.fields["clauses"].offer(points)  # type: ignore[attr-defined]
        else:
            del self.fields["clauses"]


class ReopenForm(Form):
    reason = forms.CharField(label=_("Why is it opened again?"), max_length=300)


class CallOffForm(Form):
    reason = forms.CharField(label=_("Why is it not held?"), max_length=300)


class PaperForm(Form):
    file = forms.FileField(label=_("Word, Excel or PDF file, at most 20 MB"))
