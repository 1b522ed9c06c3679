"""Personal links: what opens a member's copy, and why one is refused.

A link is 256 bits made from a random number of its message and the site's secret key.
Of it only the SHA-256 is stored, so that whoever reads the database opens nothing.
"""

import hashlib
import logging
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.crypto import salted_hmac

from iegtracker import clock

from .models import CopyMessage, Distribution
from .states import CopyStatus

logger = logging.getLogger(__name__)

_ASK = "Ask democratic services for a new one, or sign in to read the final copy."


@dataclass(frozen=True)
class LinkRefused:
    """Why a link opens nothing: a word for the log, a sentence, an answer."""

    kind: str
    sentence: str
    status: int


UNKNOWN = LinkRefused(
    "unknown",
    f"This link is not known. It may have been cut short on its way. {_ASK}",
    404,
)
OTHER = LinkRefused(
    "another document", f"This link opens another document. {_ASK}", 404
)
EXPIRED = LinkRefused("expired", f"This link has expired. {_ASK}", 410)
CLOSED = LinkRefused(
    "closed", "This link was closed, since its holder is a member no longer.", 410
)


def new_nonce() -> str:
    return secrets.token_hex(16)


def token_of(nonce: str) -> str:
    """The part of a link that opens: 43 characters for 256 bits."""
    made = salted_hmac("ieg.copy-link", nonce, algorithm="sha256").digest()
    return urlsafe_b64encode(made).decode().rstrip("=")


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def link_of(message: CopyMessage) -> str:
    """The path that a message names.

    Raises ValueError when the site's secret key is another than when it was made.
    """
    token = token_of(message.nonce)
    if digest_of(token) != message.link_digest:
        raise ValueError("The secret key of the site has changed since.")
    return reverse("decisions:copy", args=[token])


def opened(token: str, sha256: str = "") -> CopyMessage | LinkRefused:
    """The message whose link this is, with its copy; or why it opens nothing.

    `sha256` is the document that is asked for; a link opens one and no other. A
    refusal is logged, without the token.
    """
    message = (
        CopyMessage.objects.filter(link_digest=digest_of(token))
        .select_related(
            "entry__member",
            "entry__distribution__statement",
            "entry__distribution__copy__version",
        )
        .defer(
            "entry__distribution__copy__pdf",
            "entry__distribution__copy__chain",
            "entry__distribution__copy__version__content",
        )
        .first()
    )
    refused = _refusal(message, sha256, clock.now())
    if refused or message is None:
        refused = refused or UNKNOWN
        about = f" (message {message.pk})" if message else ""
        logger.warning("A personal link was refused: %s%s", refused.kind, about)
        return refused
    return message


def _refusal(
    message: CopyMessage | None, sha256: str, now: datetime
) -> LinkRefused | None:
    if message is None:
        return UNKNOWN
    entry = message.entry
    if sha256 and sha256 != entry.distribution.copy.sha256:
        return OTHER
    if message.link_expires_at <= now:
        return EXPIRED
    if not entry.member.is_active or entry.last_state.status == CopyStatus.LEFT:
        return CLOSED
    return None


def standing(statement_pk: int) -> Distribution | None:
    """The distribution of the final copy that stands, if there is one."""
    return (
        Distribution.objects.filter(
            statement=statement_pk, copy__superseded_by__isnull=True
        )
        .select_related("copy__version", "certificate", "made_by")
        .defer("copy__pdf", "copy__chain", "copy__version__content")
        .order_by("-pk")
        .first()
    )
