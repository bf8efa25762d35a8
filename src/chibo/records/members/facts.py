from chibo.base.facts import Described
from chibo.base.vietnamese import day
from chibo.records.members import rules
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.access.rules import VIEW_TREE
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Membership


def describe_memberships(user: User, ids: list[int]) -> dict[int, Described]:
    rows = Membership.objects.filter(pk__in=ids, unit_id__in=permitted_unit_ids(user, rules.VIEW))
    return {
        row.pk: Described(
            label=row.person.full_name,
            url=f"/dang-vien/{row.person_id}/",
            detail=row.paper or f"{row.get_came_display()}, {day(row.valid_from)}",
        )
        for row in rows.select_related("person")
    }


def describe_units(user: User, ids: list[int]) -> dict[int, Described]:
    rows = Unit.objects.filter(pk__in=[pk for pk in ids if pk in permitted_unit_ids(user, VIEW_TREE)])
    return {row.pk: Described(label=row.name, url=f"/to-chuc/{row.slug}/") for row in rows}
