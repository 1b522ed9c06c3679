"""The mail by which the holder of an account sets a password."""

from functools import partial

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse

from .models import User


def send_password_link(user: User) -> None:
    """Mail the link after the transaction. It works once, for a few days."""
    address = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
    )
    transaction.on_commit(
        partial(
            send_mail,
            "IEG tracker: choose your password",
            f"{user.name},\n\nyou have an account of {settings.IEG_COUNCIL} in the IEG "
            f"tracker.\nYour username is {user.username}.\n\n"
            f"Choose your password here:\n{settings.IEG_SITE_URL}{address}\n\n"
            "Nobody else can choose it for you, and nobody will ever ask you for it.\n",
            None,
            [user.email],
        )
    )
