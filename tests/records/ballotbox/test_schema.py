"""What the database itself says of the tables in which answers lie: nothing in them may tell when or who."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db
NAMELESS = {
    "ballotbox_slip": {"id": "varchar", "box_id": "int8"},
    "ballotbox_spent": {"id": "varchar", "box_id": "int8", "token": "bytea"},
    "ballotbox_sealed": {"id": "uuid", "box_id": "int8", "content": "bytea"},
    "ballotbox_opinion": {"id": "uuid", "box_id": "int8", "answers": "jsonb"},
}
COLUMNS = """
    SELECT a.attname, t.typname FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped
"""
POINTS_AT = "SELECT confrelid::regclass::text FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'"
COUNTED = """
    SELECT count(*) FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = %s::regclass AND (a.attidentity <> '' OR pg_get_expr(d.adbin, d.adrelid) IS NOT NULL)
"""
WATCHED = "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"


def asked(question, table):
    with connection.cursor() as cursor:
        cursor.execute(question, [table])
        return cursor.fetchall()


@pytest.mark.parametrize("table", NAMELESS)
def test_the_tables_of_answers_have_these_columns_and_no_others(table):
    assert dict(asked(COLUMNS, table)) == NAMELESS[table]


@pytest.mark.parametrize("table", NAMELESS)
def test_the_tables_of_answers_point_at_the_box_and_at_nothing_else(table):
    assert [target for (target,) in asked(POINTS_AT, table)] == ["ballotbox_box"]


@pytest.mark.parametrize("table", NAMELESS)
def test_no_row_of_answers_is_numbered_dated_or_watched_by_the_database(table):
    assert asked(COUNTED, table) == [(0,)]
    assert asked(WATCHED, table) == [(0,)]


def test_a_table_that_points_at_the_tables_of_answers_would_show():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'f' AND confrelid::regclass::text = ANY(%s)",
            [list(NAMELESS)],
        )
        assert cursor.fetchall() == []
