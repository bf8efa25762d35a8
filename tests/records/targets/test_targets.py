import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chibo.base.facts import Period
from chibo.indicators.catalogue import WITH_TARGET
from chibo.indicators.figures import sheet
from chibo.records.targets import actions
from chibo.records.targets.facts import target_of
from chibo.records.targets.models import Target
from chibo.records.targets.queries import split_of
from chibo.registry.access.models import Role
from chibo.registry.orgs.models import Kind
from tests.factories import a_browser, a_document, a_target, a_unit, a_user, a_ward

YEAR = Period.year(2024)
LIST = reverse("targets:list")


@pytest.fixture
def ward():
    return a_ward()


def amounts(target):
    return {part.unit: part.amount for part in split_of(target)}


@pytest.mark.django_db
def test_the_parts_of_a_target_never_exceed_it(ward):
    target = a_target("CT-01", 10, of=ward, year=2024)
    first, second = a_unit(parent=ward), a_unit(parent=ward)
    actions.split_target(target, parts={first: Decimal(4), second: Decimal(6)}, by=None)

    with pytest.raises(ValidationError, match="11"):
        actions.split_target(target, parts={first: Decimal(5), second: Decimal(6)}, by=None)

    assert amounts(target) == {first: 4, second: 6}


@pytest.mark.django_db
def test_splitting_again_replaces_what_was_split_and_a_zero_is_no_target(ward):
    target = a_target("CT-01", 10, of=ward, year=2024)
    first, second = a_unit(parent=ward), a_unit(parent=ward)
    actions.split_target(target, parts={first: Decimal(4), second: Decimal(6)}, by=None)
    actions.split_target(target, parts={first: Decimal(0), second: Decimal(3)}, by=None)
    assert amounts(target) == {second: 3}


@pytest.mark.django_db
def test_a_target_is_not_adjusted_below_what_was_split_off(ward):
    target = a_target("CT-01", 10, of=ward, year=2024)
    actions.split_target(target, parts={a_unit(parent=ward): Decimal(8)}, by=None)
    with pytest.raises(ValidationError, match="8"):
        actions.adjust_target(target, amount=Decimal(7), document=None, by=a_user())
    paper = a_document(of=ward)
    adjusted = actions.adjust_target(target, amount=Decimal(8), document=paper, by=a_user())
    assert (adjusted.amount, adjusted.document) == (8, paper)


@pytest.mark.django_db
def test_a_unit_has_one_target_for_one_figure_and_period(ward):
    a_target("CT-01", 10, of=ward, year=2024)
    with pytest.raises(ValidationError) as refused:
        a_target("CT-01", 12, of=ward, year=2024)
    assert refused.value.code == "targets_one_at_a_time"
    a_target("CT-01", 12, of=ward, year=2025)
    a_target("DV-KN-01", 12, of=ward, year=2024)
    assert target_of("CT-01", [ward.pk], YEAR) == {ward.pk: 10}


@pytest.mark.django_db
@pytest.mark.parametrize("amount", [0, -1])
def test_a_target_is_more_than_zero(ward, amount):
    with pytest.raises(ValidationError):
        a_target("CT-01", amount, of=ward, year=2024)


@pytest.mark.django_db
def test_a_unit_that_does_not_exist_in_the_period_gets_no_target():
    late = a_ward(since=dt.date(2025, 7, 1))
    with pytest.raises(ValidationError):
        a_target("CT-01", 5, of=late, year=2024)


@pytest.mark.django_db
def test_a_figure_is_told_against_the_target_of_just_that_period(ward):
    a_target("CT-01", 10, of=ward, year=2024)
    assert sheet([ward.pk], YEAR, codes=("CT-02",))[ward.pk, "CT-02"].denominator == 10
    assert sheet([ward.pk], Period.year(2023), codes=("CT-02",))[ward.pk, "CT-02"].denominator is None


def test_targets_are_given_for_the_figures_that_are_told_against_one():
    assert set(Target.Figure.values) == set(WITH_TARGET)


@pytest.mark.django_db
def test_a_clerk_splits_a_target_through_the_page(ward):
    target = a_target("CT-01", 10, of=ward, year=2024)
    first, second = a_unit(parent=ward), a_unit(parent=ward)
    browser = a_browser(a_user(Role.CLERK, of=ward))
    address = reverse("targets:split", args=[target.pk])

    refused = browser.post(address, {f"unit-{first.pk}": "8", f"unit-{second.pk}": "5"})
    assert refused.status_code == 422
    assert "The parts add up to 13, more than the target of 10." in refused.text
    assert 'value="8"' in refused.text

    assert browser.post(address, {f"unit-{first.pk}": "8", f"unit-{second.pk}": ""}).status_code == 302
    assert amounts(target) == {first: 8}


@pytest.mark.django_db
def test_a_target_given_through_the_page_holds_for_the_days_that_were_typed(ward):
    browser = a_browser(a_user(Role.CLERK, of=ward))
    form = {
        "unit": ward.pk, "indicator": "CT-01", "start": "01/01/2024", "end": "31/12/2024", "amount": "820",
        "given_by": ward.pk,
    }  # fmt: skip
    assert browser.post(reverse("targets:give"), form).status_code == 302
    assert target_of("CT-01", [ward.pk], YEAR) == {ward.pk: 820}
    again = browser.post(reverse("targets:give"), form)
    assert again.status_code == 422
    assert "This unit has a target for that period already." in again.text


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_any_number_of_targets(ward, django_assert_num_queries, rows):
    for _ in range(rows):
        a_target("CT-01", 5, of=a_unit(parent=ward), year=2024)
    browser = a_browser(a_user(Role.CLERK, of=ward))
    with django_assert_num_queries(13):
        response = browser.get(LIST, {"year": "2024"}, headers={"HX-Request": "true"})
    assert len(response.context["page"]) == rows


@pytest.mark.django_db
def test_a_part_that_is_given_or_adjusted_alone_still_fits_into_the_whole(ward):
    whole = a_target("CT-01", 10, of=ward, year=2024)
    first, second = a_unit(parent=ward), a_unit(parent=ward)
    actions.split_target(whole, parts={first: Decimal(6)}, by=None)
    with pytest.raises(ValidationError, match="11"):
        a_target("CT-01", 5, of=second, year=2024, given_by=ward)
    with pytest.raises(ValidationError, match="11"):
        actions.adjust_target(split_of(whole).get(), amount=Decimal(11), document=None, by=a_user())
    a_target("CT-01", 4, of=second, year=2024, given_by=ward)
    assert amounts(whole) == {first: 6, second: 4}


@pytest.mark.django_db
@pytest.mark.parametrize("again", [0, 3])
def test_splitting_again_leaves_room_for_what_was_split_further_down(ward, again):
    base = a_ward(parent=ward)
    whole = a_target("CT-01", 10, of=ward, year=2024)
    (part,) = actions.split_target(whole, parts={base: Decimal(8)}, by=None)
    actions.split_target(part, parts={a_unit(parent=base): Decimal(5)}, by=None)
    with pytest.raises(ValidationError, match="5"):
        actions.split_target(whole, parts={base: Decimal(again)}, by=None)
    assert amounts(whole) == {base: 8}


@pytest.mark.django_db
def test_a_target_is_given_by_the_unit_itself_or_one_above_it(ward):
    district = a_unit(kind=Kind.SUPERIOR)
    with pytest.raises(ValidationError):
        a_target("CT-01", 5, of=ward, year=2024, given_by=district)
    a_target("CT-01", 5, of=a_ward(parent=district), year=2024, given_by=district)


@pytest.mark.django_db
def test_a_clerk_chooses_among_the_committees_above_the_own_ward():
    own, other = a_unit(kind=Kind.SUPERIOR, name="Quận ủy nhà"), a_unit(kind=Kind.SUPERIOR, name="Quận ủy khác")
    a_ward(parent=other)
    page = a_browser(a_user(Role.CLERK, of=a_ward(parent=own))).get(reverse("targets:give")).text
    assert own.name in page
    assert other.name not in page


@pytest.mark.django_db
@pytest.mark.parametrize("amount", ["1e40", "99999999999999", "0.001", "-1"])
def test_an_amount_that_no_target_can_have_is_refused_in_the_form(ward, amount):
    target, cell = a_target("CT-01", 10, of=ward, year=2024), a_unit(parent=ward)
    browser = a_browser(a_user(Role.CLERK, of=ward))
    assert browser.post(reverse("targets:split", args=[target.pk]), {f"unit-{cell.pk}": amount}).status_code == 422


@pytest.mark.django_db
def test_the_last_day_that_can_be_typed_breaks_nothing(ward):
    form = {"unit": ward.pk, "indicator": "CT-01", "start": "01/01/2024", "end": "31/12/9999", "amount": "8"}
    browser = a_browser(a_user(Role.CLERK, of=ward))
    assert browser.post(reverse("targets:give"), {**form, "given_by": ward.pk}).status_code == 422


@pytest.mark.django_db
def test_the_part_of_a_unit_that_began_later_is_kept_when_the_page_splits_again(ward):
    target, first = a_target("CT-01", 10, of=ward, year=2024), a_unit(parent=ward)
    late = a_unit(parent=ward, since=dt.date(2024, 6, 1))
    a_target("CT-01", 3, of=late, year=2024, given_by=ward)
    browser, address = a_browser(a_user(Role.CLERK, of=ward)), reverse("targets:split", args=[target.pk])
    assert f'name="unit-{late.pk}" value="3"' in browser.get(address).text
    assert browser.post(address, {f"unit-{first.pk}": "7", f"unit-{late.pk}": "3"}).status_code == 302
    assert amounts(target) == {first: 7, late: 3}


class Splitting(TestCase):
    @settings(max_examples=15, deadline=None)
    @given(st.integers(1, 40), st.lists(st.lists(st.integers(0, 20), min_size=2, max_size=2), min_size=1, max_size=4))
    def test_whatever_is_tried_the_parts_fit_into_the_whole(self, whole, tries):
        ward = a_ward()
        cells = [a_unit(parent=ward) for _ in range(2)]
        target = a_target("CT-01", whole, of=ward, year=2024)
        for parts in tries:
            try:
                actions.split_target(target, parts=dict(zip(cells, map(Decimal, parts), strict=True)), by=None)
            except ValidationError:
                assert sum(parts) > whole
        assert sum(amounts(target).values()) <= whole
