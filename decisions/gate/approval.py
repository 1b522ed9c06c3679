"""Whether the current text has been approved, and whether it is cleared."""

from decisions.casefile import CaseFile
from decisions.coverage import signing_problems
from decisions.models import Clearance, Decision, SigningRound
from decisions.states import ChangeStatus, Outcome
from statements.models import Statement, Version


def is_approved(file: CaseFile) -> bool:
    """Whether the delegates, or the body itself, approved the whole current text."""
    return bool(completed_final_approval(file) or outright_decision(file))


def completed_final_approval(file: CaseFile) -> SigningRound | None:
    """The delegates' final approval of exactly the current text, if it is complete."""
    current = file.current
    for change in file.changes:
        if current and change.is_final and change.status == ChangeStatus.APPLIED:
            for read in change.rounds.all():
                of_this = read.version_id == current.pk
                if of_this and not next(signing_problems(read), None):
                    return read
    return None


def outright_decision(file: CaseFile) -> Decision | None:
    """The decision by which the body approved exactly the current text outright."""
    current = file.current
    if current is None:
        return None
    return next((d for d in reversed(file.decisions) if _is_outright(d, current)), None)


def _is_outright(decision: Decision, version: Version) -> bool:
    authority = getattr(version, "proven_authority", None)
    as_it_was = (
        decision.outcome == Outcome.AGREED
        and decision.recommendation.tabling.appendix_id == version.pk
    )
    amended = (
        decision.outcome == Outcome.AMENDED
        and authority is not None
        and authority.decision_id == decision.pk
        # Nothing else came between what was tabled and what the body made of it.
        and version.number == decision.recommendation.tabling.appendix.number + 1
    )
    return decision.approves_text and (as_it_was or amended)


def live_clearance(statement: Statement) -> Clearance | None:
    """The clearance that holds: the last one, unless it was reopened."""
    return (
        statement.clearances.filter(reopening__isnull=True)
        .select_related("version")
        .order_by("-pk")
        .first()
    )
