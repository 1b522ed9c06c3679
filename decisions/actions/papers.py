"""Signatures on paper: one clerk enters the signed form, another confirms it."""

import hashlib
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from decisions.authority import (
    acting,
    appointments_for,
    council_day,
    dismissed,
    rounds_of,
    scope_refusal,
    signing_from,
    standing,
)
from decisions.models import (
    Absence,
    Change,
    Office,
    PaperSignature,
    SigningRound,
    SignOff,
)
from decisions.states import Verdict
from decisions.transitions import CONFIRM_PAPER, ENTER_PAPER
from iegtracker import clock
from iegtracker.errors import BadInput, DomainError, NotAllowed, Stale, WrongState
from iegtracker.people.models import User
from iegtracker.workflow import advance, refusal
from statements.actions.wording import said

from .locking import locked_statement
from .proposing import moved_on
from .signing import Answer, answer_change

LARGEST_SCAN = 4 * 1024 * 1024


@transaction.atomic
def enter_paper_signature(
    change: Change,
    *,
    office: Office,
    verdict: str,
    digest: str,
    interests: str,
    comment: str = "",
    signed_on: date,
    scan: bytes,
    scan_name: str,
    by: User,
) -> PaperSignature:
    """Enter what an office-holder answered on the printed form, with its scan.

    It counts once another clerk has confirmed it, and a later entry for the same
    office takes its place. Raises NotAllowed where the council forbids paper or the
    clerk wrote part of the change, Stale for a form that prints another digest or a
    text that has moved on, BadInput, WrongState.
    """
    change, signing_round = _open_round(change)
    if error := refusal(ENTER_PAPER, change, by) or paper_refusal(signing_round, by):
        raise error
    today = clock.today()
    held = appointments_for([signing_round.delegation], today)
    offices = signing_round.delegation.offices.all()
    part = next((row for row in offices if row.office_id == office.pk), None)
    acts = acting(part, held) if part else None
    if acts is None:
        raise NotAllowed(f"Nobody acts in the office of {office} in this change today.")
    found = standing(signing_round, office, acts.person, held, on=today)
    if isinstance(found, DomainError):
        raise found
    person = acts.person
    if person.pk == by.pk:
        raise NotAllowed("Somebody else must enter your signature.")
    if digest != signing_round.digest:
        raise Stale(
            "The form prints another digest than what is waiting to be signed now. "
            "Print it again.",
            field="digest",
        )
    absence = Absence.objects.get(pk=found.absence) if found.absence else None
    begun = signing_from(found.appointment, absence)
    if signed_on < begun:
        raise BadInput(
            f"{person} has acted in the office of {office} only since "
            f"{council_day(begun)}. Whoever acted before cannot sign now.",
            field="signed_on",
        )
    _check_form(signing_round, verdict, signed_on, scan)
    approves = verdict == Verdict.APPROVED
    if approves and (error := scope_refusal(signing_round)):
        raise error
    if approves and (where := moved_on(change.statement, signing_round)):
        raise Stale(
            f"The text has moved on at {where} since this was proposed, so it cannot "
            "be approved. An officer must bring it up to date, and a new form is "
            "printed."
        )
    paper = PaperSignature.objects.create(
        signing_round=signing_round,
        office=office,
        person=person,
        verdict=verdict,
        digest=digest,
        interests=said(
            interests, "interests", required="Say whether there is an interest."
        ),
        comment=said(
            comment, "comment", required="" if approves else "Enter what is wrong."
        ),
        signed_on=signed_on,
        scan=scan,
        scan_name=said(scan_name, "scan", longest=200) or "scan",
        scan_sha256=hashlib.sha256(scan).hexdigest(),
        entered_by=by,
        entered_at=clock.now(),
    )
    told = {"round": signing_round.number, "scan_sha256": paper.scan_sha256}
    advance(ENTER_PAPER, change, by=by, office=str(office), rows=(paper,), told=told)
    return paper


@transaction.atomic
def confirm_paper_signature(paper: PaperSignature, *, by: User) -> SignOff:
    """Confirm that the scan says what another clerk entered: it counts from now.

    The office-holder must still hold the office. Raises NotAllowed for one's own
    entry, part in the change, or signature; Stale when a new round has begun.
    """
    change, signing_round = _open_round(paper.signing_round.change)
    refused = (
        refusal(CONFIRM_PAPER, change, by)
        or paper_refusal(signing_round, by)
        or confirmation_refusal(paper, by)
    )
    if refused:
        raise refused
    if paper.signing_round_id != signing_round.pk:
        raise Stale("A new round of signing has begun, so this form no longer counts.")
    told = {"round": signing_round.number, "scan_sha256": paper.scan_sha256}
    office = str(paper.office)
    advance(CONFIRM_PAPER, change, by=by, office=office, told=told)
    answer = Answer(
        change,
        paper.verdict,
        paper.digest,
        paper.office,
        paper.interests,
        paper.comment,
        person=paper.person,
        by=by,
        paper=paper,
    )
    return answer_change(answer)


def paper_forbidden() -> NotAllowed | None:
    """Why nobody signs on paper here, or None: the council's own setting."""
    if settings.IEG_PAPER_SIGNATURES:
        return None
    return NotAllowed(
        "This council does not take signatures on paper. Each office-holder signs on "
        "their own account."
    )


def paper_refusal(signing_round: SigningRound, user: User) -> DomainError | None:
    """Why this clerk may have nothing to do with a signature on paper, or None."""
    if error := paper_forbidden():
        return error
    if user.pk in signing_round.author_keys:
        return NotAllowed(
            "You wrote part of this change. A clerk who wrote none of it must record "
            "its signatures."
        )
    return None


def confirmation_refusal(
    paper: PaperSignature,
    user: User,
    entries: Iterable[PaperSignature] | None = None,
) -> DomainError | None:
    """Why this clerk may not confirm what was entered, or None.

    `entries` are those of its round that nobody dismissed, with their sign-offs, where
    they have been read.
    """
    if user.pk in (paper.entered_by_id, paper.person_id):
        return NotAllowed(
            "Somebody else must confirm this: it takes two clerks, and neither is the "
            "one who signed."
        )
    if entries is None:
        rows = PaperSignature.objects.filter(
            signing_round=paper.signing_round_id, dismissal=None
        )
        entries = rows.select_related("signoff").defer("scan")
    same = [row for row in entries if row.office_id == paper.office_id]
    if any(row.pk == paper.pk and hasattr(row, "signoff") for row in same):
        return WrongState("This signature has been confirmed already.")
    if any(row.pk > paper.pk for row in same):
        return WrongState(
            "This form was entered anew since. Confirm the later entry, if it is right."
        )
    return None if paper in same else dismissed(paper=paper)


def _open_round(change: Change) -> tuple[Change, SigningRound]:
    """Lock the statement and read the round that was put last."""
    found = rounds_of(change, locked_statement(change.statement))
    if not found:
        raise WrongState(f"{change} has not been proposed.")
    return found[0].change, found[0]


def _check_form(
    signing_round: SigningRound, verdict: str, signed_on: date, scan: bytes
) -> None:
    if verdict not in Verdict.values:
        raise BadInput("Say what the form answers.", field="verdict")
    put_on = timezone.localdate(signing_round.proposed_at)
    if not put_on <= signed_on <= clock.today():
        raise BadInput(
            f"The day of signing must not be before {council_day(put_on)}, when this "
            "was proposed, or in the future.",
            field="signed_on",
        )
    if not scan:
        raise BadInput("Select the scan of the signed form.", field="scan")
    if len(scan) > LARGEST_SCAN:
        raise BadInput("The scan must be smaller than 4 MB.", field="scan")
    if not scan.startswith((b"%PDF-", b"\x89PNG", b"\xff\xd8\xff")):
        raise BadInput("The scan must be a PDF, PNG or JPEG.", field="scan")
