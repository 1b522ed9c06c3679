"""Records of decisions: published with a day and a number, corrected by a later one."""

from dataclasses import replace
from datetime import date

from django.db import transaction

from decisions.call_in import CallInTold, about, effective_day, statement_of
from decisions.models import (
    CallInRuling,
    DecisionRecord,
    DelegatedDecision,
    Endorsement,
)
from decisions.models.records import Recorded, records_of, referring_to
from decisions.numbering import next_number, pattern_for, start_of
from decisions.permissions import Perm
from decisions.records import Record, RecordTold, Stamp, decided_on, drafted, draw_up
from decisions.states import CallIn, KeyDecision
from iegtracker import clock
from iegtracker.errors import BadInput, DomainError, NotAllowed, Stale, WrongState
from iegtracker.ledger.record import head, record
from iegtracker.people.models import User, Visitor
from iegtracker.workflow import first_come
from statements.actions.wording import said

from .locking import locked_statement
from .rulings import first_published, new_ruling

_NOT_CALLED_IN = "It is not a decision of the executive."
_TAKEN = "Another record was given that number just now. Publish this one again."


@transaction.atomic
def publish_record(
    row: Recorded, told: RecordTold, *, seen: str = "", by: User
) -> DecisionRecord:
    """Publish the record of a decision: today is its day, and it is given its number.

    What it says of call-in is recorded with it, and a window begins; what another body
    resolved has none. `seen` is the digest of the draft that was read. Raises
    WrongState when it has a record, Stale, NotAllowed, BadInput.
    """
    locked_statement(statement_of(row))
    if error := record_refusal(row, by):
        raise error
    told = as_kept(told, row)
    _as_read(drafted(row, told), seen)
    today, day = clock.today(), decided_on(row)
    number, slug = _next_number(row)
    ruling = _first_ruling(row, told.call_in, by=by)
    effective = (
        ruling.effective_on if ruling else effective_day(told.call_in, day, today)
    )
    stamp = Stamp(number, 1, today, effective, head())
    value = draw_up(row, told, stamp)
    with first_come(_TAKEN):
        made = DecisionRecord.objects.create(
            **referring_to(row),
            number=number,
            slug=slug,
            edition=1,
            decided_on=day,
            content=value.canonical,
            digest=value.digest,
            published_on=today,
            published_by=by,
            published_at=clock.now(),
        )
    record(
        "decision.record_published",
        about=made,
        by=by,
        rows=(ruling,) if ruling else (),
        number=number,
        digest=value.digest,
    )
    return made


@transaction.atomic
def correct_record(
    row: Recorded, told: RecordTold, *, why: str, seen: str = "", by: User
) -> DecisionRecord:
    """Publish a further edition that supersedes a record. The earlier one stays.

    Its number and the day of publication are the first's: a window that ran from that
    day is not begun again. Raises WrongState without a record, Stale, NotAllowed,
    BadInput for what another clerk would have to confirm of call-in.
    """
    locked_statement(statement_of(row))
    if error := correction_refusal(row, by):
        raise error
    told = as_kept(told, row)
    _as_read(drafted(row, told), seen)
    why = said(why, "why", required="Enter what is corrected, and why.")
    last = records_of(row).order_by("-edition").first()
    published = first_published(row)
    if last is None or published is None:
        raise WrongState("This decision has no record yet.")
    ruling = _ruling_for(row, told.call_in, by=by)
    effective = _effective(row, told, published)
    today, edition = clock.today(), last.edition + 1
    stamp = Stamp(last.number, edition, published, effective, head(), why, today)
    value = draw_up(row, told, stamp)
    made = DecisionRecord.objects.create(
        **referring_to(row),
        number=last.number,
        slug=last.slug,
        edition=edition,
        decided_on=decided_on(row),
        content=value.canonical,
        digest=value.digest,
        correction=why,
        published_on=today,
        published_by=by,
        published_at=clock.now(),
    )
    record(
        "decision.record_corrected",
        about=made,
        by=by,
        rows=(ruling,) if ruling else (),
        number=last.number,
        digest=value.digest,
    )
    return made


def as_kept(told: RecordTold, row: Recorded) -> RecordTold:
    """The same with its words as they are kept. Raises BadInput for what is missing."""
    if told.key_decision not in KeyDecision.values:
        raise BadInput("Say whether it is a key decision.", field="key_decision")
    known = told.key_decision != KeyDecision.NOT_KNOWN
    none = "enter “None” where there was none."
    documents = [said(d, "documents", longest=300) for d in told.documents]
    return replace(
        told,
        key_reason=said(
            told.key_reason,
            "key_reason",
            required="Enter why it is, or is not, a key decision." if known else "",
        ),
        dispensation=said(
            told.dispensation,
            "dispensation",
            required=f"Enter the dispensation that was granted; {none}",
        ),
        documents=[document for document in documents if document],
        contact=said(told.contact, "contact", required="Enter whom to ask about it."),
        alternatives=said(
            told.alternatives,
            "alternatives",
            required=f"Enter the alternatives that were rejected; {none}",
        )
        if isinstance(row, DelegatedDecision)
        else "",
        call_in=_call_in_of(row, told),
    )


def _call_in_of(row: Recorded, told: RecordTold) -> CallInTold:
    """What the clerk says of call-in. It is not asked of what another body resolved:
    only a decision of the executive can be called in (Local Government Act 2000,
    section 21), and whether the executive's view of a text can is not known."""
    if isinstance(row, Endorsement):
        known = "" if told.executive else _NOT_CALLED_IN
        return CallInTold(CallIn.DOES_NOT if known else CallIn.NOT_KNOWN, known)
    reason = said(told.call_in.reason, "reason", longest=300)
    return replace(told.call_in, reason=reason)


def record_refusal(row: Recorded, user: User) -> DomainError | None:
    """Why this person may not publish a record of the decision, or None."""
    if error := publishing_refusal(user):
        return error
    if records_of(row).exists():
        return WrongState(
            "The record of this decision has been published. It can be corrected."
        )
    return None


def correction_refusal(row: Recorded, user: User) -> DomainError | None:
    """Why this person may not correct the record of the decision, or None."""
    if error := publishing_refusal(user):
        return error
    if not records_of(row).exists():
        return WrongState("This decision has no record yet. It can be published.")
    return None


def publishing_refusal(user: Visitor) -> NotAllowed | None:
    """Why this person may not publish records, or None."""
    if not user.holds(Perm.PUBLISH_RECORD):
        return NotAllowed(
            f"{user} may not publish records of decisions. Democratic services can."
        )
    return None


def _next_number(row: Recorded) -> tuple[str, str]:
    delegated = isinstance(row, DelegatedDecision)
    pattern = pattern_for(delegated=delegated)
    body = "" if isinstance(row, DelegatedDecision) else str(row.meeting.body)
    day = decided_on(row)
    start = start_of(pattern, body, day)
    rows = DecisionRecord.objects.filter(edition=1, slug__startswith=start)
    return next_number(pattern, body, day, set(rows.values_list("slug", flat=True)))


def _first_ruling(row: Recorded, told: CallInTold, *, by: User) -> CallInRuling | None:
    """What is ruled on call-in with the publication of a record."""
    if isinstance(row, Endorsement):
        return None
    return new_ruling(row, about(row), told, clock.today(), by=by)


def _effective(row: Recorded, told: RecordTold, published: date) -> date | None:
    """The first day on which it may be acted on, as call-in stands now."""
    if isinstance(row, Endorsement):
        return effective_day(told.call_in, decided_on(row), published)
    return about(row).effective_on


def _ruling_for(row: Recorded, told: CallInTold, *, by: User) -> CallInRuling | None:
    """A new ruling where a correction says something else of call-in."""
    if isinstance(row, Endorsement):
        return None
    case = about(row)
    last = case.ruling
    if last is not None and case.called_in is None and not _says(last, told):
        made = new_ruling(row, case, told, first_published(row), by=by)
        if made.waits_because:
            raise BadInput(
                f"{made.waits_because} Record it under call-in first; once it has been "
                "confirmed, the record can be corrected.",
                field="ruling",
            )
        return made
    return None


def _says(ruling: CallInRuling, told: CallInTold) -> bool:
    same_day = told.effective_on in (None, ruling.effective_on)
    return same_day and (
        ruling.ruling,
        ruling.reason,
        ruling.working_days,
        ruling.from_publication_day,
    ) == (told.ruling, told.reason, told.working_days, told.from_publication_day)


def _as_read(draft: Record, seen: str) -> None:
    if seen and draft.digest != seen:
        raise Stale("The draft is not what you read. Read it again, then publish it.")
