"""What the text itself lacks, and figures that do not agree."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Sum
from django.urls import reverse

from decisions.casefile import CaseFile
from statements import figures
from statements.checks import findings
from statements.document import Document
from statements.models import Grant, Statement

from .obstacle import BLOCKS, WAIVER, WARNS, Obstacle


def text_obstacles(
    statement: Statement, document: Document, *, waived: bool, by: date
) -> Iterator[Obstacle]:
    for finding in findings(document):
        incomplete = finding.kind == "incomplete"
        if incomplete and waived:
            continue
        section = document.section_of(finding.uid) if finding.uid in document else ""
        place = (
            reverse("statements:section", args=[statement.round, section])
            + f"#e-{finding.uid}"
            if section and section != "root"
            else statement.get_absolute_url()
        )
        yield Obstacle(
            finding.kind,
            WAIVER if incomplete else finding.severity,
            finding.sentence,
            finding.owner or "IEG officer",
            place,
            date.fromisoformat(finding.by) if finding.by else by,
        )


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
