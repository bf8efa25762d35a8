"""What the demonstration promises. One test, as the data is built once: a second build would cost a minute."""

import datetime as dt

import pytest
from django.test import Client

from chibo.demo import build
from chibo.indicators.replay import replay
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Membership

pytestmark = pytest.mark.django_db
YEAR_2022 = ("2022-01-01", "2022-12-31")
MARCH_2023 = ("2023-03-29", "2023-03-29")
EIGHT_MONTHS = ("2016-01-01", "2016-08-31")
A_YEAR_ON = ("2016-10-30", "2017-12-28")
FIVE_YEARS = ("2016-05-15", "2021-04-22")
IN_THE_CITY = ("2016-10-30", "2018-08-01")
PUBLISHED = [
    ("DT-01", "duc-thang", MARCH_2023, 13, "stock", "exact"),
    ("DT-02", "duc-thang", MARCH_2023, 572, "stock", "exact"),
    ("DT-03", "duc-thang", YEAR_2022, 4, "count", "exact"),
    ("DT-04", "duc-thang", YEAR_2022, 22, "count", "exact"),
    ("DT-05", "duc-thang", YEAR_2022, 444, "count", "exact"),
    ("DT-06", "duc-thang", YEAR_2022, [1138, 820], "ratio", "exact"),
    ("DT-07", "duc-thang", YEAR_2022, 138.8, "percent", "exact"),
    ("DT-08", "duc-thang", YEAR_2022, [7, 6], "ratio", "exact"),
    ("DT-09", "duc-thang", YEAR_2022, 117, "percent", "exact"),
    ("DT-17", "duc-thang", YEAR_2022, 100, "percent", "exact"),
    ("DT-18", "duc-thang", YEAR_2022, 0, "count", "none"),
    ("PD16-01", "phuc-dong", EIGHT_MONTHS, 3, "count", "exact"),
    ("PD16-02", "phuc-dong", EIGHT_MONTHS, 3, "count", "exact"),
    ("PD16-03", "phuc-dong", EIGHT_MONTHS, 100, "percent", "exact"),
    ("PD16-04", "phuc-dong", EIGHT_MONTHS, 100, "percent", "exact"),
    ("PD16-13", "phuc-dong", EIGHT_MONTHS, 7, "count", "exact"),
    ("PD16-14", "phuc-dong", EIGHT_MONTHS, 8, "count", "derived"),
    ("PD16-15", "phuc-dong", EIGHT_MONTHS, 100, "percent", "exact"),
    ("PD17-01", "phuc-dong", A_YEAR_ON, 30, "count", "nearly"),
    ("PD17-02", "phuc-dong", A_YEAR_ON, 17, "count", "exact"),
    ("PD17-03", "phuc-dong", A_YEAR_ON, 10, "count", "exact"),
    ("PD17-04", "phuc-dong", A_YEAR_ON, 100, "percent", "exact"),
    ("PD17-05", "phuc-dong", A_YEAR_ON, 1, "count", "exact"),
    ("TT-01", "thuong-thanh", FIVE_YEARS, [93, 94.11], "range", "exact"),
    ("TT-02", "thuong-thanh", FIVE_YEARS, 13, "count", "exact"),
    ("TT-03", "thuong-thanh", FIVE_YEARS, 396, "count", "exact"),
    ("TT-04", "thuong-thanh", FIVE_YEARS, 291, "count", "exact"),
    ("TT-05", "thuong-thanh", FIVE_YEARS, [5, 7], "range", "exact"),
    ("TT-14", "thuong-thanh", FIVE_YEARS, 5, "count", "listed"),
    ("UB-01", "uong-bi", IN_THE_CITY, 2, "count", "exact"),
    ("UB-02", "uong-bi", IN_THE_CITY, 6, "count", "exact"),
    ("UB-03", "uong-bi", IN_THE_CITY, 95, "percent", "over"),
]


def published():
    return [
        {
            "id": number,
            "unit": unit,
            "period": {"start": start, "end": end},
            "value": value,
            "kind": kind,
            "worded": how,
        }
        for number, unit, (start, end), value, kind, how in PUBLISHED
    ]


def test_published_figures_come_out_of_the_demonstration_and_every_account_can_begin():
    build.build()

    rows = replay(published())
    assert {row["id"]: row["computed"] for row in rows if not row["agrees"]} == {}
    assert {row["id"] for row in rows} == {number for number, *_rest in PUBLISHED}

    for username, *_rest in build.ACCOUNTS:
        browser = Client()
        browser.force_login(User.objects.get(username=username))
        assert browser.get("/").status_code == 200, username

    city = Unit.objects.get(slug="uong-bi")
    members = Membership.objects.on(dt.date(2018, 8, 1)).filter(unit__slug__startswith=f"{city.slug}-")
    assert 6_350 <= members.count() <= 6_450

    accounts = User.objects.count()
    build.build()
    assert User.objects.count() == accounts, "a second build does nothing"
