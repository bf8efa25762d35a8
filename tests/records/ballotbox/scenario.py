"""What happens at the other site, in a process of its own; each function answers with what only the test may know."""

import datetime as dt
import importlib
import random
import urllib.request
from itertools import count

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from chibo.base.clock import now, today
from chibo.records.ballotbox import actions, blind, opening, queries
from chibo.records.ballotbox.casting import Sheet, key_in
from chibo.records.ballotbox.models import Box, Mode
from chibo.records.surveys.running import start_survey
from chibo.registry.access.models import Role, User
from chibo.registry.people.models import Person
from tests import factories
from tests.factories import a_unit, a_user, a_ward
from tests.records.ballotbox import boxes, browser
from tests.records.surveys import data as surveys

blind.KEY_BITS = 1024
factories._n = count(random.randrange(10**6) * 1000)


def a_crowd(number):
    people = Person.objects.bulk_create(Person(full_name=f"Nguyễn Văn {n}") for n in range(number))
    return list(User.objects.bulk_create(User(username=f"u{person.pk}", person=person) for person in people))


def blind_box(seed, number):
    """A box of so many people; all have fetched their tickets, in an order of their own."""
    chance = random.Random(seed)
    users = a_crowd(number)
    box = boxes.a_box(mode=Mode.BLIND, of=a_ward(), people=[user.person for user in users])
    chance.shuffle(users)
    tokens = {user.person_id: boxes.a_token(box, user).hex() for user in users}
    return {"box": box.pk, "address": box.address, "tokens": tokens}


def let_answer(box):
    """Move the days of a box so that it takes answers today."""
    day, one = today(), dt.timedelta(days=1)
    Box.objects.filter(pk=box).update(
        issue_from=day - 2 * one, issue_until=day, answer_from=day, answer_until=day + one, closed_at=None
    )


def answer_all(site, box, seed, tokens):
    """Answer with every token in another order; each person writes a word that only the test can tell."""
    found = Box.objects.get(pk=box)
    people = list(tokens)
    random.Random(f"answers {seed}").shuffle(people)
    words = {person: f"{random.Random(f'{seed} {person}').getrandbits(64):x}" for person in people}
    for person in people:
        content = boxes.sealed(found, work="Tốt", words=words[person])
        put(site, found.address, browser.body(content, token=bytes.fromhex(tokens[person])))
    return words


def paper_box(site, number):
    """A box on paper; `words` are those of the answers, in the order in which they came."""
    people = Person.objects.bulk_create(Person(full_name=f"Trần Thị {n}") for n in range(number))
    box = boxes.a_box(of=a_ward(), people=people)
    made = actions.slips(box, by=None)
    random.shuffle(made)
    words = [f"{random.getrandbits(64):x}" for _ in range(number)]
    for word, code in zip(words, made, strict=False):
        put(site, box.address, browser.body(boxes.sealed(box, work="Tốt", words=word), code=code))
    return {"box": box.pk, "address": box.address, "codes": made, "words": words}


def put(site, address, body):
    request = urllib.request.Request(
        f"{site}/phieu/{address}/gui/", data=body, headers={"Content-Type": "application/octet-stream"}
    )
    with urllib.request.urlopen(request) as answer:
        assert b"taken" in answer.read()


def open_up(box):
    found = Box.objects.get(pk=box)
    if found.is_blind:
        Box.objects.filter(pk=box).update(closed_at=now())
    else:
        close_and_count(box)
    opening.open_box(found, by=User.objects.get(pk=found.trustees.first().user_id), **boxes.KEYS)


def read_sealed(box):
    """What both trustees together could read of each sealed row while the box is shut."""
    found = Box.objects.get(pk=box)
    return {
        str(one.pk): boxes.seal.unseal(bytes(one.content), boxes.PRIVATE, found.address)["words"]
        for one in found.sealed.all()
    }


def unkeyed_box():
    """A box on paper whose keys are still to be made."""
    return one_box("paper", keys=False)


def one_box(mode, *, keys=True):
    """A box for the browser, with a respondent and two officials, each with a session."""
    ward = a_ward()
    member = boxes.a_respondent(of=ward)
    box = boxes.a_box(mode=Mode(mode), of=ward, people=[member.person], keys=False)
    officials = (a_user(Role.LEADER, of=ward), a_user(Role.BOARD, of=ward))
    if keys:
        boxes.make_keys(box, officials)
    return {
        "box": box.pk,
        "address": box.address,
        "codes": actions.slips(box, by=None) if keys and mode == "paper" else [],
        "member": session_of(member),
        "officials": [session_of(user) for user in officials],
    }


def session_of(user):
    session = importlib.import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def answers_in(box):
    found = Box.objects.get(pk=box)
    return {
        "accepted": found.spent.count(),
        "sealed": [boxes.seal.unseal(bytes(one.content), boxes.PRIVATE, found.address) for one in found.sealed.all()],
        "published": queries.published(found),
        "keys": [key.hex() for key in queries.public_keys(found)],
    }


def a_survey(mode):
    """A survey of twelve people of a cell that was started, with both keys; one of them has an account."""
    ward = a_ward()
    cell = a_unit(parent=ward)
    member = a_user(Role.MEMBER, of=cell)
    day, one = today(), dt.timedelta(days=1)
    issued = {"issue_from": day, "issue_until": day, "answer_from": day + one} if mode == "blind" else {}
    survey = surveys.a_survey(of=ward, mode=Mode(mode), **issued)
    surveys.a_choice(survey, options=("Tốt", "Khá"))
    surveys.a_cell_group(survey, cell, 11, name="Đảng viên")
    start_survey(survey, by=None)
    box = survey.groups.get().box
    officials = (a_user(Role.BOARD, of=ward), a_user(Role.LEADER, of=ward))
    boxes.make_keys(box, officials)
    return {
        "survey": survey.pk,
        "box": box.pk,
        "address": box.address,
        "member": session_of(member),
        "officials": [session_of(user) for user in officials],
        "keys": list(boxes.KEYS.values()),
    }


def others_answer(box, codes, choices):
    """Type in paper sheets."""
    found = Box.objects.get(pk=box)
    (question,) = found.questionnaire
    sheets = [Sheet(code, {question["id"]: choice}) for code, choice in zip(codes, choices, strict=True)]
    key_in(found, sheets, by=User.objects.get(pk=found.trustees.first().user_id))


def print_slips(box):
    return actions.slips(Box.objects.get(pk=box), by=None)


def close_and_count(box):
    found = Box.objects.get(pk=box)
    actions.close_box(found, by=None)
    actions.count_back(found, unused=found.printed - found.spent.count(), by=None)
