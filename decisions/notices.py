"""Mail: what waits for a signer, and the receipt of a signature. Sent after commit."""

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from iegtracker import clock
from iegtracker.ledger.record import head
from iegtracker.people.models import User

from .authority import council_day, holders
from .models import SigningRound, SignOff


def tell_signers(signing_round: SigningRound) -> None:
    """Ask everyone who can sign the round, after the transaction."""
    change = signing_round.change
    statement = change.statement
    offices = [row.office for row in signing_round.delegation.offices.all()]
    link = settings.IEG_SITE_URL + reverse(
        "decisions:sign", args=[statement.round, change.number]
    )
    due = council_day(statement.due)
    for appointment in holders(offices, clock.today()).values():
        _send(
            appointment.person,
            f"{statement.title}: please sign {change} by {due}",
            f"{str(change).capitalize()} of {statement.title} waits for you as "
            f"{appointment.office}.\n\n"
            f"Why: {signing_round.reason}\n\n"
            f"Read it and answer here: {link}\n\n"
            f"The statement is due on {due}.\n",
        )


def tell_office(signoff: SignOff) -> None:
    """Tell who proposed a change that it came back, and why, after the transaction."""
    signing_round = signoff.signing_round
    change = signing_round.change
    link = settings.IEG_SITE_URL + reverse(
        "decisions:change", args=[change.statement.round, change.number]
    )
    verdict = signoff.get_verdict_display().lower()
    _send(
        signing_round.proposed_by,
        f"{change.statement.title}: {change} was {verdict}",
        f"The {signoff.office} {verdict} {change}.\n\n"
        f"What was said: {signoff.comment}\n\n{link}\n",
    )


def send_receipt(signoff: SignOff) -> None:
    """Send the signer what they did, with the digest and the ledger's head.

    Kept by the signer, it shows any later rewriting of the record.
    """
    change = signoff.signing_round.change
    at = timezone.localtime(signoff.at)
    _send(
        signoff.person,
        f"{change.statement.title}: your receipt for {change}",
        f"You answered {change} as {signoff.office}.\n\n"
        f"Your answer: {signoff.get_verdict_display()}\n"
        f"When: {council_day(at.date())}, {at:%H:%M}\n"
        f"Digest: {signoff.digest}\n"
        f"Ledger head: {head()}\n\n"
        "Keep this message. It can be checked against the record.\n",
    )


def _send(person: User, subject: str, body: str) -> None:
    """Mail after commit; a mail server that is down undoes nothing."""

    # A function with a name: a failure of it is logged by that name.
    def send() -> None:
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [person.email])

    transaction.on_commit(send, robust=True)
