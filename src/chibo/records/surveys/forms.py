from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chibo.base.forms import DayField, Form
from chibo.records.ballotbox.models import Mode
from chibo.records.ballotbox.questionnaire import MOST_OPTIONS
from chibo.records.documents.models import Document
from chibo.records.documents.queries import document_list
from chibo.records.surveys.drawn import Drawn
from chibo.records.surveys.models import Comment, Group, Question, Subject, Survey, Theme
from chibo.records.surveys.queries import cells_below, leaders_of, owners_for
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


class SurveyForm(Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    about = forms.ChoiceField(label=_("What it is about"), choices=Survey.About.choices, widget=forms.RadioSelect)
    document = forms.ModelChoiceField(
        label=_("Plan or guidance it follows"), queryset=Document.objects.none(), required=False
    )
    mode = forms.ChoiceField(
        label=_("Way of answering"), choices=Mode.choices, widget=forms.RadioSelect,
        help_text=_("Slips are drawn in a meeting and need no account. Tickets are for those who answer from afar."),
    )  # fmt: skip
    drawn_on = DayField(label=_("Draw respondents by posts and rolls of"))
    issue_from = DayField(
        label=_("Slips or tickets from"), required=False,
        help_text=_("Leave it empty for slips that are handed out on the days of answering."),
    )  # fmt: skip
    issue_until = DayField(label=_("Slips or tickets until"), required=False)
    answer_from = DayField(label=_("Answers from"))
    answer_until = DayField(label=_("Answers until"))
    tells_respondents = forms.BooleanField(
        label=_("Respondents see the published summary"), required=False,
        help_text=_("They see the numbers for all together, not the comments."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = document_list(user)  # type: ignore[attr-defined]


class LeaderForm(Form):
    person = forms.ModelChoiceField(
        label=_("Leader"), queryset=Person.objects.none(),
        help_text=_("Whoever holds a leading post of the committee, its offices or organisations on that day."),
    )  # fmt: skip

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = leaders_of(survey)  # type: ignore[attr-defined]


class MatterForm(Form):
    name = forms.CharField(label=_("What it is about"), max_length=200)


class QuestionForm(Form):
    text = forms.CharField(label=_("Question"), widget=forms.Textarea, max_length=1000)
    kind = forms.ChoiceField(label=_("Kind of answer"), choices=Question.Kind.choices, widget=forms.RadioSelect)
    options = forms.CharField(
        label=_("Answers to choose from"), widget=forms.Textarea, required=False,
        help_text=_("One on each line, in their order; leave it empty where people write in their own words."),
    )  # fmt: skip
    required = forms.BooleanField(label=_("Must be answered"), required=False)
    each_subject = forms.BooleanField(label=_("Ask it for each subject"), required=False)

    def clean_options(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["options"].splitlines() if line.strip()]
        if len(lines) > MOST_OPTIONS or any(len(line) > 200 for line in lines):  # noqa: PLR2004 -- the field's length
            raise forms.ValidationError(
                _("At most %(most)d answers, each of at most 200 signs."), params={"most": MOST_OPTIONS}
            )
        return lines


def filled(question: Question) -> dict[str, Any]:
    """Return a question as its form shows it."""
    return {
        "text": question.text,
        "kind": question.kind,
        "options": "\n".join(question.options),
        "required": question.required,
        "each_subject": question.each_subject,
    }


class GroupForm(Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    posts = forms.MultipleChoiceField(
        label=_("Holders of these posts"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[choice for choice in Drawn.choices if choice[0] != Drawn.MEMBERS],
    )  # fmt: skip
    cells = forms.ModelMultipleChoiceField(
        label=_("Members of these cells"), queryset=Unit.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cells"].queryset = cells_below(survey)  # type: ignore[attr-defined]


class PoolForm(Form):
    into = forms.ModelChoiceField(
        label=_("Answers together with"), queryset=Group.objects.none(), required=False,
        empty_label=_("by itself"),
    )  # fmt: skip

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = group.survey.groups.filter(pooled_into=None).exclude(pk=group.pk)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


class ThemeForm(Form):
    name = forms.CharField(label=_("New theme"), max_length=200)


class CommentsForm(Form):
    """The comments of one page, each with the theme under which it is put."""

    def __init__(self, *args: Any, comments: list[Comment], themes: list[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.comments, self.themes = comments, {theme.pk: theme for theme in themes}
        choices = [("", _("not sorted yet")), *((str(theme.pk), theme.name) for theme in themes)]
        for comment in comments:
            self.fields[self._name(comment)] = forms.ChoiceField(
                label=_("Theme"), choices=choices, required=False, initial=str(comment.theme_id or "")
            )
        self._dress()

    @staticmethod
    def _name(comment: Comment) -> str:
        return f"theme-{comment.pk}"

    @property
    def rows(self) -> list[tuple[Comment, forms.BoundField]]:
        return [(comment, self[self._name(comment)]) for comment in self.comments]

    @property
    def chosen(self) -> dict[int, Theme | None]:
        given = {comment.pk: self.cleaned_data[self._name(comment)] for comment in self.comments}
        return {pk: self.themes[int(theme)] if theme else None for pk, theme in given.items()}


class MeasureForm(Form):
    text = forms.CharField(label=_("What is done"), max_length=500, widget=forms.Textarea)
    subject = forms.ModelChoiceField(
        label=_("About"), queryset=Subject.objects.none(), required=False, empty_label=_("the survey as a whole")
    )
    owner = forms.ModelChoiceField(label=_("Who sees to it"), queryset=Person.objects.none())
    due_on = DayField(label=_("Due on"))

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].queryset = survey.subjects.all()  # type: ignore[attr-defined]
        self.fields["owner"].queryset = owners_for(survey)  # type: ignore[attr-defined]


class DoneForm(Form):
    done_on = DayField(label=_("Done on"))
    outcome = forms.CharField(label=_("What came of it"), max_length=500, widget=forms.Textarea)
