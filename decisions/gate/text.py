"""What the text itself lacks, and figures that do not agree."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Sum
from django.urls import reverse

from decisions.casefile import CaseFile
from statements import figures
from statements.checks import findings
from statements.document import Document, schedule12a
from statements.document.document import EXEMPT, ROOT
from statements.document.exempt import marked
from statements.document.numbering import places
from statements.models import Grant, Statement
from statements.rendering.words import capitalised

from .obstacle import BLOCKS, WAIVER, WARNS, Obstacle


def text_obstacles(
    statement: Statement, document: Document, *, waived: bool, by: date
) -> Iterator[Obstacle]:
    for finding in findings(document):
        incomplete = finding.kind == "incomplete"
        if incomplete and waived:
            continue
        yield Obstacle(
            finding.kind,
            WAIVER if incomplete else finding.severity,
            finding.sentence,
            finding.owner or "IEG officer",
            _address(statement, document, finding.uid),
            date.fromisoformat(finding.by) if finding.by else by,
        )


def exempt_obstacles(
    statement: Statement, document: Document, *, by: date
) -> Iterator[Obstacle]:
    """The cleared text goes to all members and to the ministry, so nothing in it may
    be exempt."""
    numbered = places(document)
    for uid in marked(document):
        number = schedule12a.number(document.get(uid, EXEMPT)["paragraph"])
        yield Obstacle(
            EXEMPT,
            BLOCKS,
            f"{capitalised(numbered[uid].words)} is exempt under paragraph {number} of "
            "Schedule 12A. The cleared text goes to all members and the ministry: "
            "unmark it or take it out, by a change.",
            "IEG officer",
            _address(statement, document, uid),
            by,
        )


def _address(statement: Statement, document: Document, uid: str) -> str:
    """Where an element is read: its section's page, else the statement's."""
    section = document.section_of(uid) if uid in document else ROOT
    if section in ("", ROOT):
        return statement.get_absolute_url()
    return reverse("statements:section", args=[statement.round, section]) + f"#e-{uid}"


def reconciliation_obstacles(
    file: CaseFile, document: Document, *, by: date
) -> Iterator[Obstacle]:
    place = reverse("statements:grants", args=[file.statement.round])
    ledger = received_by_year()
    quoted = figures.quoted_grants(document)
    if quoted:
        for sentence in reconciled(ledger, quoted, None):
            yield Obstacle("reconciliation", BLOCKS, sentence, "IEG officer", place, by)
    tabling = file.tabling
    stated = stated_grants(tabling.text.document) if tabling else None
    if stated:
        for sentence in reconciled(ledger, dict(stated.by_year), stated.total):
            yield Obstacle("reconciliation", WARNS, sentence, "IEG officer", place, by)


def received_by_year() -> dict[str, int]:
    """What came in for each grant, in pence, reversals taken off."""
    rows = Grant.objects.annotate(received=Sum("receipts__pence", default=0))
    return dict(rows.values_list("year", "received"))


def reconciled(
    ledger: dict[str, int], quoted: dict[str, int], total: int | None
) -> list[str]:
    return [f.sentence for f in figures.reconcile(ledger, quoted, total)]


def stated_grants(report: Document) -> figures.Amounts | None:
    """The grants that a report's text adds up (the seed's paragraph 2), if any."""
    for uid in report.walk():
        text = report.get(uid, "text") or ""
        if "grant" in text.lower():
            stated = figures.amounts_in_text(text)
            if stated.by_year:
                return stated
    return None
