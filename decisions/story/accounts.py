"""The accounts of the story: named by role, since no person is invented."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from iegtracker.ledger.record import record
from iegtracker.people.models import User
from iegtracker.people.roles import Role, give_role

# Printed by the command, and worth nothing: it opens the demonstration only.
PASSWORD = "cambourne-demonstration"  # noqa: S105
MEMBERS = 57

PORTFOLIO_HOLDER = "Information and Customer Services Portfolio Holder"
DIRECTOR = "Finance and Resources Director"


@dataclass(frozen=True)
class Account:
    """One account, what it is called, and what it is for."""

    username: str
    name: str
    roles: tuple[Role, ...]
    can: str


ACCOUNTS = (
    Account("officer", "IEG officer", (Role.OFFICER,), "drafts, proposes changes"),
    Account(
        "second-officer", "Second IEG officer", (Role.OFFICER,), "drafts with the first"
    ),
    Account(
        "portfolio-holder",
        PORTFOLIO_HOLDER,
        (Role.DELEGATE, Role.MEMBER),
        "signs: change 1 waits",
    ),
    Account("director", DIRECTOR, (Role.DELEGATE,), "signs"),
    Account(
        "clerk", "Democratic services clerk", (Role.CLERK,), "records, clears, submits"
    ),
    Account(
        "second-clerk",
        "Second democratic services clerk",
        (Role.CLERK,),
        "confirms what the first entered",
    ),
    Account("auditor", "Auditor", (Role.AUDITOR,), "reads everything, changes nothing"),
)
# The portfolio holder is one of the 57 members.
_OTHER_MEMBERS = tuple(
    Account(
        f"member-{n:02}", f"Member {n:02}", (Role.MEMBER,), "reads what is published"
    )
    for n in range(2, MEMBERS + 1)
)
_ADMINISTRATOR = Account(
    "administrator", "Administrator", (), "keeps accounts, no more"
)


def open_accounts() -> dict[str, User]:
    """Open every account and give it its roles. Must run inside a transaction."""
    # One hash for all: each takes a tenth of a second, and the password is printed on
    # the screen. Real accounts are opened one at a time, each with a salt of its own.
    hashed = make_password(PASSWORD)
    administrator = _open(_ADMINISTRATOR, hashed, by=None)
    people = {_ADMINISTRATOR.username: administrator}
    for account in (*ACCOUNTS, *_OTHER_MEMBERS):
        user = _open(account, hashed, by=administrator)
        for role in account.roles:
            give_role(user, role, by=administrator)
        people[account.username] = user
    return people


def _open(account: Account, hashed: str, *, by: User | None) -> User:
    superuser = account is _ADMINISTRATOR
    user = User.objects.create(
        username=account.username,
        name=account.name,
        email=f"{account.username}@example.invalid",
        password=hashed,
        is_superuser=superuser,
        is_staff=superuser
        or Role.MEMBER not in account.roles
        or len(account.roles) > 1,
    )
    record("account.opened", about=user, by=by)
    return user


def told_accounts() -> Iterator[tuple[str, str, str]]:
    """Each account that is worth trying: its user name, its holder and its use."""
    for account in (*ACCOUNTS, _OTHER_MEMBERS[0], _ADMINISTRATOR):
        yield account.username, account.name, account.can
