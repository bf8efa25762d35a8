"""The figures of a year as somebody would write them who needs only these numbers and knows the tables by heart."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db import connection

from chibo.base.facts import Period
from chibo.indicators.catalogue import INDICATORS, Indicator, Kind, Step

ON_TREE = "JOIN orgs_ancestry t ON t.ancestor_id = ANY(%(units)s) AND t.unit_id = {unit} AND t.valid @> {day}"
LAST = "%(last)s::date"
EVE = "%(eve)s::date"


def _on_tree(unit: str, day: str) -> str:
    return ON_TREE.format(unit=unit, day=day)


MADE_UP = """EXISTS (
    SELECT FROM meetings_attendance x JOIN meetings_meeting s ON s.id = x.meeting_id
    WHERE s.makes_up_id = m.id AND s.state = 'closed' AND x.person_id = a.person_id
    AND x.state IN ('present', 'late'))"""
STAYED = "a.state IN ('present', 'late')"
ATTENDANCES = """FROM meetings_attendance a JOIN meetings_meeting m ON m.id = a.meeting_id
    WHERE m.state = 'closed' AND m.makes_up_id IS NULL AND a.state <> 'exempt'
    AND m.held_on >= %(start)s AND m.held_on < %(end)s"""
CAME = {
    "people.admitted": "admitted", "people.entered": "opening", "people.arrived": "arrived",
    "people.transferred_in": "transferred", "people.reorganised_in": "reorganised",
}  # fmt: skip
LEFT = {
    "people.departed": "departed", "people.transferred_out": "transferred", "people.reorganised_out": "reorganised",
    "people.struck_off": "struck_off", "people.resigned": "resigned", "people.expelled": "expelled",
    "people.died": "died",
}  # fmt: skip


def _each(column: str, ways: dict[str, str]) -> str:
    return ", ".join(f"count(*) FILTER (WHERE {column} = '{way}')" for way in ways.values())


QUERIES: dict[tuple[str, ...], str] = {
    ("people.members", "people.women", "people.probationary", "people.exempt"): f"""
        SELECT t.ancestor_id, count(*), count(*) FILTER (WHERE p.gender = 'woman'),
            count(*) FILTER (WHERE s.state = 'probationary'), count(*) FILTER (WHERE s.state = 'exempt')
        FROM people_membership m JOIN people_person p ON p.id = m.person_id
        LEFT JOIN people_standing s ON s.person_id = m.person_id AND s.valid @> {LAST}
        {_on_tree("m.unit_id", LAST)} WHERE m.valid @> {LAST} GROUP BY 1""",
    ("people.opening",): f"""
        SELECT t.ancestor_id, count(*) FROM people_membership m
        {_on_tree("m.unit_id", EVE)} WHERE m.valid @> {EVE} GROUP BY 1""",
    ("orgs.cells",): f"""
        SELECT t.ancestor_id, count(*) FROM orgs_placement p JOIN orgs_unit u ON u.id = p.unit_id AND u.kind = 'cell'
        {_on_tree("p.unit_id", LAST)} WHERE p.valid @> {LAST} GROUP BY 1""",
    tuple(CAME): f"""
        SELECT t.ancestor_id, {_each("m.came", CAME)} FROM people_membership m
        {_on_tree("m.unit_id", "m.valid_from")}
        WHERE m.valid_from >= %(start)s AND m.valid_from < %(end)s GROUP BY 1""",
    tuple(LEFT): f"""
        SELECT t.ancestor_id, {_each('m."left"', LEFT)} FROM people_membership m
        {_on_tree("m.unit_id", "(m.valid_until - 1)")}
        WHERE m.valid_until >= %(start)s AND m.valid_until < %(end)s GROUP BY 1""",
    ("people.regrouped_in",): f"""
        SELECT t.ancestor_id, count(*) FROM people_regrouping r {_on_tree("r.unit_id", "r.day")}
        WHERE r.day >= %(start)s AND r.day < %(end)s GROUP BY 1""",
    ("people.regrouped_out",): f"""
        SELECT t.ancestor_id, count(*) FROM people_regrouping r {_on_tree("r.unit_id", "(r.day - 1)")}
        WHERE r.day >= %(start)s AND r.day < %(end)s GROUP BY 1""",
    ("meetings.conferences", "meetings.regular"): f"""
        SELECT t.ancestor_id, count(*) FILTER (WHERE m.kind = 'conference'),
            count(*) FILTER (WHERE m.kind = 'regular' AND u.kind = 'cell')
        FROM meetings_meeting m JOIN orgs_unit u ON u.id = m.unit_id {_on_tree("m.unit_id", "m.held_on")}
        WHERE m.state = 'closed' AND m.makes_up_id IS NULL AND m.held_on >= %(start)s AND m.held_on < %(end)s
        GROUP BY 1""",
    ("meetings.conference_duty", "meetings.conference_attended", "meetings.conference_people"): f"""
        WITH a AS MATERIALIZED (
            SELECT a.unit_id, a.person_id, m.held_on, {STAYED} OR {MADE_UP} AS stayed
            {ATTENDANCES} AND m.kind = 'conference')
        SELECT t.ancestor_id, count(*), count(*) FILTER (WHERE a.stayed),
            count(DISTINCT a.person_id) FILTER (WHERE a.stayed)
        FROM a {_on_tree("a.unit_id", "a.held_on")} GROUP BY 1""",
    ("plans.collectives", "plans.individuals"): f"""
        SELECT t.ancestor_id, count(*) FILTER (WHERE s.person_id IS NULL), count(DISTINCT s.person_id)
        FROM plans_studyplan s {_on_tree("s.unit_id", "s.registered_on")}
        WHERE s.withdrawn_on IS NULL AND s.registered_on >= %(start)s AND s.registered_on < %(end)s GROUP BY 1""",
    ("studies.due", "studies.handed_in"): f"""
        SELECT t.ancestor_id, count(*), count(*) FILTER (WHERE r.state IN ('handed_in', 'assessed'))
        FROM studies_reflection r JOIN studies_programme p ON p.id = r.programme_id
        {_on_tree("r.unit_id", "p.reflection_due_on")}
        WHERE p.reflection_due_on >= %(start)s AND p.reflection_due_on < %(end)s GROUP BY 1""",
    ("studies.seminars",): f"""
        SELECT t.ancestor_id, count(*) FROM studies_seminar s {_on_tree("s.unit_id", "s.held_on")}
        WHERE s.held AND s.held_on >= %(start)s AND s.held_on < %(end)s GROUP BY 1""",
    ("documents.received", "documents.programmes_received"): f"""
        SELECT t.ancestor_id, count(*), count(*) FILTER (WHERE d.type = 'CTr')
        FROM documents_document d {_on_tree("d.unit_id", "d.received_on")}
        WHERE d.direction = 'incoming' AND d.received_on >= %(start)s AND d.received_on < %(end)s GROUP BY 1""",
    (
        "documents.issued",
        "documents.plans_from_programmes",
        "documents.thematic_resolutions",
        "documents.conclusion_notices",
        "documents.action_programmes",
        "documents.communication",
        "documents.issued_resolutions",
        "documents.issued_plans",
        "documents.issued_programmes",
        "documents.issued_decisions",
        "documents.issued_notices",
        "documents.issued_reports",
        "documents.issued_letters",
    ): f"""
        SELECT t.ancestor_id, count(*), count(*) FILTER (WHERE d.type = 'KH' AND EXISTS (
                SELECT FROM documents_document_carries_out c JOIN documents_document p ON p.id = c.to_document_id
                WHERE c.from_document_id = d.id AND p.type = 'CTr' AND p.direction = 'incoming')),
            count(*) FILTER (WHERE d.type = 'NQ' AND d.genre = 'thematic'),
            count(*) FILTER (WHERE d.type = 'TB' AND d.genre = 'conclusion'),
            count(*) FILTER (WHERE d.type = 'CTr' AND d.genre = 'action'),
            count(*) FILTER (WHERE d.genre = 'communication'), count(*) FILTER (WHERE d.type = 'NQ'),
            count(*) FILTER (WHERE d.type = 'KH'), count(*) FILTER (WHERE d.type = 'CTr'),
            count(*) FILTER (WHERE d.type = 'QĐ'), count(*) FILTER (WHERE d.type = 'TB'),
            count(*) FILTER (WHERE d.type = 'BC'), count(*) FILTER (WHERE d.type = 'CV')
        FROM documents_document d {_on_tree("d.unit_id", "d.issued_on")}
        WHERE d.state = 'issued' AND d.issued_on >= %(start)s AND d.issued_on < %(end)s GROUP BY 1""",
    ("contests.entries", "contests.entrants"): f"""
        SELECT t.ancestor_id, count(*), count(DISTINCT e.person_id)
        FROM contests_entry e {_on_tree("e.unit_id", "e.entered_on")}
        WHERE e.entered_on >= %(start)s AND e.entered_on < %(end)s GROUP BY 1""",
}
MONTHS = f"""
    WITH a AS MATERIALIZED (
        SELECT a.unit_id, m.held_on, count(*) AS duty, count(*) FILTER (WHERE {STAYED}) AS stayed
        {ATTENDANCES} AND m.kind IN ('regular', 'thematic') GROUP BY 1, 2)
    SELECT t.ancestor_id, date_trunc('month', a.held_on::timestamp), sum(a.duty)::bigint, sum(a.stayed)::bigint
    FROM a {_on_tree("a.unit_id", "a.held_on")} GROUP BY 1, 2"""
"""Cell meetings by month; the year is their sum."""
TARGETS = """
    SELECT unit_id, indicator, amount FROM targets_target
    WHERE unit_id = ANY(%(units)s) AND start = %(start)s AND "end" = %(end)s"""

KNOWN = {code for codes in QUERIES for code in codes} | {"meetings.cell_duty", "meetings.cell_attended"}


def _is_written(one: Indicator) -> bool:
    measures = [one.numerator, one.denominator] if one.denominator else [one.numerator]
    return one.kind is not Kind.SPREAD and all(measure.code in KNOWN for measure in measures)


WRITTEN = [one for one in INDICATORS if _is_written(one)]
"""The figures for which somebody has written the SQL; tasks, communication and reach are not among them."""

type Values = dict[tuple[int, str], tuple[Decimal | None, Decimal | None]]


def values(units: Sequence[int], period: Period) -> Values:
    """Return value and greatest of each figure of each unit."""
    days = {"start": period.start, "end": period.end, "last": period.last_day}
    params = {"units": list(units), "eve": period.start - dt.timedelta(days=1), **days}
    counts: dict[tuple[int, str], int] = {}
    with connection.cursor() as cursor:
        for codes, sql in QUERIES.items():
            cursor.execute(sql, params)
            counts |= {(unit, code): n for unit, *ns in cursor.fetchall() for code, n in zip(codes, ns, strict=True)}
        cursor.execute(TARGETS, params)
        targets = {(unit, code): amount for unit, code, amount in cursor.fetchall()}
        cursor.execute(MONTHS, params)
        rates: dict[int, list[Decimal]] = {}
        for unit, _month, duty, attended in cursor.fetchall():
            rates.setdefault(unit, []).append(Decimal(100) * attended / duty)
            for code, count in (("meetings.cell_duty", duty), ("meetings.cell_attended", attended)):
                counts[unit, code] = counts.get((unit, code), 0) + count
    return {(unit, one.code): _value(one, unit, counts, targets, rates) for one in WRITTEN for unit in units}


def _value(
    one: Indicator,
    unit: int,
    counts: dict[tuple[int, str], int],
    targets: dict[tuple[int, str], Decimal],
    rates: dict[int, list[Decimal]],
) -> tuple[Decimal | None, Decimal | None]:
    count = counts.get((unit, one.numerator.code), 0)
    if one.kind is Kind.COUNT:
        return Decimal(count), None
    if one.kind is Kind.RANGE and one.step is Step.MONTH:
        return (min(rates[unit]), max(rates[unit])) if unit in rates else (None, None)
    whole = targets.get((unit, one.target)) if one.target else Decimal(counts.get((unit, one.base_measure.code), 0))
    share = Decimal(100) * count / whole if whole else None
    return share, share if one.kind is Kind.RANGE else None  # a single year is its own least and greatest
