"""The mail by which the holder of an account sets a password."""

import logging

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse

from iegtracker.mail import FAILURES

from .models import User

logger = logging.getLogger(__name__)


def send_password_link(user: User) -> None:
    """Mail the link after the transaction. It works once, for a few days.

    Whoever reads the message can open the account, so it is kept nowhere: when no
    server takes it, the account stands and another link is to be sent from the admin.
    """
    address = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
    )

    def send() -> None:
        try:
            send_mail(
                "IEG tracker: choose your password",
                f"{user.name},\n\nyou have an account of {settings.IEG_COUNCIL} in the "
                f"IEG tracker.\nYour username is {user.username}.\n\n"
                f"Choose your password here:\n{settings.IEG_SITE_URL}{address}\n\n"
                "Nobody else can choose it for you, and nobody will ever ask you for "
                "it.\n",
                None,
                [user.email],
            )
        except FAILURES as error:
            kind = type(error).__name__
            logger.warning("The link for account %s was not sent: %s", user.pk, kind)

    transaction.on_commit(send, robust=True)
