"""What appeared before Chibo was used is written down at once, as strictly as one by one."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from chibo.base.clock import today
from chibo.records.communication.actions import record_published
from chibo.records.communication.models import Item
from tests.factories import a_ward

pytestmark = pytest.mark.django_db
DAY = dt.date(2020, 3, 2)


def an_item(unit, day=DAY, **details):
    return Item(unit=unit, channel=Item.Channel.PORTAL, day=day, title="Tin cũ", **details)


def test_every_item_is_published_on_its_day():
    ward = a_ward()
    record_published([an_item(ward), an_item(ward, DAY + dt.timedelta(days=1))], by=None)
    assert Item.objects.filter(unit=ward, state=Item.State.PUBLISHED).count() == 2


@pytest.mark.parametrize("wrong", [{"day": dt.date(1990, 1, 1)}, {"picture_alt": "Quang cảnh hội nghị"}])
def test_one_wrong_item_lets_none_in(wrong):
    ward = a_ward()
    with pytest.raises(ValidationError):
        record_published([an_item(ward), an_item(ward, **wrong)], by=None)
    assert not Item.objects.exists()


def test_nothing_is_published_on_a_day_that_is_still_to_come():
    with pytest.raises(ValidationError):
        record_published([an_item(a_ward(), today() + dt.timedelta(days=1))], by=None)
