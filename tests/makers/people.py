"""The people of the story, one in each role."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth.models import Group
from django.db import transaction

from iegtracker import clock
from iegtracker.people.models import User
from iegtracker.people.roles import Role, give_role

PASSWORD = "a password for tests only"
# The accounts are older than everything that is done with them.
BEFORE_ALL = datetime(2004, 8, 2, 9, tzinfo=UTC)


def user(username: str, *roles: Role, superuser: bool = False) -> User:
    """An account with roles; its name is its role."""
    made = User.objects.create_user(
        username,
        f"{username}@example.invalid",
        PASSWORD,
        name=username.replace("-", " ").capitalize(),
        is_superuser=superuser,
        is_staff=superuser or set(roles) != {Role.MEMBER},
    )
    for role in roles:
        give_role(made, role, by=None)
    return made


@dataclass
class People:
    officer: User
    second_officer: User
    portfolio_holder: User
    director: User
    clerk: User
    second_clerk: User
    member: User
    auditor: User
    administrator: User


def people() -> People:
    """One person in each role, and the offices' future holders."""
    with clock.told(BEFORE_ALL), transaction.atomic():
        return People(
            officer=user("officer", Role.OFFICER),
            second_officer=user("second-officer", Role.OFFICER),
            portfolio_holder=user("portfolio-holder", Role.DELEGATE, Role.MEMBER),
            director=user("director", Role.DELEGATE),
            clerk=user("clerk", Role.CLERK),
            second_clerk=user("second-clerk", Role.CLERK),
            member=user("member", Role.MEMBER),
            auditor=user("auditor", Role.AUDITOR),
            administrator=user("administrator", superuser=True),
        )


def members(count: int, *, start: str = "member") -> list[User]:
    """More members: their addresses begin with `start`."""
    group = Group.objects.get(name=Role.MEMBER.value)
    made = User.objects.bulk_create(
        User(
            username=f"{start}-{n:04}",
            email=f"{start}-{n:04}@example.invalid",
            name=f"{start.capitalize()} {n:04}",
            password="!",
        )
        for n in range(1, count + 1)
    )
    group.user_set.add(*made)
    return made
