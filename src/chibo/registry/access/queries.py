import datetime as dt
from collections.abc import Collection, Iterator

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.base.clock import today
from chibo.registry.access.models import Grant, Proposal, Role, Token, User
from chibo.registry.access.permissions import may_anywhere, permitted_unit_ids
from chibo.registry.access.rules import MANAGE_ACCOUNTS
from chibo.registry.orgs.matters import Matter
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import above_ids
from chibo.registry.people.models import Membership, Person, Tenure


def managed_units(admin: User) -> QuerySet[Unit]:
    return Unit.objects.filter(pk__in=permitted_unit_ids(admin, MANAGE_ACCOUNTS))


def managed_grants(admin: User) -> QuerySet[Grant]:
    """Return the roles granted today over the units whose accounts the administrator manages."""
    return Grant.objects.on(today()).filter(unit__in=managed_units(admin)).select_related("unit")


def managed_accounts(admin: User) -> QuerySet[User]:
    """Return the accounts with a duty or a membership today in those units, and those that have none anywhere."""
    day, here = today(), managed_units(admin)
    grants, posts, cells = Grant.objects.on(day), Tenure.objects.on(day), Membership.objects.on(day)
    theirs = (
        Q(pk__in=grants.filter(unit__in=here).values("user"))
        | Q(person__in=posts.filter(unit__in=here).values("person"))
        | Q(person__in=cells.filter(unit__in=here).values("person"))
    )
    somewhere = (
        Q(pk__in=grants.values("user")) | Q(person__in=posts.values("person")) | Q(person__in=cells.values("person"))
    )
    return User.objects.filter(theirs | (~somewhere))


def managed_people(admin: User) -> QuerySet[Person]:
    """Return the people to whom the administrator may tie an account: members and holders of posts of those units."""
    here = managed_units(admin)
    posts, cells = Tenure.objects.on(today()), Membership.objects.on(today())
    return Person.objects.filter(
        Q(pk__in=posts.filter(unit__in=here).values("person")) | Q(pk__in=cells.filter(unit__in=here).values("person"))
    )


def account_list(admin: User) -> QuerySet[User]:
    """Return the accounts that the administrator manages, with their person and the roles granted today."""
    return (
        managed_accounts(admin)
        .select_related("person")
        .prefetch_related(Prefetch("grants", managed_grants(admin), to_attr="current_grants"))
        .order_by("-is_active", "username")
    )


def administrators_of(unit: Unit) -> QuerySet[User]:
    """Return the accounts that manage the accounts of this unit today."""
    reaching = Grant.objects.on(today()).filter(role=Role.ADMIN, unit_id__in=above_ids([unit.pk], today()))
    return User.objects.filter(is_active=True, pk__in=reaching.values("user"))


def open_proposals(admin: User) -> QuerySet[Proposal]:
    """Return what waits for an answer over the units whose accounts the administrator manages."""
    rows = Proposal.objects.filter(accepted=None, unit__in=managed_units(admin))
    return rows.select_related("user__person", "unit", "proposed_by__person")


def visible_tokens(user: User) -> QuerySet[Token]:
    """Return the user's own keys, and those of the accounts that the user manages."""
    seen = Q(user=user)
    if may_anywhere(user, MANAGE_ACCOUNTS):
        seen |= Q(user__in=managed_accounts(user))
    return Token.objects.filter(seen).select_related("user__person").order_by("-made_at", "-pk")


def unit_id_of(user: User) -> int | None:
    """Return where an account belongs: the latest cell of its person, else the latest post, else the latest duty."""
    places = (
        Membership.objects.filter(person_id=user.person_id or 0),
        Tenure.objects.filter(person_id=user.person_id or 0),
        Grant.objects.filter(user=user),
    )
    found = (rows.order_by("-valid_from", "-pk").values_list("unit_id", flat=True).first() for rows in places)
    return next(filter(None, found), None)


def departed_accounts(day: dt.date) -> QuerySet[User]:
    """Return open accounts of people who were members or held posts, and from `day` on are and hold nothing."""
    lasting = Q(valid_until=None) | Q(valid_until__gt=day)
    cells, posts = (model.objects.filter(person=OuterRef("person")) for model in (Membership, Tenure))
    was = Exists(cells) | Exists(posts)
    return User.objects.filter(was, ~Exists(cells.filter(lasting)), ~Exists(posts.filter(lasting)), is_active=True)


def open_in(unit_ids: Collection[int]) -> Iterator[Matter]:
    """Return the duties that accounts hold over these units: they do not pass on by themselves."""
    for grant in Grant.objects.on(today()).filter(unit_id__in=unit_ids).select_related("user__person"):
        title = f"{grant.user}: {grant.get_role_display()}"
        yield Matter(grant.unit_id, _("Duty of an account"), title, reverse("access:accounts"))
