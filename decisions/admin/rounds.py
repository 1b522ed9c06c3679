"""What the steps of a change ask first, and the round that was put last."""

from collections.abc import Callable

from decisions.models import Change, SigningRound
from iegtracker.errors import DomainError, NotAllowed
from iegtracker.people.models import User
from iegtracker.workflow import Transition, refusal

Refusal = Callable[[Change, User], DomainError | None]


def step_refusal(transition: Transition, final: Transition | None = None) -> Refusal:
    """A final approval is taken back by a line of its own, or not at all."""

    def ask(change: Change, user: User) -> DomainError | None:
        if change.is_final and final is None:
            return NotAllowed("A final approval has no text of its own.")
        return refusal(final if change.is_final and final else transition, change, user)

    return ask


def latest_round(change: Change) -> SigningRound | None:
    """The round put last, read once for all that a page says of the change."""
    if "_latest" not in change.__dict__:
        rows = change.rounds.select_related("delegation", "version")
        rows = rows.prefetch_related("delegation__offices")
        change.__dict__["_latest"] = rows.order_by("-number").first()
    return change.__dict__["_latest"]
