"""Proof, from stored bytes, that no word of a text lacks an authority.

The text equals the version that the body had decided on, plus patches, each with a
decision that itself amends or a change completed under a delegation. The first break
is named.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from iegtracker.ledger.verification import UNREADABLE
from statements.document import Conflict, Document, IllFormed
from statements.models import Statement, Version

from .authority import digest_of, is_complete, signing_from, source_problems
from .casefile import CaseFile, open_file
from .materiality import why_material
from .models import (
    Authority,
    Decision,
    DelegatedOffice,
    SigningRound,
    SignOff,
    Tabling,
)
from .states import (
    TURNED_BACK,
    ChangeStatus,
    Means,
    Mode,
    Outcome,
    Part,
    Scope,
    Verdict,
)


@dataclass(frozen=True)
class Coverage:
    """What the proof found: how many steps it followed, and where it broke."""

    holds: bool
    sentence: str
    decisions: int = 0
    changes: int = 0
    decided: Version | None = None


def coverage(statement: Statement, file: CaseFile | None = None) -> Coverage:
    """Recompute the proof for the current text."""
    if statement.imported:
        return Coverage(False, "Approved before this system; not proved here.")
    try:
        file = file or open_file(statement)
        return _proof(file, file.decisions, file.versions)
    except UNREADABLE as error:
        return Coverage(False, f"Not proved: a stored value cannot be read ({error}).")


def coverage_of(
    version: Version, file: CaseFile, decisions: Sequence[Decision]
) -> Coverage:
    """The proof for an earlier text, which rested on the decisions made by then."""
    until = [row for row in file.versions if row.number <= version.number]
    try:
        return _proof(file, decisions, until)
    except UNREADABLE as error:
        return Coverage(False, f"Not proved: a stored value cannot be read ({error}).")


def _proof(
    file: CaseFile, decisions: Sequence[Decision], versions: Sequence[Version]
) -> Coverage:
    if not decisions:
        return Coverage(False, "No body has decided on this text yet.")
    tabling = decisions[-1].recommendation.tabling
    on_it = [d for d in decisions if d.recommendation.tabling_id == tabling.pk]
    if any(decision.outcome in TURNED_BACK for decision in on_it):
        return Coverage(False, "The text was put to a body, which did not agree to it.")
    decided = tabling.appendix
    by_decision = by_change = 0
    if decided.digest != _stored_digest(decided):
        return _broken(decided, "its bytes are not the ones that were decided on")
    if decided.paper_id != file.statement.pk:
        return _broken(decided, "it is a version of another paper")
    document, before = decided.document, decided
    for version in (v for v in versions if v.number > decided.number):
        if version.digest != _stored_digest(version):
            return _broken(version, "its bytes do not have the digest recorded")
        authority = getattr(version, "proven_authority", None)
        if authority is None:
            return _broken(version, "no decision or change stands behind it")
        if problem := next(_problems(authority, document, before, version), None):
            return _broken(version, problem)
        by_decision += authority.decision_id is not None
        by_change += authority.signing_round_id is not None
        document, before = version.document, version
    sentence = _sentence(tabling, by_decision, by_change)
    return Coverage(True, sentence, by_decision, by_change, decided)


def _stored_digest(version: Version) -> str:
    return Document.hash_of(bytes(version.content))


def _broken(version: Version, problem: str) -> Coverage:
    return Coverage(False, f"Version {version.number} is not proved: {problem}.")


def _sentence(tabling: Tabling, decisions: int, changes: int) -> str:
    parts = []
    if decisions:
        parts.append(f"{decisions} amendment{'s'[: decisions > 1]} by decision")
    if changes:
        parts.append(f"{changes} signed change{'s'[: changes > 1]}")
    body = tabling.report.meeting.body
    rest = f" plus {' and '.join(parts)}" if parts else ", unchanged"
    return f"Proved: the text is the version put to {body}{rest}."


def _problems(
    authority: Authority, document: Document, before: Version, version: Version
) -> Iterator[str]:
    if authority.decision is not None:
        decision = authority.decision
        yield from _outcome_problems(decision, version)
        patch = decision.amendment
    elif authority.signing_round is not None:
        yield from signing_problems(authority.signing_round)
        patch = authority.signing_round.difference
    else:
        yield "its authority is neither a decision nor a change"
        return
    try:
        if patch.apply(document).canonical != bytes(version.content):
            yield f"it is not version {before.number} with the patch that was agreed"
    except (Conflict, IllFormed):
        yield f"what was agreed does not fit version {before.number}"


def _outcome_problems(decision: Decision, version: Version) -> Iterator[str]:
    if decision.recommendation.tabling.report.about_id != version.paper_id:
        yield "the decision is about another statement"
    if decision.outcome != Outcome.AMENDED or not decision.amendment:
        yield "the decision amends nothing"


def signing_problems(
    signing_round: SigningRound, *, voided: bool = False
) -> Iterator[str]:
    """What is wrong with a completed round: digest, offices, persons, scope, mode.

    `voided` allows a final approval that has been made void since.
    """
    change, delegation = signing_round.change, signing_round.delegation
    name = f"{change}, round {signing_round.number}"
    complete = [ChangeStatus.APPLIED, *[ChangeStatus.WITHDRAWN] * voided]
    if change.status not in complete:
        yield f"{name} is {change.get_status_display().lower()}"
    if delegation.statement_id != change.statement_id:
        yield f"{name} stands under a delegation for another statement"
    for problem in source_problems(delegation):
        yield f"{name} stands under a power that does not hold: {problem}"
    if digest_of(signing_round) != signing_round.digest:
        yield f"{name} is not what its digest says"
    if not is_complete(signing_round):
        yield f"{name} lacks a signature"
    yield from _scope_problems(signing_round, name)
    signoffs = list(signing_round.signoffs.all())
    if len({s.person_id for s in signoffs}) < len(signoffs):
        yield f"one person signed {name} for two offices"
    parts = {row.office_id: row for row in delegation.offices.all()}
    for signoff in signoffs:
        yield from _signature_problems(
            signoff, signing_round, parts.get(signoff.office_id), name
        )
    deciders = [s for s in signoffs if _decides(parts.get(s.office_id))]
    people = {s.person_id for s in deciders}
    if not change.is_final and people <= signing_round.author_keys:
        yield f"everyone who approved {name} had written part of it"
    if delegation.mode != Mode.JOINT and len(people) != 1:
        yield f"{name} was not decided by one office"
    views = [s.at for s in signoffs if s not in deciders]
    if any(s.at < view for s in deciders for view in views):
        yield f"{name} was decided before every view was given"


def _decides(part: DelegatedOffice | None) -> bool:
    return part is not None and part.part == Part.DECIDES


def _scope_problems(signing_round: SigningRound, name: str) -> Iterator[str]:
    """A final approval has no patch, so that it suits every scope."""
    scope = signing_round.delegation.scope
    if scope == Scope.ANY or signing_round.change.is_final:
        return
    material = signing_round.is_material or bool(
        why_material(signing_round.version.document, signing_round.difference)
    )
    if scope == Scope.MINOR and material:
        yield f"{name} is material, and the delegation is for minor changes"
    if scope == Scope.MATERIAL and not material:
        yield f"{name} is minor, and the delegation is for material changes"


def _signature_problems(
    signoff: SignOff,
    signing_round: SigningRound,
    part: DelegatedOffice | None,
    name: str,
) -> Iterator[str]:
    delegation = signing_round.delegation
    if signoff.digest != signing_round.digest:
        yield f"{signoff.office} signed another digest in {name}"
    if part is None:
        yield f"{signoff.office} has no part in the delegation behind {name}"
    if signoff.verdict != Verdict.APPROVED and (part is None or _decides(part)):
        yield f"{signoff.office} did not approve {name}"
    if hasattr(signoff, "withdrawal"):
        yield f"{signoff.office} took its signature of {name} back"
    day = timezone.localdate(signoff.at)
    if day < delegation.starts_on or (delegation.until and day > delegation.until):
        yield f"{signoff.office} signed {name} outside the delegation's dates"
    end = getattr(delegation, "end", None)
    if end and signoff.at > end.recorded_at:
        yield f"{signoff.office} signed {name} after the delegation had ended"
    if not _held(signoff, part, day):
        yield f"the signer for {signoff.office} in {name} did not hold the office"
    if signoff.means == Means.ON_PAPER:
        yield from _paper_problems(signoff, signing_round, name)


def _held(signoff: SignOff, part: DelegatedOffice | None, day: date) -> bool:
    """Whether the appointment was in force on the day: to the office itself, or to
    its substitute during an absence that had been recorded."""
    appointment, absence = signoff.appointment, signoff.absence
    end = getattr(appointment, "end", None)
    in_force = (
        appointment.person_id == signoff.person_id
        and appointment.starts_on <= day
        and (end is None or day <= end.ends_on)
    )
    if absence is None:
        return in_force and appointment.office_id == signoff.office_id
    back = getattr(absence, "end", None)
    was_away = (
        absence.office_id == signoff.office_id
        and absence.recorded_at <= signoff.at
        and absence.starts_on <= day
        and (absence.until is None or day <= absence.until)
        and (back is None or day < back.ended_on or signoff.at < back.recorded_at)
    )
    substitute = part.substitute_id if part else None
    return in_force and was_away and appointment.office_id == substitute


def _paper_problems(
    signoff: SignOff, signing_round: SigningRound, name: str
) -> Iterator[str]:
    paper = signoff.paper
    if paper is None:
        yield f"no form stands behind the signature on paper in {name}"
        return
    same = (
        paper.signing_round_id == signoff.signing_round_id
        and paper.office_id == signoff.office_id
        and paper.person_id == signoff.person_id
        and paper.verdict == signoff.verdict
        and paper.digest == signoff.digest
    )
    if not same:
        yield f"the form behind {signoff.office}'s signature in {name} says otherwise"
    if hasattr(paper, "dismissal"):
        yield f"the form behind {signoff.office}'s signature in {name} was dismissed"
    if paper.signed_on < signing_from(signoff.appointment, signoff.absence):
        yield f"{signoff.person} signed the form for {name} before acting in the office"
    clerks = {paper.entered_by_id, signoff.confirmed_by_id}
    if len(clerks) < 2 or clerks & {signoff.person_id, *signing_round.author_keys}:
        yield f"the signature on paper in {name} was not entered by two others"
