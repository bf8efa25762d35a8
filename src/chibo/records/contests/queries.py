from django.db.models import FETCH_RAISE, Count, F, Q, QuerySet

from chibo.records.contests import rules
from chibo.records.contests.models import Contest, Entry
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit


def contest_list(user: User) -> QuerySet[Contest]:
    """Return the contests with how many entries came in and from how many members."""
    return (
        Contest.objects.permitted(user, rules.VIEW)
        .select_related("unit", "document")
        .annotate(entry_count=Count("entries"), member_count=Count("entries__person", distinct=True))
        .order_by("-opens_on", "-pk")
        .fetch_mode(FETCH_RAISE)
    )


def contest_page(user: User, pk: int) -> Contest | None:
    return contest_list(user).filter(pk=pk).first()


def entries_by_unit(contest: Contest, unit_ids: set[int]) -> QuerySet[Unit]:
    """Return the units that sent entries, with entries and members counted apart."""
    of_contest = Q(contest_entries__contest=contest)
    return (
        Unit.objects.filter(pk__in=unit_ids)
        .filter(of_contest)
        .annotate(
            entry_count=Count("contest_entries", filter=of_contest),
            member_count=Count("contest_entries__person", filter=of_contest, distinct=True),
        )
        .order_by(F("entry_count").desc(), "position", "pk")
    )


def entry_list(user: User, contest: Contest) -> QuerySet[Entry]:
    return (
        Entry.objects.permitted(user, rules.VIEW_ENTRIES)
        .filter(contest=contest)
        .select_related("unit", "person")
        .order_by("-entered_on", "-pk")
        .fetch_mode(FETCH_RAISE)
    )


def own_entries(user: User, contest: Contest) -> int:
    return Entry.objects.filter(contest=contest, person_id=user.person_id or 0).count()
