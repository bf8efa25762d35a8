import json

import pytest
from click.testing import CliRunner

from chibo.config.commands.report import command
from chibo.reports.models import Report
from chibo.reports.word import read_tokens
from tests.reports.year import a_ward_with_records

pytestmark = pytest.mark.django_db
YEAR = ("--kind", "year", "--start", "2022-01-01", "--end", "2022-12-31")


def test_the_command_writes_a_draft_and_leaves_nothing_behind(tmp_path):
    ward, out = a_ward_with_records(), tmp_path / "nam.docx"
    done = CliRunner().invoke(command, ["--unit", ward.unit.slug, *YEAR, "--out", str(out), "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["bytes"] == out.stat().st_size
    assert "1/1 đảng viên" in [text for _tag, text in read_tokens(out.read_bytes())]
    assert not Report.objects.exists()


@pytest.mark.parametrize(("slug", "name"), [("khong-co", "nam.docx"), ("don-vi", "nam.txt")])
def test_the_command_refuses_what_it_does_not_know(tmp_path, slug, name):
    done = CliRunner().invoke(command, ["--unit", slug, *YEAR, "--out", str(tmp_path / name)])
    assert done.exit_code == 2
    assert not (tmp_path / name).exists()
