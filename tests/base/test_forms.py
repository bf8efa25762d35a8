import datetime as dt
import unicodedata

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from chibo.base.forms import DayField, Form, ModelForm, add_errors, day_formfield, file_size
from chibo.registry.orgs.models import Change


class MeetingForm(Form):
    subject = forms.CharField(label="Subject")
    held_on = DayField(label="Day")
    remarks = forms.CharField(label="Remarks", widget=forms.Textarea, required=False)
    secret = forms.CharField(label="Secret", widget=forms.PasswordInput, required=False, strip=False)
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    told = forms.BooleanField(label="Told", required=False)
    paper = forms.FileField(label="Paper", required=False)


FILLED = {"subject": "Họp", "held_on": "3/8/2022", "kind": "a"}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def errors_of(**changes):
    return MeetingForm(FILLED | changes).errors


def test_a_day_is_typed_as_offices_write_it():
    form = MeetingForm(FILLED)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["held_on"] == dt.date(2022, 8, 3)


def test_a_day_that_does_not_exist_is_named_in_the_error():
    assert errors_of(held_on="31/02/2023") == {"held_on": ["There is no day 31 in month 02 of 2023."]}


def test_a_month_that_does_not_exist_is_named_in_the_error():
    assert errors_of(held_on="01/13/2023") == {
        "held_on": ["There is no month 13: write day/month/year, for example 03/8/2022."]
    }


def test_what_is_no_day_at_all_is_told_how_to_write_one():
    assert errors_of(held_on="hôm qua") == {"held_on": ["Write day/month/year, for example 03/8/2022."]}


def test_a_day_is_shown_as_offices_write_it():
    html = str(MeetingForm(initial={"held_on": dt.date(2022, 8, 3)})["held_on"])
    assert 'value="03/8/2022"' in html
    assert 'class="input date num"' in html


def test_a_wrong_day_is_shown_as_it_was_typed():
    assert 'value="31/02/2023"' in str(MeetingForm(FILLED | {"held_on": "31/02/2023"})["held_on"])


def test_text_is_kept_in_one_unicode_form_and_singly_spaced():
    typed = unicodedata.normalize("NFD", "  Sinh  hoạt   chuyên đề ")
    form = MeetingForm(FILLED | {"subject": typed})
    assert form.is_valid()
    assert form.cleaned_data["subject"] == unicodedata.normalize("NFC", "Sinh hoạt chuyên đề")


def test_a_long_text_keeps_its_lines():
    form = MeetingForm(FILLED | {"remarks": " Một\n\n  hai "})
    assert form.is_valid()
    assert form.cleaned_data["remarks"] == "Một\n\n  hai"


def test_a_password_is_left_as_it_was_typed():
    typed = unicodedata.normalize("NFD", " mật  khẩu ")
    form = MeetingForm(FILLED | {"secret": typed})
    assert form.is_valid()
    assert form.cleaned_data["secret"] == typed


def test_a_form_says_what_is_wrong_on_top_with_a_link_to_each_field():
    html = MeetingForm({"subject": "", "held_on": "31/02/2023", "kind": "a"}).render()
    assert html.index("2 things must be put right") < html.index('id="id_subject"')
    assert '<a href="#id_subject">Subject</a>' in html
    assert '<a href="#id_held_on">Day</a>' in html


def test_a_field_with_an_error_is_tied_to_its_error_and_hint():
    html = str(MeetingForm(FILLED | {"held_on": "x"})["held_on"].as_field_group())
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_held_on_helptext id_held_on_error"' in html
    assert 'id="id_held_on_helptext"' in html
    assert 'id="id_held_on_error"' in html


def test_every_link_of_the_summary_leads_to_an_element():
    form = MeetingForm({})
    html = form.render()
    for name in form.errors:
        assert html.count(f' id="id_{name}"') == 1, name


def test_choices_boxes_and_files_wear_their_own_dress():
    html = MeetingForm().render()
    assert html.count('class="choice"') == 2
    assert html.count('class="check"') == 1
    assert html.count('class="drop"') == 1


def test_a_refusal_of_an_action_stands_under_its_field_where_the_form_has_it():
    form = MeetingForm(FILLED)
    assert form.is_valid()
    add_errors(form, ValidationError({"held_on": ["Too early."], "unit": ["Ended."]}))
    assert form.errors == {"held_on": ["Too early."], "__all__": ["Ended."]}


def test_a_refusal_without_a_field_stands_on_top():
    form = MeetingForm(FILLED)
    assert form.is_valid()
    add_errors(form, ValidationError("No."))
    assert form.non_field_errors() == ["No."]


def test_a_file_that_is_too_large_is_refused():
    check = file_size(1024**2)
    check(SimpleUploadedFile("a", b"x"))
    with pytest.raises(ValidationError, match="larger than 1 MB"):
        check(SimpleUploadedFile("a", b"x" * (1024**2 + 1)))


def test_model_forms_take_days_as_offices_write_them():
    class ChangeForm(ModelForm[Change]):
        class Meta:
            model = Change
            fields = ("symbol", "decided_on")
            formfield_callback = day_formfield

    form = ChangeForm({"symbol": " 12-QĐ/QU ", "decided_on": "3/8/2022"})
    assert form.is_valid() or "decided_on" not in form.errors
    assert form.cleaned_data["decided_on"] == dt.date(2022, 8, 3)
    assert form.cleaned_data["symbol"] == "12-QĐ/QU"


@pytest.mark.parametrize("text", ["01/01/0001", "31/12/1899", "31/12/9999", "9999-12-31"])
def test_a_year_that_no_record_can_speak_of_is_refused(text):
    assert errors_of(held_on=text) == {"held_on": ["The year must be one from 1900 to 2100."]}
