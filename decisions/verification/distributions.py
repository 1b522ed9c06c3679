"""Final copies on their way to all members."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from decisions.models import Distribution, RollEntry
from decisions.states import CopyStatus
from decisions.transitions import COPY_STEPS
from iegtracker.ledger.verification import Break, verification


@verification("Distributions of final copies")
def distributions_hold() -> Iterator[Break]:
    """Each member is on the roll once, and in one state that followed the one before;
    a certificate says what the states were."""
    rows = Distribution.objects.select_related("copy", "certificate").defer("copy__pdf")
    for distribution in rows.order_by("pk"):
        entries = list(distribution.entries.prefetch_related("states"))
        if len(entries) != distribution.roll_size:
            yield Break(distribution.address, "its roll has another number of members")
        for entry in entries:
            for problem in _copy_problems(entry):
                yield Break(entry.address, problem)
        if hasattr(distribution, "certificate"):
            for problem in _certificate_problems(distribution, entries):
                yield Break(distribution.certificate.address, problem)


def _copy_problems(entry: RollEntry) -> Iterator[str]:
    before = ""
    for number, state in enumerate(entry.states.all(), start=1):
        if state.number != number:
            yield f"state {number} of its copy is missing"
            return
        steps = (s for s in COPY_STEPS if s.target == state.status)
        follows = any(before in step.sources for step in steps)
        if not (follows or (number == 1 and state.status == CopyStatus.TO_SEND)):
            yield f"{state.status} does not follow {before or 'nothing'}"
        before = state.status
    if not before:
        yield "its copy is in no state"


def _certificate_problems(
    distribution: Distribution, entries: list[RollEntry]
) -> Iterator[str]:
    certificate = distribution.certificate
    if certificate.sha256 != distribution.copy.sha256:
        yield "it is about another file"
    then = Counter(_status_at(certificate.certified_at, entry) for entry in entries)
    said = {
        CopyStatus.DOWNLOADED: certificate.downloaded,
        CopyStatus.PAPER: certificate.on_paper,
        CopyStatus.LEFT: certificate.left_office,
    }
    if then != Counter(said):
        yield "its numbers are not those of the states"


def _status_at(moment: datetime, entry: RollEntry) -> str:
    """What a copy's state was at a moment in UTC; empty before its first."""
    until = [state.status for state in entry.states.all() if state.at <= moment]
    return until[-1] if until else ""
