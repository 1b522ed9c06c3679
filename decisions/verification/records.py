"""Records of decisions."""

import hashlib
from collections.abc import Iterator

from decisions.call_in import items_of
from decisions.models import DecisionRecord, Endorsement
from decisions.records import Record
from decisions.withholding import resolved_instead, words_instead
from iegtracker.ledger.verification import Break, verification


@verification("Records of decisions")
def records_say_what_was_decided() -> Iterator[Break]:
    rows = DecisionRecord.objects.select_related(
        "decision", "delegated__delegation", "endorsement__meeting"
    )
    for row in rows.order_by("pk"):
        for problem in _record_problems(row):
            yield Break(row.address, problem)


def _record_problems(row: DecisionRecord) -> Iterator[str]:
    content = bytes(row.content)
    if hashlib.sha256(content).hexdigest() != row.digest:
        yield "its digest is not that of its words"
        return
    record = Record.from_bytes(content)
    said = (record.get("number"), record.get("edition"), record.get("decided_on"))
    if said != (row.number, row.edition, row.decided_on.isoformat()):
        yield "it says another number, edition or day"
    if row.delegated is None and record.get("wording") not in _wordings(row):
        yield "it is not what was resolved"
    if row.endorsement:
        yield from _resolution_problems(row.endorsement, record)
    if row.delegated:
        rounds = items_of(row.delegated).values_list("signing_round__digest", flat=True)
        if {change["digest"] for change in record.get("changes")} != set(rounds):
            yield "it does not list the changes that were decided"


def _resolution_problems(about: Endorsement, record: Record) -> Iterator[str]:
    if about != about.first:
        yield "it is not about the row by which the resolution was recorded first"
    rows = about.recorded_rows.values_list("version__digest", flat=True)
    if record.get("version")["digest"] not in rows:
        yield "it names another version"


def _wordings(row: DecisionRecord) -> set[str]:
    """What a record may say was resolved: as recorded, as corrected, or withheld."""
    said: set[str] = set()
    instead = ""
    if row.decision:
        corrections = row.decision.corrections
        said = {row.decision.wording, *corrections.values_list("wording", flat=True)}
        instead = words_instead(row.decision)
    if row.endorsement:
        said = set(row.endorsement.recorded_rows.values_list("wording", flat=True))
        instead = resolved_instead(row.endorsement, by=row.published_at)
    return {instead} if instead else said - {""}
