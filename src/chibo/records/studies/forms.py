from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chibo.base.forms import DayField, Form
from chibo.records.documents.models import Document
from chibo.records.documents.queries import document_list
from chibo.records.studies.models import Reflection
from chibo.records.studies.reflecting import FILE_KINDS
from chibo.registry.access.models import User
from chibo.registry.files.forms import UploadField
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


class ProgrammeForm(Form):
    unit = forms.ModelChoiceField(label=_("Held by"), queryset=Unit.objects.none())
    document = forms.ModelChoiceField(label=_("Document studied"), queryset=Document.objects.none())
    title = forms.CharField(label=_("Title"), max_length=300)
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    reflection_due_on = DayField(
        label=_("Reflections due on"), required=False,
        help_text=_("Leave this empty where no reflection is asked for. Day/month/year, for example 03/8/2022."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])  # type: ignore[attr-defined]
        self.fields["document"].queryset = document_list(user)  # type: ignore[attr-defined]


class SessionForm(Form):
    topic = forms.CharField(label=_("Topic"), max_length=300)
    held_on = DayField(label=_("Day"))
    speaker = forms.CharField(label=_("Speaker"), max_length=200, required=False)
    clauses = forms.CharField(
        label=_("Parts of the document"), max_length=200, required=False, help_text=_("For example: parts I and II.")
    )


class AssessorForm(Form):
    unit = forms.ModelChoiceField(label=_("Cell"), queryset=Unit.objects.none())
    person = forms.ModelChoiceField(
        label=_("Assessor"), queryset=Person.objects.none(), required=False,
        help_text=_("Leave this empty: the secretary of the cell assesses."),
    )  # fmt: skip

    def __init__(self, *args: Any, units: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class ReflectionForm(Form):
    text = forms.CharField(
        label=_("Reflection"), required=False, widget=forms.Textarea,
        help_text=_("Only the comrade who assesses it will read it, and only once it is handed in."),
    )  # fmt: skip
    upload = UploadField(
        label=_("Or as a file"),
        required=False,
        kinds=FILE_KINDS,
        help_text=_("Word, PDF, a photo or plain text, at most 20 MB."),
    )
    drop_file = forms.BooleanField(label=_("Remove the file that is there"), required=False)

    def __init__(self, *args: Any, reflection: Reflection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["rows"] = 14
        if reflection.file_id is None:
            del self.fields["drop_file"]


class AssessmentForm(Form):
    mark = forms.ChoiceField(
        label=_("Mark"), choices=Reflection.Mark, widget=forms.RadioSelect, required=False,
        help_text=_("Needed for an assessment, not for giving it back."),
    )  # fmt: skip
    comment = forms.CharField(
        label=_("Comment"), required=False, widget=forms.Textarea, help_text=_("Only the author will read it.")
    )

    def __init__(self, *args: Any, returning: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["comment" if returning else "mark"].required = True


class ReasonForm(Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class SeminarForm(Form):
    unit = forms.ModelChoiceField(label=_("Held by"), queryset=Unit.objects.none())
    topic = forms.CharField(label=_("Topic"), max_length=300)
    held_on = DayField(label=_("Day"))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    documents = forms.ModelMultipleChoiceField(
        label=_("Documents"), queryset=Document.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, user: User, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])  # type: ignore[attr-defined]
        self.fields["documents"].queryset = document_list(user)  # type: ignore[attr-defined]


class GroupForm(Form):
    name = forms.CharField(label=_("Group"), max_length=100, help_text=_("For example: secretaries of cells."))
    people = forms.IntegerField(label=_("How many took part"), min_value=1, max_value=9999)


class PaperForm(Form):
    title = forms.CharField(label=_("Title"), max_length=300)
    author = forms.CharField(label=_("Author"), max_length=200)
    file = UploadField(required=False)


class QuestionForm(Form):
    question = forms.CharField(label=_("Question"), widget=forms.Textarea)
    answer = forms.CharField(label=_("Answer"), widget=forms.Textarea, required=False)


class AssignedForm(Form):
    text = forms.CharField(label=_("What is to be done"), max_length=500)
    unit = forms.ModelChoiceField(label=_("Assigned to"), queryset=Unit.objects.none(), required=False)
    due_on = DayField(label=_("Due on"), required=False)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class ConclusionForm(Form):
    conclusions = forms.CharField(label=_("What was concluded"), widget=forms.Textarea)
