"""The message by which a member gets the final copy."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from decisions.authority import council_day
from decisions.links import link_of
from decisions.models import CopyMessage

from .composing import Message, composed
from .sending import as_mail


def copy_mail(message: CopyMessage) -> EmailMultiAlternatives:
    """The message as it is sent: the same words, link and name, however often.

    Raises ValueError when its link cannot be made any more.
    """
    entry = message.entry
    copy, statement = entry.distribution.copy, entry.distribution.statement
    until = timezone.localtime(message.link_expires_at).date()
    again = " Use this link rather than an earlier one." if message.number > 1 else ""
    told = composed(
        Message(
            occasion=f"copy:{message.pk}",
            subject=f"{statement.short_title}: your final copy",
            what=f"The final copy of the {statement.title} is ready for you.",
            why="you are a member of the council.",
            facts=(
                ("Pages", str(copy.pages)),
                ("SHA-256 of the file", copy.sha256),
                ("Ledger head", message.ledger_head),
            ),
            note="The link is yours alone and opens the final copy without a password, "
            f"until {council_day(until)}. Downloading the file tells democratic "
            f"services that you have it.{again} Keep this message: it can be checked "
            "against the record.",
            link=link_of(message),
            link_words="Open your copy",
        )
    )
    return as_mail(
        told.subject,
        told.text,
        told.html,
        to=message.email,
        message_id=copy_message_id(message),
    )


def copy_message_id(message: CopyMessage) -> str:
    host = urlsplit(settings.IEG_SITE_URL).hostname or "localhost"
    return f"<copy-{message.pk}-{message.nonce[:16]}@{host}>"
