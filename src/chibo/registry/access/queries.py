from collections.abc import Collection, Iterator

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.base.clock import today
from chibo.registry.access.models import Grant, User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.access.rules import MANAGE_ACCOUNTS
from chibo.registry.orgs.matters import Matter
from chibo.registry.orgs.models import Unit
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


def open_in(unit_ids: Collection[int]) -> Iterator[Matter]:
    """Return the duties that accounts hold over these units: they do not pass on by themselves."""
    for grant in Grant.objects.on(today()).filter(unit_id__in=unit_ids).select_related("user__person"):
        title = f"{grant.user}: {grant.get_role_display()}"
        yield Matter(grant.unit_id, _("Duty of an account"), title, reverse("access:accounts"))
