from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from chibo.base.facts import Described, Facts, Kind, Measure, Period, facts
from chibo.records.documents.models import Direction, Document, Genre, State, Type
from chibo.records.documents.queries import visible_documents
from chibo.registry.access.models import User

ANSWERS_A_PROGRAMME = Exists(
    Document.objects.filter(carried_out_by=OuterRef("pk"), direction=Direction.INCOMING, type=Type.PROGRAMME)
)


def _received(period: Period, only: Q) -> Facts:
    """Incoming documents by the day on which they came; one without such a day is in no period."""
    came = Document.objects.filter(
        only, direction=Direction.INCOMING, received_on__gte=period.start, received_on__lt=period.end
    )
    return facts(came, unit="unit_id", day="received_on", record_type="document")


def _issued(period: Period, only: Q) -> Facts:
    gone = Document.objects.filter(only, state=State.ISSUED, issued_on__gte=period.start, issued_on__lt=period.end)
    return facts(gone, unit="unit_id", day="issued_on", record_type="document")


RECEIVED = Measure(
    "documents.received", _("Documents received"), "văn bản", Kind.FLOW, lambda period: _received(period, Q())
)
ISSUED = Measure("documents.issued", _("Documents issued"), "văn bản", Kind.FLOW, lambda period: _issued(period, Q()))
PROGRAMMES_RECEIVED = Measure(
    "documents.programmes_received", _("Programmes of committees above received"), "chương trình", Kind.FLOW,
    lambda period: _received(period, Q(type=Type.PROGRAMME)),
)  # fmt: skip
PLANS_FROM_PROGRAMMES = Measure(
    "documents.plans_from_programmes", _("Own plans that carry out programmes from above"), "kế hoạch", Kind.FLOW,
    lambda period: _issued(period, Q(ANSWERS_A_PROGRAMME, type=Type.PLAN)),
)  # fmt: skip
THEMATIC_RESOLUTIONS = Measure(
    "documents.thematic_resolutions", _("Thematic resolutions issued"), "nghị quyết", Kind.FLOW,
    lambda period: _issued(period, Q(type=Type.RESOLUTION, genre=Genre.THEMATIC)),
)  # fmt: skip
CONCLUSION_NOTICES = Measure(
    "documents.conclusion_notices", _("Notices of conclusions issued"), "thông báo kết luận", Kind.FLOW,
    lambda period: _issued(period, Q(type=Type.NOTICE, genre=Genre.CONCLUSION)),
)  # fmt: skip
ACTION_PROGRAMMES = Measure(
    "documents.action_programmes", _("Programmes of action issued"), "chương trình", Kind.FLOW,
    lambda period: _issued(period, Q(type=Type.PROGRAMME, genre=Genre.ACTION)),
)  # fmt: skip
COMMUNICATION = Measure(
    "documents.communication", _("Documents issued that direct communication work"), "văn bản", Kind.FLOW,
    lambda period: _issued(period, Q(genre=Genre.COMMUNICATION)),
)  # fmt: skip
ISSUED_BY_TYPE = {
    Type.RESOLUTION: Measure(
        "documents.issued_resolutions", _("Resolutions issued"), "nghị quyết", Kind.FLOW,
        lambda period: _issued(period, Q(type=Type.RESOLUTION)),
    ),
    Type.PLAN: Measure(
        "documents.issued_plans", _("Plans issued"), "kế hoạch", Kind.FLOW,
        lambda period: _issued(period, Q(type=Type.PLAN)),
    ),
    Type.PROGRAMME: Measure(
        "documents.issued_programmes", _("Programmes issued"), "chương trình", Kind.FLOW,
        lambda period: _issued(period, Q(type=Type.PROGRAMME)),
    ),
    Type.DECISION: Measure(
        "documents.issued_decisions", _("Decisions issued"), "quyết định", Kind.FLOW,
        lambda period: _issued(period, Q(type=Type.DECISION)),
    ),
    Type.NOTICE: Measure(
        "documents.issued_notices", _("Notices issued"), "thông báo", Kind.FLOW,
        lambda period: _issued(period, Q(type=Type.NOTICE)),
    ),
    Type.REPORT: Measure(
        "documents.issued_reports", _("Reports issued"), "báo cáo", Kind.FLOW,
        lambda period: _issued(period, Q(type=Type.REPORT)),
    ),
    Type.LETTER: Measure(
        "documents.issued_letters", _("Official letters issued"), "công văn", Kind.FLOW,
        lambda period: _issued(period, Q(type=Type.LETTER)),
    ),
}  # fmt: skip
"""The types that reports name one by one; the others are in the sum."""


def describe_documents(user: User, ids: list[int]) -> dict[int, Described]:
    rows = visible_documents(user).filter(pk__in=ids).only("symbol", "title", "issuer")
    return {row.pk: Described(label=row.symbol, url=row.get_absolute_url(), detail=row.title) for row in rows}
