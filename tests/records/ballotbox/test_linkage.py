"""Can somebody with the disk, the log of writes, the backups and the logs find out who answered what?

Each run: people fetch tickets in one order and answer in another, through the site; then everything that can be
observed of the tables that know people is tried against everything that can be observed of the tables of answers.
The same attacks are let loose on tables as one would naively make them, so that it is known that they can succeed.

What this does not try: watching the running server, its memory or its network, and altered scripts.
"""

import hashlib
import random
import uuid
from collections import defaultdict
from dataclasses import dataclass

import pytest

from chibo.config import backups
from tests.records.ballotbox import attacks

SEEDS, NUMBER = (1,), 200
"""One box of many people tells as much as many boxes: the bound falls with the number of answers in all."""
WORDS = "SELECT id::text, answers->>'words' FROM ballotbox_opinion WHERE "
TRAIL = "SELECT verb FROM base_auditentry WHERE record_type = 'ballotbox.box' AND record_id = %s"


@dataclass
class Run:
    """One box: what the disk tells of each table, and who truly stands behind each row."""

    address: str
    words: dict
    """Person → the word that only this person wrote."""
    tickets: dict
    spent: dict
    sealed: dict
    spent_after: dict
    opinions: dict
    who: dict
    """Table → {primary key: person}."""
    trail: list
    kept_requests: int
    """Forms that were kept against sending twice while people fetched tickets and answered."""


def kept_requests(site):
    with site.connect() as connection:
        return connection.execute("SELECT count(*) FROM base_writekey").fetchone()[0]


def observe(site, seed):
    before = kept_requests(site)
    made = site.do("blind_box", seed, NUMBER)
    tokens, mine = made["tokens"], f"box_id = {made['box']}"
    tickets = attacks.observed(site, "ballotbox_ticket", mine)
    site.do("let_answer", made["box"])
    words = site.do("answer_all", site.address, made["box"], seed, tokens)
    spent = attacks.observed(site, "ballotbox_spent", mine)
    sealed = attacks.observed(site, "ballotbox_sealed", mine)
    kept = kept_requests(site) - before
    read = site.do("read_sealed", made["box"])
    site.do("open_up", made["box"])
    spent_after = attacks.observed(site, "ballotbox_spent", mine)
    opinions = attacks.observed(site, "ballotbox_opinion", mine)
    by_word = {word: person for person, word in words.items()}
    with site.connect() as connection:
        published = connection.execute(
            f"SELECT id::text, answers->>'words' FROM ballotbox_opinion WHERE {mine}"
        ).fetchall()
        persons = connection.execute(f"SELECT id::text, person_id::text FROM ballotbox_ticket WHERE {mine}").fetchall()
        trail = connection.execute(
            "SELECT verb FROM base_auditentry WHERE record_type = 'ballotbox.box' AND record_id = %s",
            [str(made["box"])],
        ).fetchall()
    who = {
        "tickets": dict(persons),
        "spent": {hashlib.sha256(bytes.fromhex(token)[:64]).hexdigest(): person for person, token in tokens.items()},
        "sealed": {pk: by_word[word] for pk, word in read.items()},
        "opinions": {pk: by_word[word] for pk, word in published},
    }
    return Run(
        made["address"], words, tickets, spent, sealed, spent_after, opinions, who, [verb for (verb,) in trail], kept
    )


@pytest.fixture(scope="module")
def runs(site):
    return [observe(site, seed) for seed in SEEDS]


def shares(runs, left, right, table):
    """The mean share of true guesses of each attack over all runs."""
    total = defaultdict(float)
    for run in runs:
        of = {"tickets": "tickets", "spent": "spent", "spent_after": "spent", "sealed": "sealed"}[left]
        tried = attacks.all_attacks(getattr(run, left), getattr(run, right), run.who[of], run.who[table])
        for attack, share in tried.items():
            total[attack] += share / len(runs)
    return dict(total)


@pytest.mark.parametrize(
    ("right", "table"), [("spent", "spent"), ("sealed", "sealed"), ("spent_after", "spent"), ("opinions", "opinions")]
)
def test_nothing_on_the_disk_leads_from_a_person_to_a_token_or_an_answer(runs, right, table):
    found = shares(runs, "tickets", right, table)
    assert len(found) > 100
    assert ("place in the log", "place in the log", "same order") in found
    bound = attacks.limit(NUMBER, len(runs), len(found))
    assert {attack: share for attack, share in found.items() if share > bound} == {}


@pytest.mark.parametrize("left", ["spent", "spent_after", "sealed"])
def test_nothing_on_the_disk_leads_from_a_token_or_a_sealed_answer_to_a_published_one(runs, left):
    """Not even in the order in which answers came: the opening writes them in an order made by chance."""
    found = shares(runs, left, "opinions", "opinions")
    bound = attacks.limit(NUMBER, len(runs), len(found))
    assert {attack: share for attack, share in found.items() if share > bound} == {}


def test_the_honest_limit_a_token_and_its_sealed_answer_lie_side_by_side_until_the_opening(runs):
    """They are written together. It leads to no person, and both trustees' keys are needed to read what was sealed."""
    found = shares(runs[:1], "spent", "sealed", "sealed")
    assert found["transaction", "transaction", "same order"] == 1
    assert found["place in the log", "place in the log", "same order"] == 1


def naive(site, name, *, together):
    """Answers without names as one would simply make them: a list of who answered, and answers with random keys."""
    who, answers = {}, {}
    with site.connect() as connection:
        connection.execute(f"CREATE TABLE {name}_who (id bigserial PRIMARY KEY, person int)")
        connection.execute(f"CREATE TABLE {name}_answer (id uuid PRIMARY KEY, words text)")
        for person in random.sample(range(1000), NUMBER):
            pk = uuid.uuid4()
            put = f"INSERT INTO {name}_answer VALUES (%s, %s)"
            if together:
                with connection.transaction():
                    row = connection.execute(f"INSERT INTO {name}_who (person) VALUES (%s) RETURNING id", [person])
                    connection.execute(put, [pk, "x"])
            else:
                row = connection.execute(f"INSERT INTO {name}_who (person) VALUES (%s) RETURNING id", [person])
                connection.execute(put, [pk, "x"])
            who[str(row.fetchone()[0])], answers[str(pk)] = person, person
    left = attacks.observed(site, f"{name}_who", "true")
    right = attacks.observed(site, f"{name}_answer", "true")
    return attacks.all_attacks(left, right, who, answers)


def test_the_same_attacks_find_everybody_where_answers_are_kept_naively(site):
    together, apart = naive(site, "together", together=True), naive(site, "apart", together=False)
    assert together["transaction", "transaction", "equal"] >= 0.99
    assert together["transaction in the log", "transaction in the log", "equal"] >= 0.99
    for observation in ("place on the disk", "transaction", "place in the log", "place in the backup"):
        assert apart[observation, observation, "same order"] >= 0.99, observation
    assert apart["column id", "place on the disk", "same order"] < 0.5  # text order of numbers: a bad attack is bad


def test_no_log_and_no_trail_knows_of_an_answer(site, runs):
    logs = site.web_log.read_text() + (site.var / "postgres.log").read_text()
    for run in runs:
        assert run.address not in logs
        assert run.trail.count("issuing ended") == run.trail.count("box opened") == 1
        assert set(run.trail) == {"box made", "key made", "issuing ended", "box opened"}
        assert len(run.trail) == 5
        assert run.kept_requests == 0
        assert not [word for word in run.words.values() if word in logs]
    assert "/phieu/" not in logs


def sessions(site):
    with site.connect() as connection:
        return connection.execute("SELECT count(*) FROM django_session").fetchone()


def test_paper_boxes_know_no_person_and_publish_in_another_order_than_answers_came(site):
    before = sessions(site)
    made = site.do("paper_box", site.address, NUMBER)
    assert sessions(site) == before
    mine = f"box_id = {made['box']}"
    sealed = attacks.observed(site, "ballotbox_sealed", mine)
    came = site.do("read_sealed", made["box"])
    site.do("open_up", made["box"])
    opinions = attacks.observed(site, "ballotbox_opinion", mine)
    with site.connect() as connection:
        assert connection.execute(f"SELECT count(*) FROM ballotbox_ticket WHERE {mine}").fetchone() == (0,)
        rows = connection.execute(WORDS + mine).fetchall()
    found = attacks.all_attacks(sealed, opinions, came, dict(rows))
    bound = attacks.limit(NUMBER, 1, len(found))
    assert {attack: share for attack, share in found.items() if share > bound} == {}
    order = sorted(sealed["place in the log"], key=sealed["place in the log"].get)
    assert [came[pk] for pk in order] == made["words"]  # the honest limit: with both keys, before the opening


def test_a_backup_of_a_shut_box_holds_sealed_answers_only(site, tmp_path):
    made = site.do("blind_box", 9, 3)
    site.do("let_answer", made["box"])
    words = site.do("answer_all", site.address, made["box"], 9, made["tokens"])
    (tmp_path / "files").mkdir()
    saved = backups.back_up(site.settings, tmp_path / "files", tmp_path / "b.chibo")
    assert saved["rows"]["public.ballotbox_sealed"] >= 3
    plain = attacks.plain_dump(site)
    assert made["address"] in plain
    assert not [word for word in words.values() if word in plain]
    with site.connect() as connection:
        wal = b"".join(path.read_bytes() for path in site.wal.iterdir() if path.is_file())
        assert connection.execute("SELECT count(*) FROM ballotbox_sealed").fetchone()[0] >= 3
    assert not [word for word in words.values() if word.encode() in wal]
