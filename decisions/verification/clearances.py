"""What was cleared and submitted, and what was read back of it."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from decisions.coverage import signing_problems
from decisions.models import Clearance, Decision, ReadBack, Submission
from decisions.states import ChangeKind, Outcome
from iegtracker.ledger.evidence import Evidence
from iegtracker.ledger.verification import Break, recorded, verification
from statements.models import FinalCopy


@verification("Clearances and submissions")
def clearances_hold() -> Iterator[Break]:
    clearances = Clearance.objects.select_related(
        "version",
        "decision__recommendation__tabling__report",
        "decision__authority",
        "signing_round__change__statement",
        "signing_round__delegation__decision",
        "signing_round__version",
    ).order_by("pk")
    for clearance in clearances:
        for problem in _clearance_problems(clearance):
            yield Break(clearance.address, problem)
    positions = recorded()
    submissions = Submission.objects.filter(incident=False).select_related("version")
    for submission in submissions.order_by("pk"):
        version = submission.version
        if version is None or submission.digest != version.digest:
            yield Break(submission.address, "its digest is not its version's")
    copies = FinalCopy.objects.filter(version__paper__statement__imported=False)
    sent: Iterable[Submission | FinalCopy] = (
        *submissions.order_by("pk"),
        *copies.select_related("version").defer("pdf").order_by("pk"),
    )
    for row in sent:
        if row.address in positions and not _was_cleared(row, positions):
            yield Break(row.address, "its version was not cleared then")


def _was_cleared(row: Submission | FinalCopy, positions: Mapping[str, int]) -> bool:
    """Whether the version was the cleared text when a row about it was recorded."""
    here, stands = positions[row.address], None
    rows = Clearance.objects.filter(statement=row.version.paper_id)  # type: ignore[union-attr]
    for clearance in rows.select_related("reopening").order_by("pk"):
        undone = getattr(clearance, "reopening", None)
        if _position(clearance, positions) < here:
            is_live = undone is None or _position(undone, positions) > here
            stands = clearance.version_id if is_live else None
    return stands == row.version_id


def _position(row: Evidence, positions: Mapping[str, int]) -> int:
    return positions.get(row.address, 0)


def _clearance_problems(clearance: Clearance) -> Iterator[str]:
    version, signing_round = clearance.version, clearance.signing_round
    if version.paper_id != clearance.statement_id:
        yield "it clears a version of another paper"
    if signing_round is not None:
        change = signing_round.change
        if change.kind != ChangeKind.FINAL:
            yield f"{change} is no final approval"
        if signing_round.version_id != version.pk:
            yield "another version was finally approved"
        # A final approval that was made void later stood when the text was cleared.
        void = hasattr(clearance, "reopening")
        yield from signing_problems(signing_round, voided=void)
    elif clearance.decision is not None:
        yield from _outright_problems(clearance, clearance.decision)


def _outright_problems(clearance: Clearance, decision: Decision) -> Iterator[str]:
    tabling = decision.recommendation.tabling
    if not decision.approves_text:
        yield f"the {decision} does not approve the text"
    if tabling.report.about_id != clearance.statement_id:
        yield f"the {decision} is about another statement"
    authority = getattr(decision, "authority", None)
    approved = (
        authority.version_id
        if decision.outcome == Outcome.AMENDED and authority
        else tabling.appendix_id
    )
    if approved != clearance.version_id:
        yield f"the {decision} approves another version"


@verification("What was read back")
def read_backs_hold() -> Iterator[Break]:
    rows = ReadBack.objects.select_related("submission").order_by("pk")
    for row in rows.iterator(chunk_size=10):
        if hashlib.sha256(bytes(row.file)).hexdigest() != row.sha256:
            yield Break(row.address, "its file does not have its SHA-256")
        if row.comparison.differences != row.differences:
            yield Break(row.address, "it does not count the differences it lists")
        if row.submission.incident:
            yield Break(row.address, "it is about text that was not cleared")
