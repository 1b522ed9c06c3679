"""Minutes: drafted, confirmed at a later meeting; and corrections of decisions."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from decisions.authority import council_day
from decisions.models import (
    Decision,
    DecisionCorrection,
    Meeting,
    MeetingRecord,
    MinutesConfirmation,
    WordingFinding,
)
from decisions.models.corrections import PARTICULARS, particulars, standing
from decisions.permissions import Perm
from decisions.states import MeetingPart
from iegtracker import clock
from iegtracker.errors import BadInput, DomainError, NotAllowed, Stale, WrongState
from iegtracker.ledger.record import record
from iegtracker.people.models import User
from statements.actions.wording import said
from statements.models import Statement

from .locking import locked_statement
from .proceedings import (
    ask_meeting,
    held_refusal,
    latest_record,
    locked_meeting,
    new_edition,
    require_held,
)

LONGEST_MINUTES = 100_000


@dataclass(frozen=True)
class CorrectionGiven:
    """What the record of a decision is to say. Reasons, alternatives and interests
    that are not given stand as they are."""

    decision: Decision
    wording: str
    minute_number: str = ""
    reasons: str = ""
    alternatives: str = ""
    interests: str = ""


@transaction.atomic
def record_minutes(
    meeting: Meeting, *, text: str, seen: int | None = None, by: User
) -> MeetingRecord:
    """Record draft minutes, or another edition of them."""
    ask_meeting(by)
    require_held(meeting)
    text = said(text, "text", required="Enter the minutes.", longest=LONGEST_MINUTES)
    drafted = new_edition(meeting, MeetingPart.MINUTES, text=text, seen=seen, by=by)
    record(
        "minutes.recorded",
        about=meeting,
        by=by,
        rows=(drafted,),
        edition=drafted.edition,
    )
    return drafted


@transaction.atomic
def confirm_minutes(
    meeting: Meeting,
    *,
    at: Meeting,
    text: str,
    corrections: str,
    signed_by: str,
    decisions: Sequence[CorrectionGiven] = (),
    seen: int | None = None,
    by: User,
) -> MinutesConfirmation:
    """Record that a later meeting of the body confirmed the minutes, as corrected.

    A decision whose wording or minute number differs is corrected by a new row.
    Raises WrongState without draft minutes, or when they have been confirmed; BadInput
    for a meeting of another body, an earlier one, or one to come.
    """
    _lock_statements(decisions)
    locked_meeting(meeting)
    if error := confirmation_refusal(meeting, by):
        raise error
    if at.body_id != meeting.body_id or at.held_on <= meeting.held_on:
        raise BadInput("Choose a later meeting of the same body.", field="at")
    if at.held_on > clock.today():
        raise BadInput("That meeting is still to come.", field="at")
    if any(one.decision.meeting_id != meeting.pk for one in decisions):
        raise BadInput("That decision was taken at another meeting.")
    text = said(text, "text", required="Enter the minutes.", longest=LONGEST_MINUTES)
    corrections = said(
        corrections,
        "corrections",
        required="Enter what was corrected; enter “None” where nothing was.",
    )
    draft = latest_record(meeting, MeetingPart.MINUTES)
    if draft is None or (seen is not None and seen != draft.edition):
        raise Stale("Somebody recorded another edition just now. Read it first.")
    rows: list[MeetingRecord | DecisionCorrection] = []
    if text != draft.text:
        draft = new_edition(meeting, MeetingPart.MINUTES, text=text, seen=None, by=by)
        rows.append(draft)
    confirmation = MinutesConfirmation.objects.create(
        meeting=meeting,
        minutes=draft,
        confirmed_at=at,
        corrections=corrections,
        signed_by=said(
            signed_by, "signed_by", required="Enter who signed them.", longest=200
        ),
        recorded_by=by,
        recorded_at=clock.now(),
    )
    reason = f"As confirmed at {at}. {corrections}"
    for one in decisions:
        if row := _correction(one, reason=reason, confirmation=confirmation, by=by):
            rows.append(row)
    record(
        "minutes.confirmed",
        about=meeting,
        by=by,
        rows=(confirmation, *rows),
        at=str(at),
    )
    return confirmation


@transaction.atomic
def correct_decision(
    decision: Decision,
    *,
    wording: str,
    minute_number: str,
    reasons: str = "",
    alternatives: str = "",
    interests: str = "",
    reason: str,
    seen: int | None = None,
    by: User,
) -> DecisionCorrection:
    """Correct the record of a decision by another row; what was recorded stays.

    A changed wording keeps the text from being cleared until another clerk has found
    that what the program enforces still stands. `seen` is how many corrections the
    clerk had read. Raises BadInput when nothing would change, Stale, NotAllowed.
    """
    given = CorrectionGiven(
        decision, wording, minute_number, reasons, alternatives, interests
    )
    _lock_statements([given])
    if error := correction_refusal(by):
        raise error
    if seen is not None and seen != decision.corrections.count():
        raise Stale("Somebody corrected this decision just now. Read it first.")
    reason = said(reason, "reason", required="Enter why it is corrected.")
    row = _correction(given, reason=reason, confirmation=None, by=by)
    if row is None:
        raise BadInput("That is what the record says already.", field="wording")
    record("decision.corrected", about=decision, by=by, rows=(row,))
    return row


@transaction.atomic
def record_wording_finding(
    correction: DecisionCorrection, *, stands: bool, reason: str, by: User
) -> WordingFinding:
    """A second clerk finds whether what the program enforces still stands.

    Raises NotAllowed for the clerk who recorded the correction, WrongState when the
    wording has been corrected again or a finding is on the record.
    """
    locked_statement(_statement_of(correction.decision))
    if error := finding_refusal(correction, by):
        raise error
    finding = WordingFinding.objects.create(
        correction=correction,
        stands=stands,
        reason=said(reason, "reason", required="Enter the reason for your finding."),
        corrected_by=correction.recorded_by,
        found_by=by,
        found_at=clock.now(),
    )
    record("decision.wording_found", about=finding, by=by, stands=stands)
    return finding


def confirmation_refusal(meeting: Meeting, user: User) -> DomainError | None:
    """Why this person may not confirm the minutes of a meeting now, or None."""
    if error := held_refusal(meeting, user):
        return error
    if latest_record(meeting, MeetingPart.MINUTES) is None:
        return WrongState("No minutes of this meeting have been recorded yet.")
    confirmed = MinutesConfirmation.objects.filter(meeting=meeting).first()
    if confirmed:
        day = council_day(confirmed.confirmed_at.held_on)
        return WrongState(f"The minutes were confirmed on {day}.")
    return None


def drafting_refusal(meeting: Meeting, user: User) -> DomainError | None:
    """Why attendance, interests or minutes cannot be recorded now, or None."""
    if error := held_refusal(meeting, user):
        return error
    if MinutesConfirmation.objects.filter(meeting=meeting).exists():
        return WrongState("The minutes of this meeting have been confirmed.")
    return None


def correction_refusal(user: User) -> NotAllowed | None:
    """Why this person may not correct the record of a decision, or None."""
    if not user.holds(Perm.RECORD_DECISION):
        return NotAllowed(f"{user} may not correct decisions.")
    return None


def finding_refusal(correction: DecisionCorrection, user: User) -> DomainError | None:
    """Why this person may not record a finding on a correction, or None."""
    if not user.holds(Perm.RECORD_DECISION):
        return NotAllowed(f"{user} may not record findings.")
    if user.pk == correction.recorded_by_id:
        return NotAllowed(
            "Another clerk must record this: it takes a second person to find that "
            "what the program enforces still stands."
        )
    if WordingFinding.objects.filter(correction=correction).exists():
        return WrongState("A finding on this correction has been recorded already.")
    if standing(correction.decision).correction != correction.pk:
        return WrongState(
            "This is not the wording that stands: it did not change the wording, or "
            "the wording has been corrected again."
        )
    return None


def _lock_statements(given: Sequence[CorrectionGiven]) -> None:
    """A correction may close the gate of its statement, so it waits for its lock."""
    about = {_statement_of(one.decision).pk: one for one in given}
    for key in sorted(about):
        locked_statement(_statement_of(about[key].decision))


def _statement_of(decision: Decision) -> Statement:
    return decision.recommendation.tabling.report.about


def _correction(
    given: CorrectionGiven,
    *,
    reason: str,
    confirmation: MinutesConfirmation | None,
    by: User,
) -> DecisionCorrection | None:
    """The row that says what differs from what stands now; None when nothing does."""
    decision = Decision.objects.get(pk=given.decision.pk)
    now = standing(decision)
    stands = {
        "wording": now.wording,
        "minute_number": now.minute_number,
        **particulars(decision),
    }
    told = {
        "wording": said(given.wording, "wording", required="Enter what was resolved."),
        "minute_number": said(given.minute_number, "minute_number", longest=20),
        **{name: said(getattr(given, name), name) for name in PARTICULARS},
    }
    if now.minute_number and not told["minute_number"]:
        raise BadInput(
            "Enter the minute number. One that is on the record is corrected, not "
            "taken away.",
            field="minute_number",
        )
    changed = {
        name: text for name, text in told.items() if text not in ("", stands[name])
    }
    if not changed:
        return None
    return DecisionCorrection.objects.create(
        decision=decision,
        number=decision.corrections.count() + 1,
        **changed,
        reason=reason,
        confirmation=confirmation,
        recorded_by=by,
        recorded_at=clock.now(),
    )
