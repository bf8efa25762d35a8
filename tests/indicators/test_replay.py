import datetime as dt

import pytest

from chibo.indicators.replay import replay
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Membership
from tests.factories import a_member, a_unit, a_ward
from tests.indicators.data import YEAR, a_target

pytestmark = pytest.mark.django_db
A_YEAR = {"start": f"{YEAR}-01-01", "end": f"{YEAR}-12-31"}


def published(number: str, value, kind="count", **more):
    return {"id": number, "unit": "duc-thang", "period": A_YEAR, "value": value, "kind": kind, "worded": "exact"} | more


@pytest.fixture
def ward() -> Unit:
    ward = a_ward()
    Unit.objects.filter(pk=ward.pk).update(slug="duc-thang")
    cell = a_unit(parent=ward)
    for _ in range(7):
        a_member(of=cell, since=dt.date(YEAR, 5, 19), came=Membership.Way.ADMITTED)
    a_target("DV-KN-01", 6, of=ward)
    return ward


def test_published_figures_are_computed_from_the_records(ward):
    day = {"start": "2023-03-29", "end": "2023-03-29"}

    rows = replay(
        [
            published("DT-01", 1, kind="stock", period=day),
            published("DT-02", 8, kind="stock", period=day),
            published("DT-08", [7, 6], kind="ratio"),
            published("DT-09", 117, kind="percent"),
        ]
    )

    assert [(row["id"], row["computed"], row["agrees"]) for row in rows] == [
        ("DT-01", 1, True),
        ("DT-02", 7, False),
        ("DT-08", [7, 6], True),
        ("DT-09", 116.666667, True),
    ]
    assert rows[2] == {
        "id": "DT-08", "published": [7, 6], "computed": [7, 6], "code": "DV-KN-01", "unit": "duc-thang",
        "start": "2022-01-01", "end": "2022-12-31", "records_count": 7, "agrees": True,
        "text": "7/6 đảng viên, đạt 116,7% chỉ tiêu",
    }  # fmt: skip


def test_what_cannot_be_computed_is_left_out(ward):
    unknown = [
        published("DT-10", 39),
        published("DT-04", 22, unit="phuc-dong"),
        published("DT-07", 138.8, kind="percent"),
        published("DT-06", [1138, 820], kind="ratio"),
    ]
    assert replay(unknown) == []
