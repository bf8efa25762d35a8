import datetime as dt

import pytest

from chibo.base.facts import Period
from chibo.records.documents import facts
from chibo.registry.access.models import Role
from tests.factories import a_document, a_user, a_ward
from tests.records.documents.papers import a_draft, an_issued

pytestmark = pytest.mark.django_db
YEAR = Period.year(2024)
IN, OUT = dt.date(2024, 3, 1), dt.date(2023, 12, 31)


def count(measure):
    return len(measure.facts(YEAR))


def test_each_measure_counts_its_own_documents_and_no_draft():
    ward = a_ward()
    programme = a_document(of=ward, symbol="01-CTr/TU", type="CTr", issued_on=OUT, received_on=IN)
    a_document(of=ward, symbol="02-CTr/TU", type="CTr", issued_on=OUT, received_on=OUT)
    a_document(of=ward, symbol="03-CTr/TU", type="CTr", issued_on=IN)
    an_issued(of=ward, type_="KH", carries_out=[programme], on=IN)
    an_issued(of=ward, type_="KH", on=IN)
    an_issued(of=ward, type_="NQ", genre="thematic", on=IN)
    an_issued(of=ward, type_="NQ", on=IN)
    an_issued(of=ward, type_="TB", genre="conclusion", on=IN)
    an_issued(of=ward, type_="CTr", genre="action", on=IN)
    an_issued(of=ward, type_="CV", genre="communication", on=IN)
    an_issued(of=ward, type_="NQ", genre="thematic", on=OUT)
    a_draft(of=ward, type_="NQ", genre="thematic")
    assert {
        "received": count(facts.RECEIVED), "programmes": count(facts.PROGRAMMES_RECEIVED),
        "plans": count(facts.PLANS_FROM_PROGRAMMES), "thematic": count(facts.THEMATIC_RESOLUTIONS),
        "conclusions": count(facts.CONCLUSION_NOTICES), "action": count(facts.ACTION_PROGRAMMES),
        "communication": count(facts.COMMUNICATION), "issued": count(facts.ISSUED),
        "resolutions": count(facts.ISSUED_BY_TYPE["NQ"]),
    } == {
        "received": 1, "programmes": 1, "plans": 1, "thematic": 1, "conclusions": 1, "action": 1, "communication": 1,
        "issued": 7, "resolutions": 2,
    }  # fmt: skip


def test_documents_behind_a_figure_are_named_to_who_may_see_them():
    ward = a_ward()
    document = an_issued(of=ward)
    assert facts.describe_documents(a_user(Role.CLERK, of=ward), [document.pk])[document.pk].label == "01-KH/ĐU"
    assert facts.describe_documents(a_user(Role.CLERK, of=a_ward()), [document.pk]) == {}
