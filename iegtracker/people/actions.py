"""Accounts: opened, given roles, closed. Nobody ever sets another's password."""

import secrets
from collections.abc import Iterable

from django.db import transaction

from iegtracker import clock
from iegtracker.errors import BadInput, NotAllowed, WrongState
from iegtracker.ledger.record import record
from iegtracker.workflow import first_come

from .invitations import send_password_link
from .models import CalendarAddress, MailChoice, User
from .roles import Role, give_role, take_role


@transaction.atomic
def open_account(
    *, username: str, name: str, email: str, roles: Iterable[Role], by: User
) -> User:
    """Open an account without a password; its owner sets one by the link sent.

    An address that somebody only asked for is nobody's yet: whoever has it first keeps
    it. Raises BadInput for a name or address in use, NotAllowed, Stale.
    """
    if error := accounts_refusal(by):
        raise error
    if User.objects.filter(username__iexact=username).exists():
        raise BadInput("That username is taken. Choose another.", field="username")
    user = User(username=username, name=name, email=email)
    if user.others_at(email).exists():
        raise BadInput("Another account has that email address.", field="email")
    user.set_unusable_password()
    with first_come(
        "Somebody opened an account with that username or email address just now."
    ):
        user.save()
    record("account.opened", about=user, by=by)
    _set_roles(user, set(roles), by=by)
    send_password_link(user)
    return user


@transaction.atomic
def change_roles(user: User, *, roles: Iterable[Role], by: User) -> User:
    """Give and take roles until the account has exactly `roles`."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if error := roles_refusal(user, by):
        raise error
    _set_roles(user, set(roles), by=by)
    return user


@transaction.atomic
def add_role(user: User, role: Role, *, by: User) -> None:
    """Give one more role, as part of a larger step, which asks who may."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    _set_roles(user, {*roles_of(user), role}, by=by)


@transaction.atomic
def drop_role(user: User, role: Role, *, by: User | None) -> None:
    """Take one role, as part of a larger step, which asks who may; or by the program
    itself."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    _set_roles(user, roles_of(user) - {role}, by=by)


@transaction.atomic
def close_account(user: User, *, by: User) -> User:
    """Shut an account: its holder is signed out, and everything recorded stays."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if error := closing_refusal(user, by):
        raise error
    user.is_active = False
    user.save(update_fields=["is_active"])
    CalendarAddress.objects.filter(owner=user).delete()
    record("account.closed", about=user, by=by)
    return user


@transaction.atomic
def send_link(user: User, *, by: User) -> User:
    """Send the holder of an account a link to set a password, once more."""
    if error := link_refusal(user, by):
        raise error
    record("account.link_sent", about=user, by=by)
    send_password_link(user)
    return user


@transaction.atomic
def choose_mail(user: User, *, choice: str, by: User) -> User:
    """Choose mail at once or in a digest. It is the owner's own matter."""
    user = _own(user, by)
    if choice not in MailChoice.values:
        raise BadInput("Select how mail is sent to you.", field="choice")
    user.mail_choice = choice
    user.save(update_fields=["mail_choice"])
    record("account.mail_chosen", about=user, by=by, choice=choice)
    return user


@transaction.atomic
def make_calendar_address(user: User, *, by: User) -> str:
    """Make an address for one's calendar, in place of any that there is.

    Returns its token (192 bits), which is kept nowhere: it is shown once.
    """
    user = _own(user, by)
    token = secrets.token_urlsafe(24)
    _, made = CalendarAddress.objects.update_or_create(
        owner=user,
        defaults={"digest": CalendarAddress.digest_of(token), "made_at": clock.now()},
    )
    record("calendar.made" if made else "calendar.replaced", about=user, by=by)
    return token


@transaction.atomic
def revoke_calendar_address(user: User, *, by: User) -> None:
    """Close one's calendar to whoever has its address. Raises WrongState if none is."""
    user = _own(user, by)
    removed, _ = CalendarAddress.objects.filter(owner=user).delete()
    if not removed:
        raise WrongState("Your calendar has no address, so there is none to revoke.")
    record("calendar.revoked", about=user, by=by)


def _own(user: User, by: User) -> User:
    """The account as it is now, locked, for its owner alone."""
    if user.pk != by.pk or not by.is_active:
        raise NotAllowed("Only the owner of an account may do that.")
    return User.objects.select_for_update().get(pk=user.pk)


def roles_of(user: User) -> set[Role]:
    known = {role.value for role in Role}
    return {Role(g.name) for g in user.groups.all() if g.name in known}


def accounts_refusal(by: User) -> NotAllowed | None:
    """Why this person may not keep accounts, or None. A superuser may, and no more."""
    if not (by.is_superuser or by.holds("people.change_user")):
        return NotAllowed(f"{by} may not open or change accounts.")
    return None


def roles_refusal(user: User, by: User) -> NotAllowed | None:
    """Roles decide who may record and propose, so nobody changes their own."""
    if user.pk == by.pk:
        return NotAllowed("Somebody else must change your roles.")
    return accounts_refusal(by)


def closing_refusal(user: User, by: User) -> NotAllowed | None:
    if user.pk == by.pk:
        return NotAllowed("Somebody else must close your account.")
    if not user.is_active:
        return NotAllowed(f"The account of {user} is closed already.")
    return accounts_refusal(by)


def link_refusal(user: User, by: User) -> NotAllowed | None:
    if not user.is_active:
        return NotAllowed(f"The account of {user} is closed.")
    return accounts_refusal(by)


def _set_roles(user: User, roles: set[Role], *, by: User | None) -> None:
    had = roles_of(user)
    for role in sorted(roles - had):
        give_role(user, role, by=by)
    for role in sorted(had - roles):
        take_role(user, role, by=by)
    # Members read the site; whoever has work to do sees the records too.
    user.is_staff = user.is_superuser or bool(roles - {Role.MEMBER})
    user.save(update_fields=["is_staff"])
