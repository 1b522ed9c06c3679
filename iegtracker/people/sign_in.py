"""How people sign in, and prove again who they are before they sign."""

import logging
from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.signals import (
    email_changed,
    password_changed,
    password_reset,
    password_set,
)
from allauth.core.ratelimit import consume
from django.contrib import messages
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from iegtracker import clock
from iegtracker.errors import BadInput, Stale
from iegtracker.ledger.record import record
from iegtracker.mail import FAILURES
from iegtracker.times import time_of_day
from iegtracker.workflow import first_come

from .models import User

logger = logging.getLogger(__name__)
_WATCHED = timedelta(hours=24)


class AccountAdapter(DefaultAccountAdapter):
    """Local accounts, made by the council only."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "The username or password is not right.",
        "username_email_mismatch": "The username or password is not right.",
        "email_password_mismatch": "The email address or password is not right.",
        "too_many_login_attempts": (
            "Too many attempts to sign in. Wait a few minutes and try again."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """The address becomes the account's, unless another has got it meanwhile."""
        taken = "Another account has that email address by now. Yours stays as it was."
        try:
            with first_come(taken):
                if email_address.user.others_at(email_address.email).exists():
                    raise Stale(taken)
                return bool(super().confirm_email(request, email_address))
        except Stale as error:
            messages.error(request, str(error))
            return False

    def send_mail(
        self, template_prefix: str, email: str, context: dict[str, Any]
    ) -> None:
        """A link to one's own account; when no server takes it, the page says so."""
        try:
            super().send_mail(template_prefix, email, context)
        except FAILURES as error:
            logger.warning("A link was not sent: %s", type(error).__name__)
            words = "Mail cannot be sent just now. Try again in a few minutes."
            messages.error(self.request, words)


@receiver(email_changed, dispatch_uid="record_email_change")
def record_email_change(user: User, **kwargs: Any) -> None:
    """Note when the owner's new address was confirmed: it is shown beside signatures.

    The change itself is allauth's own, so its signal is the only door to it.
    """
    with transaction.atomic():
        user.email_changed_at = clock.now()
        user.save(update_fields=["email_changed_at"])
        record("account.email_changed", about=user, by=user)


@receiver([password_changed, password_reset, password_set])
def record_password_change(user: User, **kwargs: Any) -> None:
    """Note when the owner chose another password: it is shown beside signatures."""
    with transaction.atomic():
        user.password_changed_at = clock.now()
        user.save(update_fields=["password_changed_at"])
        record("account.password_changed", about=user, by=user)


def recent_account_changes(user: User, at: datetime) -> str:
    """What changed in the account in the 24 hours before a moment, in a sentence.

    A signature given just after may be another's than its owner's, so that it is
    shown beside the signature.
    """
    told = []
    for what, changed in (
        ("password", user.password_changed_at),
        ("email address", user.email_changed_at),
    ):
        if changed and at - _WATCHED <= changed <= at:
            local = timezone.localtime(changed)
            told.append(
                f"The {what} of this account was changed on {local.day} "
                f"{local:%B %Y} at {time_of_day(local)}."
            )
    return " ".join(told)


def confirm_password(request: HttpRequest, password: str) -> None:
    """Raise BadInput unless `password` is the signed-in user's.

    Wrong ones are counted, and too many lock out the right one too. The count is apart
    from that of signing in, where a stranger could keep an office from signing.
    """
    if not consume(request, action="confirm_password", dry_run=True):
        raise BadInput(
            "Too many wrong passwords. Wait a few minutes and try again.",
            field="password",
        )
    if not request.user.check_password(password):
        consume(request, action="confirm_password")
        raise BadInput("Your password is not right. Enter it again.", field="password")
