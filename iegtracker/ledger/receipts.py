"""Receipts: the ledger heads and digests that were sent to people, looked up again."""

import re
from dataclasses import dataclass

from .models import Event

_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Kept:
    """The event that a receipt speaks of: it is the head, or it names the digest."""

    event: Event
    is_head: bool

    @property
    def words(self) -> str:
        place = "the ledger's head after" if self.is_head else "a digest named by"
        return f"{place} event {self.event.position}"


def kept(receipt: str) -> Kept | None:
    """What the ledger holds of a receipt's hash, or None: then it was rewritten, or
    the receipt is not of this record, or what was given is no hash."""
    receipt = "".join(receipt.split()).lower()
    if not _HASH.fullmatch(receipt):
        return None
    head = Event.objects.filter(hash=receipt).first()
    if head:
        return Kept(head, is_head=True)
    named = Event.objects.filter(data__contains=f'"{receipt}"').order_by("position")
    event = named.first()
    return Kept(event, is_head=False) if event else None
