"""Whether the record still holds what a receipt says."""

from dataclasses import dataclass

from decisions.models import Notice
from iegtracker.ledger.models import Event
from iegtracker.ledger.receipts import kept
from iegtracker.people.models import User


@dataclass(frozen=True)
class Checked:
    """`event` is what the receipt speaks of; nothing where the ledger does not hold
    it. What happened is told only where `is_told`."""

    receipt: str
    event: Event | None
    is_head: bool
    is_told: bool


def checked(receipt: str, user: User) -> Checked:
    """Whoever has a whole hash was sent it, or read it, so that everybody may learn
    whether it is still there. Which act it was is told to those who read the whole
    ledger, to its actor, and to whom it was sent."""
    found = kept(receipt)
    if found is None:
        return Checked(receipt, None, is_head=False, is_told=False)
    event = found.event
    is_told = (
        user.holds("ledger.view_event")
        or event.actor_id == user.pk
        or Notice.objects.filter(person=user, text__contains=receipt).exists()
    )
    return Checked(receipt, event, found.is_head, is_told)
