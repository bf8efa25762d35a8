import datetime as dt
import json

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils import translation

from chibo.config.commands import figures, replay, token
from chibo.registry.access.models import Role
from chibo.registry.access.tokens import issue_token, user_of
from chibo.registry.people.models import Membership
from tests.factories import a_member, a_unit, a_user, a_ward
from tests.indicators.data import YEAR

pytestmark = pytest.mark.django_db


def run(command, *arguments: str):
    return CliRunner().invoke(command.command, arguments)


@pytest.fixture
def ward():
    ward = a_ward()
    cell = a_unit(parent=ward)
    a_member(of=cell, since=dt.date(YEAR, 5, 19), came=Membership.Way.ADMITTED)
    return ward


def test_the_command_prints_what_the_api_answers(ward):
    key = issue_token(a_user(Role.LEADER, of=ward))
    asked = {"unit": ward.slug, "start": "2022-01-01", "end": "2022-12-31"}

    with translation.override("vi"):
        printed = run(figures, "--unit", ward.slug, "--start", "2022-01-01", "--end", "31/12/2022", "--json")

    answered = Client(headers={"authorization": f"Bearer {key}", "accept-language": "vi"}).get("/api/v1/figures", asked)
    assert json.loads(printed.output) == answered.json()


def test_figures_are_printed_for_people_too(ward):
    printed = run(figures, "--unit", ward.slug, "--start", "2022-01-01", "--end", "2022-12-31")
    assert "01 đảng viên" in printed.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("--unit", "no-such", "--start", "2022-01-01", "--end", "2022-12-31"),
        ("--unit", "no-such", "--start", "2022-02-31", "--end", "2022-12-31"),
        ("--unit", "no-such", "--end", "2022-12-31"),
    ],
)
def test_a_wrong_question_is_told_without_a_traceback(arguments):
    result = run(figures, *arguments)
    assert result.exit_code in {1, 2}
    assert isinstance(result.exception, SystemExit)


def test_a_key_is_printed_once_and_opens_the_account(ward):
    user = a_user(Role.LEADER, of=ward)
    result = run(token, user.username, "--days", "7")
    assert user_of(result.output.strip()) == user
    assert run(token, "nobody").exit_code == 1


def test_published_figures_are_replayed_from_a_file(tmp_path, ward):
    file = tmp_path / "figures.json"
    period = {"start": "2022-01-01", "end": "2022-12-31"}
    known = {"id": "DT-02", "unit": ward.slug, "period": period, "value": 1, "kind": "stock", "worded": "exact"}
    file.write_text(json.dumps({"figures": [known, known | {"id": "DT-19"}]}))

    printed = run(replay, str(file), "--json")

    assert [row["agrees"] for row in json.loads(printed.output)["figures"]] == [True]
    assert "✓ DT-02" in run(replay, str(file)).output


def test_a_file_without_figures_is_told_without_a_traceback(tmp_path):
    file = tmp_path / "figures.json"
    file.write_text("[]")
    assert run(replay, str(file)).exit_code == 1
