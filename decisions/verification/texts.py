"""Statements as they were opened, and an authority for every word of theirs."""

from collections.abc import Iterator, Mapping

from django.db import models

from decisions.casefile import CaseFile, open_file
from decisions.coverage import coverage, coverage_of
from decisions.models import Clearance, Decision, Submission
from iegtracker.ledger.evidence import Evidence
from iegtracker.ledger.models import Event
from iegtracker.ledger.verification import Break, recorded, verification
from statements.models import FinalCopy, Statement
from statements.states import StatementStatus

_DECIDED = (
    StatementStatus.DECIDED,
    StatementStatus.CLEARED,
    StatementStatus.SUBMITTED,
    StatementStatus.PUBLISHED,
)


@verification("Statements against their guidelines")
def statements_are_as_opened() -> Iterator[Break]:
    """An import is not proved, so that only an event may say that it is one."""
    imported = set(
        Event.objects.filter(verb="statement.imported").values_list(
            "subject_id", flat=True
        )
    )
    for statement in Statement.objects.select_related("guidelines").order_by("pk"):
        if statement.imported != (str(statement.pk) in imported):
            yield Break(_address(statement), "the ledger does not say it was imported")
        guidelines = statement.guidelines
        if guidelines and statement.round != guidelines.round:
            yield Break(_address(statement), "it answers another round's guidelines")
        if guidelines and statement.due != guidelines.deadline:
            yield Break(_address(statement), "it is not due when the guidelines say")


@verification("Coverage of every word by an authority")
def texts_are_covered() -> Iterator[Break]:
    """The text as it is, once a body has decided on it; and whatever was cleared,
    submitted or published, by the decisions that had then been recorded."""
    positions = recorded()
    for statement in Statement.objects.filter(imported=False).order_by("pk"):
        file = open_file(statement)
        if statement.status in _DECIDED:
            proof = coverage(statement, file)
            if not proof.holds:
                yield Break(_address(statement), proof.sentence)
        for row in _counted(statement):
            if row.address not in positions or row.version is None:
                continue  # which other checks name
            proof = coverage_of(row.version, file, _made_before(row, file, positions))
            if not proof.holds:
                yield Break(row.address, proof.sentence)


def _counted(statement: Statement) -> list[Clearance | Submission | FinalCopy]:
    """What says of a version that it counted."""
    return [
        *statement.clearances.select_related("version"),
        *statement.submissions.filter(incident=False).select_related("version"),
        *FinalCopy.objects.filter(version__paper=statement.pk)
        .select_related("version")
        .defer("pdf"),
    ]


def _made_before(
    row: Evidence, file: CaseFile, positions: Mapping[str, int]
) -> list[Decision]:
    """The decisions on the statement that had been recorded when a row was."""
    here = positions[row.address]
    return [
        decision
        for decision in file.decisions
        if decision.address in positions and positions[decision.address] < here
    ]


def _address(row: models.Model) -> str:
    return f"{row._meta.label_lower}:{row.pk}"
