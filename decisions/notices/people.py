"""Whom an occasion concerns."""

from collections.abc import Iterable

from decisions.access import may_see_changes
from decisions.authority import acting, appointments_for
from decisions.models import (
    Appointment,
    DelegatedOffice,
    Delegation,
    SigningRound,
)
from iegtracker import clock
from iegtracker.people.models import User, with_permissions
from iegtracker.people.roles import Role


def in_roles(*roles: Role) -> list[User]:
    """The open accounts that have one of these roles."""
    people = User.objects.filter(is_active=True, groups__name__in=roles)
    return list(people.distinct().order_by("pk"))


def asked(delegation: Delegation) -> list[tuple[DelegatedOffice, Appointment]]:
    """Each office of a delegation in which somebody acts today, and who."""
    held = appointments_for([delegation], clock.today())
    acts = [(row, acting(row, held)) for row in delegation.offices.all()]
    return [(row, appointment) for row, appointment in acts if appointment]


def office_holders(*delegations: Delegation) -> list[User]:
    return [a.person for delegation in delegations for _, a in asked(delegation)]


def signers(signing_round: SigningRound) -> list[User]:
    """Those who answered, and those who hold an office that was asked."""
    answered = User.objects.filter(signoffs__signing_round=signing_round)
    return readers([*answered, *office_holders(signing_round.delegation)])


def writers(signing_round: SigningRound) -> list[User]:
    """Who proposed it, and everyone who wrote a part."""
    keys = {signing_round.proposed_by_id, *signing_round.author_keys}
    return readers(User.objects.filter(pk__in=keys))


def readers(people: Iterable[User]) -> list[User]:
    """Those of them who may read what was proposed, and what is said of it."""
    return [person for person in with_permissions(people) if may_see_changes(person)]


def each_once(people: Iterable[User], *, but: User | None = None) -> list[User]:
    """Open accounts, none twice, without whoever did it: they know."""
    found = {person.pk: person for person in people if person.is_active}
    if but is not None:
        found.pop(but.pk, None)
    return list(found.values())
