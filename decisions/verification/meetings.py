"""What meetings recommended and decided, and what is recorded of them."""

from collections.abc import Iterator

from decisions.authority import source_problems
from decisions.models import (
    Delegation,
    Endorsement,
    MinutesConfirmation,
    Recommendation,
    Tabling,
    WordingFinding,
)
from decisions.states import MeetingPart
from iegtracker.ledger.verification import Break, verification


@verification("Recommendations and decisions")
def recommendations_are_as_tabled() -> Iterator[Break]:
    """The rows that were decided on are those of the report as it was tabled."""
    tablings = Tabling.objects.select_related("text", "appendix", "report")
    for tabling in tablings.prefetch_related("recommendations").order_by("pk"):
        document = tabling.text.document
        said = {
            uid: document.get(uid, "text")
            for uid in document.walk()
            if document.get(uid, "kind") == "recommendation"
        }
        rows = {row.uid: row for row in tabling.recommendations.all()}
        for uid in sorted(said.keys() - rows.keys()):
            yield Break(tabling.address, f"recommendation {uid} has no row")
        for uid, row in sorted(rows.items()):
            if said.get(uid) != row.text:
                yield Break(row.address, "it is not what the report recommends")
        if tabling.text.paper_id != tabling.report_id:
            yield Break(tabling.address, "its text is of another paper")
        if tabling.appendix.paper_id != tabling.report.about_id:
            yield Break(tabling.address, "its appendix is of another paper")
    decided = Recommendation.objects.filter(decision__isnull=False).select_related(
        "decision", "tabling__report"
    )
    for row in decided.order_by("pk"):
        if row.decision.meeting_id != row.tabling.report.meeting_id:
            yield Break(row.decision.address, "its meeting is not the report's")
    for delegation in (
        Delegation.objects.select_related(
            "decision__recommendation__tabling__report", "urgency"
        )
        .prefetch_related("offices")
        .order_by("pk")
    ):
        yield from _delegation_problems(delegation)


def _delegation_problems(delegation: Delegation) -> Iterator[Break]:
    decision = delegation.decision
    if decision:
        about = decision.recommendation.tabling.report.about_id
        if delegation.statement_id != about:
            yield Break(delegation.address, "its decision is about another statement")
    for problem in source_problems(delegation):
        yield Break(delegation.address, problem)


@verification("Minutes, corrections and endorsements")
def proceedings_hold() -> Iterator[Break]:
    """What the tables cannot hold by themselves about what is recorded of meetings."""
    findings = WordingFinding.objects.select_related("correction").order_by("pk")
    for finding in findings:
        if finding.corrected_by_id != finding.correction.recorded_by_id:
            yield Break(finding.address, "another clerk recorded the correction")
    confirmations = MinutesConfirmation.objects.select_related(
        "meeting", "confirmed_at", "minutes"
    )
    for row in confirmations.order_by("pk"):
        own, later = row.meeting, row.confirmed_at
        if own.body_id != later.body_id or own.held_on >= later.held_on:
            yield Break(row.address, "it was not at a later meeting of the body")
        if row.minutes.meeting_id != own.pk or row.minutes.part != MeetingPart.MINUTES:
            yield Break(row.address, "it confirms the minutes of another meeting")
    endorsements = Endorsement.objects.select_related("version").order_by("pk")
    for endorsement in endorsements:
        if endorsement.version.paper_id != endorsement.statement_id:
            yield Break(endorsement.address, "its version is of another statement")
