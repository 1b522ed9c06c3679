"""Sending the final copy to all members, and what is recorded of it by hand."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from decisions import links
from decisions.authority import council_day
from decisions.models import (
    CopyMessage,
    CopyState,
    Distribution,
    DistributionCertificate,
    RollEntry,
)
from decisions.notices.people import in_roles
from decisions.states import CopyStatus
from decisions.transitions import (
    AGAIN,
    BOUNCE,
    CERTIFY,
    DISTRIBUTE,
    DOWNLOAD,
    LEFT,
    PAPER,
    UNKNOWN,
)
from iegtracker import clock
from iegtracker.errors import BadInput, DomainError, NotReady
from iegtracker.ledger.record import head, record
from iegtracker.people.models import User
from iegtracker.people.roles import Role
from iegtracker.workflow import Transition, advance, refusal
from statements.access import published_copy
from statements.actions.wording import said
from statements.models import Statement

from .delivering import deliver_copies
from .locking import locked_statement

LONGEST_NOTE = 300


@transaction.atomic
def distribute(statement: Statement, *, by: User) -> Distribution:
    """Fix the roll of members as it is now, and begin to send each the final copy.

    The messages go out in the background. Raises NotReady when nobody is a member, or
    when this final copy has been distributed; WrongState, NotAllowed.
    """
    statement = locked_statement(statement)
    if error := refusal(DISTRIBUTE, statement, by):
        raise error
    if error := already_distributed(statement, links.standing(statement.pk)):
        raise error
    copy = published_copy(statement)
    members = in_roles(Role.MEMBER)
    if copy is None or not members:
        raise NotReady("There is nobody on the roll of members.")
    now = clock.now()
    made = Distribution.objects.create(
        statement=statement,
        copy=copy,
        cut_off_at=now,
        roll_size=len(members),
        made_by=by,
    )
    entries = RollEntry.objects.bulk_create(
        RollEntry(
            distribution=made,
            number=number,
            member=member,
            name=member.name,
            email=member.email,
        )
        for number, member in enumerate(members, start=1)
    )
    addresses = {entry.pk: entry.email for entry in entries}
    messages = _messages(entries, addresses, {}, now, by=by)
    states = CopyState.objects.bulk_create(
        CopyState(
            entry_id=message.entry_id,
            number=1,
            status=CopyStatus.TO_SEND,
            message=message,
            by=by,
            at=now,
        )
        for message in messages
    )
    advance(
        DISTRIBUTE,
        statement,
        by=by,
        rows=(made, *entries, *messages, *states),
        told={"members": len(entries), "sha256": copy.sha256},
    )
    deliver_copies.enqueue(made.pk)
    return made


def already_distributed(
    statement: Statement, found: Distribution | None
) -> NotReady | None:
    """Why the copy that stands is not sent to a roll of members, or None. `found` is
    the distribution of that copy."""
    if statement.imported:
        return NotReady(f"{statement} was imported: its members had it on paper.")
    if found is None:
        return None
    day = council_day(timezone.localdate(found.cut_off_at))
    return NotReady(
        f"The final copy was sent to {found.roll_size} members on {day}. Those who do "
        "not have it can be sent it again."
    )


def send_again(entries: Sequence[RollEntry], *, by: User) -> list[CopyState]:
    """Send members another message with another link, to the address of today.

    The one before stays open: a member may find it first.
    """
    return _by_hand(AGAIN, entries, "", by=by)


def record_bounce(
    entries: Sequence[RollEntry], *, note: str, by: User
) -> list[CopyState]:
    """Record that messages came back after a server had taken them."""
    return _by_hand(BOUNCE, entries, note, by=by)


def record_paper_copy(
    entries: Sequence[RollEntry], *, note: str, by: User
) -> list[CopyState]:
    """Record that members were given the final copy on paper; the note says how."""
    return _by_hand(PAPER, entries, note, by=by)


def record_left_office(
    entries: Sequence[RollEntry], *, note: str, by: User
) -> list[CopyState]:
    """Record that members have left office since the cut-off. Their links close."""
    return _by_hand(LEFT, entries, note, by=by)


def mark_not_known(
    entries: Sequence[RollEntry], *, note: str, by: User
) -> list[CopyState]:
    """Record that it is not known whether copies arrived; corrects what was recorded
    by hand before."""
    return _by_hand(UNKNOWN, entries, note, by=by)


@transaction.atomic
def _by_hand(
    step: Transition, entries: Sequence[RollEntry], note: str, *, by: User
) -> list[CopyState]:
    """One step for several members of one roll: all of them, or none."""
    if not entries:
        raise BadInput("Select at least one member.", field="members")
    distribution = entries[0].distribution
    statement = locked_statement(distribution.statement)
    if step is AGAIN and links.standing(statement.pk) != distribution:
        raise NotReady("This copy has been superseded: send members the new one.")
    rows = list(
        distribution.entries.filter(pk__in=[entry.pk for entry in entries])
        .as_it_stands()
        .annotate(last_number=Max("states__number"))
        .select_related("member")
    )
    for row in rows:
        if error := step_refusal(step, row, by):
            raise error
    if step is not AGAIN:
        note = said(note, "note", required="Say how it is known.", longest=LONGEST_NOTE)
    now = clock.now()
    messages = {}
    if step is AGAIN:
        addresses = {row.pk: row.member.email for row in rows}
        numbers = dict(
            RollEntry.objects.filter(pk__in=addresses).values_list(
                "pk", Count("messages")
            )
        )
        made = _messages(rows, addresses, numbers, now, by=by)
        messages = {message.entry_id: message for message in made}
    states = CopyState.objects.bulk_create(
        CopyState(
            entry=row,
            number=row.last_number + 1,
            status=str(step.target),
            message=messages.get(row.pk),
            note=note,
            by=by,
            at=now,
        )
        for row in rows
    )
    record(
        step.event,
        about=distribution,
        by=by,
        rows=(*messages.values(), *states),
        members=[row.name for row in rows],
        note=note,
    )
    if step is AGAIN:
        deliver_copies.enqueue(distribution.pk)
    return states


def step_refusal(step: Transition, entry: RollEntry, by: User) -> DomainError | None:
    """Why a step is closed for a member's copy now, or None."""
    return refusal(step, entry, by)


def distribution_refusal(step: Transition, by: User) -> DomainError | None:
    """Why a step of any copy is closed to this person, or None."""
    return None if by.holds(str(step.permission)) else refusal(step, RollEntry(), by)


def _messages(
    entries: Sequence[RollEntry],
    addresses: dict[int, str],
    sent_before: dict[int, int],
    now: datetime,
    *,
    by: User,
) -> list[CopyMessage]:
    """A message with a link of its own for each; not sent yet."""
    ends = now + timedelta(days=settings.IEG_COPY_LINK_DAYS)
    ledger_head = head()
    rows = []
    for entry in entries:
        nonce = links.new_nonce()
        rows.append(
            CopyMessage(
                entry=entry,
                number=sent_before.get(entry.pk, 0) + 1,
                email=addresses[entry.pk],
                nonce=nonce,
                link_digest=links.digest_of(links.token_of(nonce)),
                link_expires_at=ends,
                ledger_head=ledger_head,
                made_by=by,
                made_at=now,
            )
        )
    return CopyMessage.objects.bulk_create(rows)


def record_download(
    entry: RollEntry, *, message: CopyMessage | None = None, by: User | None = None
) -> CopyState | None:
    """Record that a member fetched the file: by the link of a message, or signed in.

    The first time counts; None when it is known already, or the member has left. What
    is known already takes no lock: a file may be fetched in many parts.
    """
    if entry.last_state.status not in DOWNLOAD.sources:
        return None
    return _downloaded(entry, message, by=by)


@transaction.atomic
def _downloaded(
    entry: RollEntry, message: CopyMessage | None, *, by: User | None
) -> CopyState | None:
    distribution = entry.distribution
    locked_statement(distribution.statement)
    last = entry.last_state
    if last.status not in DOWNLOAD.sources:
        return None
    state = CopyState.objects.create(
        entry=entry,
        number=last.number + 1,
        status=str(DOWNLOAD.target),
        message=message,
        by=by,
        at=clock.now(),
    )
    record(
        DOWNLOAD.event,
        about=entry,
        by=by,
        rows=(state,),
        how="signed in" if by else "personal link",
        sha256=distribution.copy.sha256,
    )
    return state


@transaction.atomic
def certify_distribution(statement: Statement, *, by: User) -> DistributionCertificate:
    """Certify that everybody on the roll has the final copy, or has left office.

    A message that a server took is no proof, so *sent* does not count: *downloaded*
    and *paper copy* do. Raises NotReady while a member is in another state, and when
    it was certified before; WrongState, NotAllowed.
    """
    statement = locked_statement(statement)
    if error := refusal(CERTIFY, statement, by):
        raise error
    distribution = links.standing(statement.pk)
    if error := certifying_refusal(distribution):
        raise error
    if distribution is None:
        raise LookupError("There is no distribution to certify.")
    counts = counted(distribution)
    copy = distribution.copy
    certificate = DistributionCertificate.objects.create(
        distribution=distribution,
        downloaded=counts[CopyStatus.DOWNLOADED],
        on_paper=counts[CopyStatus.PAPER],
        left_office=counts[CopyStatus.LEFT],
        sha256=copy.sha256,
        certified_by=by,
        certified_at=clock.now(),
    )
    advance(
        CERTIFY,
        statement,
        by=by,
        rows=(certificate,),
        told={
            "members": certificate.members,
            "roll": distribution.roll_size,
            "downloaded": certificate.downloaded,
            "paper copy": certificate.on_paper,
            "left office": certificate.left_office,
            "sha256": copy.sha256,
        },
    )
    return certificate


def certifying_refusal(distribution: Distribution | None) -> NotReady | None:
    """Why a distribution cannot be certified now, or None."""
    if distribution is None:
        return NotReady("The final copy has not been sent to members yet.")
    if hasattr(distribution, "certificate"):
        return NotReady("The distribution has been certified already.")
    left = distribution.entries.unsettled().count()
    if left:
        members = "1 member" if left == 1 else f"{left} members"
        return NotReady(
            f"It is not certain yet that {members} of {distribution.roll_size} have "
            "the final copy."
        )
    return None


def counted(distribution: Distribution) -> Counter[str]:
    """How many copies are in each state."""
    rows = distribution.entries.as_it_stands().values_list("status", flat=True)
    return Counter(rows.order_by())
