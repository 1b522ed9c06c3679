"""The background task that sends members their copies.

Each message is claimed before it is sent, and what became of it is recorded before the
next one is taken. So a worker that is killed leaves one copy *sending*; when its claim
has lapsed the same message goes out again, under the same Message-ID.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q

from decisions.models import CopyState, Distribution, RollEntry
from decisions.notices.copies import copy_mail
from decisions.notices.posting import Answer, Fate, Post
from decisions.states import CopyStatus
from decisions.transitions import BEGIN, LAPSE, LOST, PUT_OFF, REFUSED, SENT
from iegtracker import clock
from iegtracker.background import live_tasks, task
from iegtracker.ledger.record import record
from iegtracker.workflow import Transition
from statements.models import FinalCopy

from .locking import locked_statement

logger = logging.getLogger(__name__)

# A claim that its worker did not live to honour lapses after so long. A server may
# take its time over each of some eleven answers (`posting.PATIENCE`).
CLAIM = timedelta(minutes=12)
# A task works no longer at a time, so that one that is dead is known by its age.
SLICE = timedelta(seconds=60)
# How long to wait before what was put off is tried again, and again.
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240))

_BY_FATE = {
    Fate.TAKEN: SENT,
    Fate.LATER: PUT_OFF,
    Fate.REFUSED: REFUSED,
    Fate.LOST: LOST,
    Fate.DOWN: PUT_OFF,
}


@dataclass
class Delivered:
    """What one run did, whether the server was there, and when to go on."""

    sent: int = 0
    is_down: bool = False
    next_at: datetime | None = None


@task()
def deliver_copies(distribution: int, down: int = 0) -> int:
    """Send what is to be sent of a distribution; go on later if anything is left.

    `down` counts the runs before this one that found no server.
    """
    row = Distribution.objects.select_related("statement").get(pk=distribution)
    done = deliver(row)
    if done.next_at is not None:
        down = down + 1 if done.is_down else 0
        # The queue keeps the world's time.
        when = done.next_at - clock.offset()
        if done.is_down:
            when += WAITS[min(down, len(WAITS)) - 1]
        deliver_copies.using(run_after=when).enqueue(distribution, down)
    return done.sent


def resume_distributions() -> int:
    """Give out anew what no task works on, though something is left to do."""
    waiting = (
        RollEntry.objects.to_send()
        .filter(distribution__copy__superseded_by__isnull=True)
        .values_list("distribution", flat=True)
    )
    worked_on = {args[0] for args in live_tasks(deliver_copies.module_path)}
    found = set(waiting.order_by()) - worked_on
    for key in sorted(found):
        deliver_copies.enqueue(key)
    return len(found)


def deliver(distribution: Distribution) -> Delivered:
    """Send the copies that are due, one after another, for at most a slice of time.

    Of a copy that has been superseded nothing more is sent.
    """
    done = Delivered()
    if FinalCopy.objects.filter(supersedes=distribution.copy_id).exists():
        return done
    lapse_claims(distribution)
    ends = clock.now() + SLICE
    with Post() as post:
        for key in _due(distribution):
            if clock.now() >= ends:
                break
            claim = begin_sending(key)
            if claim is None:
                continue
            answer = _handed_over(claim, post)
            record_answer(claim, answer)
            done.sent += answer.fate == Fate.TAKEN
            if answer.fate == Fate.DOWN:
                done.is_down = True
                break
    done.next_at = _next_at(distribution)
    return done


def _due(distribution: Distribution) -> list[int]:
    """The entries that may be tried now: those never tried first, and of the others
    those that have waited longest, so that none stands in the way of the rest."""
    return list(
        distribution.entries.to_send()
        .filter(status=CopyStatus.TO_SEND)
        .filter(Q(not_before__isnull=True) | Q(not_before__lte=clock.now()))
        .order_by(F("not_before").asc(nulls_first=True), "status_at", "number")
        .values_list("pk", flat=True)
    )


def _next_at(distribution: Distribution) -> datetime | None:
    """When the first of what is left may be tried; None when nothing is."""
    now = clock.now()
    rows = distribution.entries.to_send()
    moments = [
        status_at + CLAIM if status == CopyStatus.SENDING else not_before or now
        for status, status_at, not_before in rows.values_list(
            "status", "status_at", "not_before"
        )
    ]
    return max(min(moments), now) if moments else None


@transaction.atomic
def begin_sending(entry: int) -> CopyState | None:
    """Claim one copy to send it; None when somebody else has, or it is not due."""
    row = RollEntry.objects.select_related("distribution__statement").get(pk=entry)
    locked_statement(row.distribution.statement)
    last = row.last_state
    if not last.is_due(clock.now()):
        return None
    return _next(BEGIN, last)


def _handed_over(claim: CopyState, post: Post) -> Answer:
    if claim.message is None:
        raise LookupError("What is to be sent has no message.")
    try:
        mail = copy_mail(claim.message)
    except ValueError as error:
        logger.warning("Message %s cannot be written: %s", claim.message_id, error)
        return Answer(Fate.REFUSED)
    return post.hand_over(mail)


@transaction.atomic
def record_answer(claim: CopyState, answer: Answer) -> CopyState | None:
    """Record what became of a copy that was claimed.

    None when the claim has lapsed, or its member had the copy before the server's
    answer was read: what was recorded then stands.
    """
    entry = claim.entry
    locked_statement(entry.distribution.statement)
    last = entry.last_state
    if last.number != claim.number:
        return None
    step = _BY_FATE[answer.fate]
    told: dict[str, Any] = {"reply": _without_address(answer.reply, claim)}
    if answer.fate == Fate.LATER:
        # That it was put off counts; that the server was away does not.
        tried = entry.states.filter(
            message=claim.message_id, not_before__isnull=False
        ).count()
        if tried < len(WAITS):
            told["not_before"] = clock.now() + WAITS[tried]
        else:
            step = REFUSED
            told["note"] = f"The server put it off {tried + 1} times."
    if answer.fate == Fate.DOWN:
        told["reply"] = ""
    return _next(step, last, **told)


def _without_address(reply: str, claim: CopyState) -> str:
    """What a server said, as it may stand in a bundle of evidence."""
    address = claim.message.email if claim.message else ""
    return reply.replace(address, "the address") if address else reply


def _next(step: Transition, last: CopyState, **told: Any) -> CopyState:
    """The state after the last one, with its event."""
    state = CopyState.objects.create(
        entry=last.entry,
        number=last.number + 1,
        status=str(step.target),
        message=last.message,
        at=clock.now(),
        **told,
    )
    record(
        step.event,
        about=last.entry,
        by=None,
        rows=(state,),
        message=last.message_id,
        reply=state.reply,
    )
    return state


@transaction.atomic
def lapse_claims(distribution: Distribution, older_than: timedelta = CLAIM) -> int:
    """Take over what a worker began to send and did not live to record."""
    locked_statement(distribution.statement)
    rows = distribution.entries.as_it_stands().filter(
        status=CopyStatus.SENDING, status_at__lt=clock.now() - older_than
    )
    states = [
        CopyState(
            entry=row,
            number=row.last_number + 1,
            status=str(LAPSE.target),
            message_id=row.last_message,
            note="Its worker gave no answer.",
            at=clock.now(),
        )
        for row in rows.annotate(
            last_number=Max("states__number"), last_message=Max("states__message")
        )
    ]
    if states:
        CopyState.objects.bulk_create(states)
        record(
            LAPSE.event,
            about=distribution,
            by=None,
            rows=states,
            members=[state.entry.name for state in states],
        )
    return len(states)
