import random
import shutil
from datetime import UTC, datetime

import pytest
from django.db import connection as django_connection

from chibo.config import backups, database

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    """An empty database of its own beside the tests' database."""
    settings = {**django_connection.settings_dict, "NAME": f"{django_connection.settings_dict['NAME']}_of_backups"}
    backups._drop(settings, settings["NAME"])
    database.create(settings, settings["NAME"])
    yield settings
    backups._drop(settings, settings["NAME"])


@pytest.fixture
def filled(place, tmp_path):
    with database.connect(place) as connection:
        connection.execute("CREATE TABLE meetings (id int PRIMARY KEY, title text)")
        connection.execute("INSERT INTO meetings VALUES (1, 'Họp chi bộ'), (2, 'Học tập')")
    files = tmp_path / "files"
    (files / "2026").mkdir(parents=True)
    (files / "2026" / "Nghị quyết.docx").write_bytes(random.Random(1).randbytes(5000))
    return place, files


def titles(settings):
    with database.connect(settings) as connection:
        return [title for (title,) in connection.execute("SELECT title FROM meetings ORDER BY id")]


def change_everything(settings, files):
    with database.connect(settings) as connection:
        connection.execute("UPDATE meetings SET title = 'sai'")
        connection.execute("INSERT INTO meetings VALUES (3, 'thừa')")
    shutil.rmtree(files)


def test_restored_database_and_files_are_those_that_were_saved(filled, tmp_path):
    settings, files = filled
    saved = backups.back_up(settings, files, tmp_path / "b.chibo")
    content = (files / "2026" / "Nghị quyết.docx").read_bytes()
    change_everything(settings, files)

    restored = backups.restore(settings, files, tmp_path / "b.chibo", replace=True)

    assert restored == saved
    assert saved["rows"] == {"public.meetings": 2}
    assert titles(settings) == ["Họp chi bộ", "Học tập"]
    assert (files / "2026" / "Nghị quyết.docx").read_bytes() == content
    assert datetime.fromisoformat(saved["created_at"]).tzinfo == UTC


def test_any_flipped_bit_is_noticed_and_nothing_is_touched(filled, tmp_path):
    settings, files = filled
    backups.back_up(settings, files, tmp_path / "b.chibo")
    good = (tmp_path / "b.chibo").read_bytes()
    for place in {0, len(good) - 1, len(good) - 70, *random.Random(2).sample(range(len(good)), 40)}:
        bad = bytearray(good)
        bad[place] ^= 1 << place % 8
        (tmp_path / "bad.chibo").write_bytes(bad)
        with pytest.raises(backups.BackupError):
            backups.restore(settings, files, tmp_path / "bad.chibo", replace=True)
    assert titles(settings) == ["Họp chi bộ", "Học tập"]


@pytest.mark.parametrize("length", [0, 10, 64, 200, -1])
def test_shortened_backup_is_refused(filled, tmp_path, length):
    settings, files = filled
    backups.back_up(settings, files, tmp_path / "b.chibo")
    short = tmp_path / "short.chibo"
    short.write_bytes((tmp_path / "b.chibo").read_bytes()[:length])
    with pytest.raises(backups.BackupError):
        backups.verify(short)


def test_records_are_not_overwritten_by_chance(filled, tmp_path):
    settings, files = filled
    backups.back_up(settings, files, tmp_path / "b.chibo")
    with pytest.raises(backups.BackupError):
        backups.restore(settings, files, tmp_path / "b.chibo", replace=False)


def test_failed_restore_leaves_what_was_there(filled, tmp_path):
    settings, files = filled
    # Sealed and whole, but not a dump: pg_restore itself must refuse it.
    (tmp_path / "no.dump").write_bytes(b"PGDMP is not enough")
    backups._pack(tmp_path / "odd.chibo", {"public.meetings": 2}, {backups.DUMP: tmp_path / "no.dump"})
    with pytest.raises(backups.BackupError):
        backups.restore(settings, files, tmp_path / "odd.chibo", replace=True)
    assert titles(settings) == ["Họp chi bộ", "Học tập"]
    assert (files / "2026" / "Nghị quyết.docx").exists()


def test_miscounted_restore_is_refused(filled, tmp_path, monkeypatch):
    settings, files = filled
    dump = tmp_path / backups.DUMP
    rows = backups._dump(settings, dump)
    backups._pack(tmp_path / "odd.chibo", {**rows, "public.lost": 4}, {backups.DUMP: dump})
    with pytest.raises(backups.BackupError):
        backups.restore(settings, files, tmp_path / "odd.chibo", replace=True)
    assert titles(settings) == ["Họp chi bộ", "Học tập"]


def test_restore_works_while_the_site_holds_connections(filled, tmp_path):
    settings, files = filled
    backups.back_up(settings, files, tmp_path / "b.chibo")
    with database.connect(settings) as somebody:
        somebody.execute("SELECT 1")
        backups.restore(settings, files, tmp_path / "b.chibo", replace=True)
    assert titles(settings) == ["Họp chi bộ", "Học tập"]


def test_chibos_own_tables_survive_the_journey(place, tmp_path):
    saved = backups.back_up(django_connection.settings_dict, tmp_path / "none", tmp_path / "b.chibo")
    restored = backups.restore(place, tmp_path / "files", tmp_path / "b.chibo", replace=False)
    assert restored["rows"] == saved["rows"]
    assert "public.people_person" in saved["rows"]
    with database.connect(place) as connection:
        assert connection.execute("SELECT chibo_sort_key('Đỗ Văn Ân') > chibo_sort_key('Đỗ Văn An')").fetchone() == (
            True,
        )
