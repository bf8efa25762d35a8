from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from chibo.base.facts import Described, Facts, Kind, Measure, Period, facts
from chibo.records.communication.models import Example, Item
from chibo.records.communication.queries import examples_in, items_in
from chibo.registry.access.models import User

TOLD = ~Q(picture_alt="")


def _items(
    period: Period, channel: Item.Channel, only: Q | None = None, amount: str | Combinable | None = None
) -> Facts:
    """Give what was published, on its day; a repeat of a broadcast is no broadcast of its own."""
    rows = Item.objects.filter(
        channel=channel, state=Item.State.PUBLISHED, day__gte=period.start, day__lt=period.end
    ).filter(only or Q())
    return facts(rows, unit="unit_id", day="day", record_type="communication_item", amount=amount)


def _examples(period: Period, kind: Example.Kind) -> Facts:
    rows = Example.objects.filter(kind=kind, published_on__gte=period.start, published_on__lt=period.end)
    return facts(rows, unit="unit_id", day="published_on", record_type="example")


PORTAL = Measure(
    "communication.portal", _("Items on the portal"), "tin, bài", Kind.FLOW,
    lambda period: _items(period, Item.Channel.PORTAL),
)  # fmt: skip
PICTURED = Measure(
    "communication.pictured", _("Items with a picture on the portal"), "tin, bài", Kind.FLOW,
    lambda period: _items(period, Item.Channel.PORTAL, TOLD),
)  # fmt: skip
BROADCASTS = Measure(
    "communication.broadcasts", _("Broadcasts of the ward radio"), "buổi", Kind.FLOW,
    lambda period: _items(period, Item.Channel.RADIO),
)  # fmt: skip
LENGTHS = Measure(
    "communication.lengths", _("Length of a broadcast"), "phút", Kind.FLOW,
    lambda period: _items(period, Item.Channel.RADIO, amount="minutes"),
)  # fmt: skip
MINUTES = Measure(
    "communication.minutes", _("Minutes broadcast, repeats left out"), "phút", Kind.FLOW,
    lambda period: _items(period, Item.Channel.RADIO, amount="minutes"),
)  # fmt: skip
AIRINGS = Measure(
    "communication.airings", _("Airings, repeats included"), "lượt phát", Kind.FLOW,
    lambda period: _items(period, Item.Channel.RADIO, amount=F("repeats") + 1),
)  # fmt: skip
PEOPLE = Measure(
    "communication.people", _("Exemplary people presented"), "gương", Kind.FLOW,
    lambda period: _examples(period, Example.Kind.PERSON),
)  # fmt: skip
MODELS = Measure(
    "communication.models", _("New models and good ways of working presented"), "mô hình", Kind.FLOW,
    lambda period: _examples(period, Example.Kind.MODEL),
)  # fmt: skip


def describe_items(user: User, ids: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(label=row.title, url=row.get_absolute_url(), detail=row.get_channel_display())
        for row in items_in(user, ids)
    }


def describe_examples(user: User, ids: list[int]) -> dict[int, Described]:
    return {
        row.pk: Described(label=row.name, url=row.get_absolute_url(), detail=row.unit.name)
        for row in examples_in(user, ids)
    }
