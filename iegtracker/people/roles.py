"""Roles: named sets of permissions, declared by each app and synchronised to groups.

A role says what a person may do; it never says that a person holds an office.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum

from django.contrib.auth.models import Group, Permission

from iegtracker.ledger.record import record

from .models import User


class Role(StrEnum):
    """The roles there are; an account may have several."""

    OFFICER = "Officer"
    DELEGATE = "Delegate"
    CLERK = "Clerk"
    MEMBER = "Member"
    AUDITOR = "Auditor"


_GRANTS: dict[Role, set[str]] = defaultdict(set)


def grant(grants: Mapping[Role, Iterable[str]]) -> None:
    """Declare which permissions ("app.codename") an app gives to each role."""
    for role, permissions in grants.items():
        _GRANTS[role].update(permissions)


def granted_to(role: Role) -> frozenset[str]:
    return frozenset(_GRANTS[role])


def sync_roles() -> list[str]:
    """Make the groups' permissions what the code declares. Returns what changed.

    Raises LookupError for a permission that does not exist.
    """
    known = {
        f"{p.content_type.app_label}.{p.codename}": p
        for p in Permission.objects.select_related("content_type")
    }
    changed = []
    for role in Role:
        if unknown := sorted(_GRANTS[role] - known.keys()):
            raise LookupError(f"{role} is given {unknown[0]}, which does not exist")
        group, made = Group.objects.get_or_create(name=role.value)
        wanted = {known[name].pk for name in _GRANTS[role]}
        if made or set(group.permissions.values_list("pk", flat=True)) != wanted:
            group.permissions.set(wanted)
            changed.append(role.value)
    return changed


def give_role(user: User, role: Role, *, by: User | None) -> None:
    """Add a role to an account and record it. Must run inside a transaction."""
    user.groups.add(Group.objects.get(name=role.value))
    user.__dict__.pop("granted", None)
    record("account.role_given", about=user, by=by, role=role.value)


def take_role(user: User, role: Role, *, by: User | None) -> None:
    """Take a role from an account and record it. Must run inside a transaction."""
    user.groups.remove(Group.objects.get(name=role.value))
    user.__dict__.pop("granted", None)
    record("account.role_taken", about=user, by=by, role=role.value)
