"""The case file of a statement: all that is recorded of its authority."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from statements.document import Document, Patch, compare
from statements.models import Statement, Version
from statements.returning import Field, fields_in

from ..authority import Held, live_delegations
from ..models import (
    CallInRuling,
    Change,
    Decision,
    Delegation,
    SigningRound,
    Tabling,
)
from ..states import ChangeStatus


@dataclass(frozen=True)
class NoticeGiven:
    """When papers were published, and why at short notice if they were."""

    published_on: date
    where: str
    urgency: str


@dataclass(frozen=True)
class Endorsed:
    """What the body that is to endorse the text resolved last, and on which version."""

    outcome: str
    held_on: date
    version: int


@dataclass
class CaseFile:
    """One statement with its decisions, delegations, changes, rounds and versions."""

    statement: Statement
    decisions: list[Decision] = field(default_factory=list)
    # In the order in which they were made, those that have ended too.
    delegations: list[Delegation] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    # What is known of the call-in of each decision, the last ruling last.
    rulings: list[CallInRuling] = field(default_factory=list)
    # The delegated decision that completed each round, both by their keys.
    decided_in: dict[int, int | None] = field(default_factory=dict)
    # Who holds each office today, where the page has read it already.
    held: Held | None = None
    # Who put each round, by the round's key, as a name.
    proposers: dict[int, str] = field(default_factory=dict)

    @property
    def cleared_version(self) -> int | None:
        """The key of the version that is cleared now, if any."""
        return self.fact("cleared_version")

    @property
    def was_submitted(self) -> bool:
        return self.fact("last_submission") is not None

    @property
    def incident_unanswered(self) -> bool:
        """Whether uncleared text was sent, and no cleared text since."""
        incident = self.fact("last_incident")
        return incident is not None and incident > (self.fact("last_submission") or 0)

    @property
    def incident_reference(self) -> str:
        return self.fact("incident_reference") or ""

    @property
    def asked(self) -> tuple[Field, ...]:
        """What the ministry's form asks, by the last edition of the guidelines."""
        return fields_in(bytes(self.fact("asked_by") or b""))

    def fact(self, name: str) -> Any:
        """One of the facts that `statements_for_files` reads with the statement."""
        return self.statement.__dict__[name]

    @property
    def current(self) -> Version | None:
        return self.versions[-1] if self.versions else None

    @property
    def tabling(self) -> Tabling | None:
        """The papers that the body decided on last; None before any decision."""
        return self.decisions[-1].recommendation.tabling if self.decisions else None

    @property
    def last_decisions(self) -> list[Decision]:
        """What was resolved on those papers."""
        tabling = self.tabling
        return [
            d
            for d in self.decisions
            if tabling and d.recommendation.tabling_id == tabling.pk
        ]

    def live_delegations(self, on: date) -> list[Delegation]:
        """Those under which something can be done on a day."""
        return live_delegations(self.delegations, on)

    @property
    def decisions_in_force(self) -> list[Decision]:
        """What the program enforces now: on the last papers, and of the delegations
        that have not ended."""
        found = {decision.pk: decision for decision in self.last_decisions}
        for given in self.delegations:
            if given.decision and not hasattr(given, "end"):
                found.setdefault(given.decision.pk, given.decision)
        return list(found.values())

    @property
    def notice(self) -> NoticeGiven | None:
        """The notice that was given of the papers decided on; None if not recorded."""
        return self.decisions[-1].__dict__["notice"] if self.decisions else None

    @property
    def open_changes(self) -> list[Change]:
        is_open = (ChangeStatus.WRITING, ChangeStatus.PROPOSED)
        return [c for c in self.changes if c.status in is_open]

    @property
    def waiting(self) -> list[tuple[Change, SigningRound]]:
        """Each change that waits to be signed, with the round that was put last."""
        return [
            (change, read)
            for change in self.changes
            if change.status == ChangeStatus.PROPOSED and (read := last_round(change))
        ]

    def change(self, number: int) -> Change | None:
        return next((c for c in self.changes if c.number == number), None)

    def patch_of(self, change: Change) -> Patch:
        """What the change would do: its draft's while written, else the round's."""
        if change.status == ChangeStatus.WRITING and change.draft_id:
            base, written = self.texts_of(change)
            return compare(base, written)
        latest = last_round(change)
        return latest.difference if latest else Patch()

    def texts_of(self, change: Change) -> tuple[Document, Document]:
        """The text on which a change is being written, and the text as written."""
        told = change.__dict__
        content, base = told.get("written"), told.get("written_on")
        found = next((v for v in self.versions if v.pk == base), None)
        if content is None or found is None:
            return Document(), Document()
        return found.document, Document.from_bytes(bytes(content))


def last_round(change: Change) -> SigningRound | None:
    """The round put last, from what has been read."""
    return max(change.rounds.all(), key=lambda row: row.number, default=None)
