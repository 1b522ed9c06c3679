"""What waits for an office: changes to sign, and the last day on which they can be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from decisions.authority import (
    Held,
    acting,
    delegation_for,
    delegations_of,
    live_delegations,
    unsigned,
)
from decisions.casefile import statements_for_files
from decisions.gate import last_safe_day
from decisions.models import Change, Decision, Delegation, SigningRound
from decisions.states import ChangeKind, ChangeStatus
from decisions.transitions import SIGN_ON
from statements.models import Statement
from statements.rendering.words import capitalised, listed

from .rounds import source_words


@dataclass(frozen=True)
class Stands:
    """What waits for one office in one statement."""

    words: str
    by: date


@dataclass(frozen=True)
class Desk:
    """Every statement that is still signed, with what is open in it today."""

    today: date
    statements: Sequence[Statement]
    delegations: dict[int, list[Delegation]]
    rounds: dict[int, list[SigningRound]]

    def waiting_for(self, office: int) -> Iterator[Stands]:
        """What waits for the holder of an office, a sentence a statement."""
        for statement in self.statements:
            names = list(self._names(statement, office))
            if names:
                verb = "waits" if len(names) == 1 else "wait"
                yield Stands(
                    f"{capitalised(listed(names))} of {statement} {verb} for this "
                    "office.",
                    last_safe_day(statement),
                )

    def _names(self, statement: Statement, office: int) -> Iterator[str]:
        """The changes that the office has not signed, and the final approval."""
        asked = False
        for read in self.rounds.get(statement.pk, ()):
            if any(row.office_id == office for row in unsigned(read)):
                final = read.change.is_final
                asked = asked or final
                yield "the final approval" if final else f"change {read.change.number}"
        told = statement.__dict__
        if asked or told["final_given"] or told["outright"]:
            return
        delegations = self.delegations.get(statement.pk, [])
        found = delegation_for(delegations, "final", self.today)
        asks = found.offices.all() if isinstance(found, Delegation) else ()
        if any(row.office_id == office for row in asks):
            yield "the final approval"

    def instead_of(self, office: int, held: Held) -> Iterator[str]:
        """Who acts while the holder is away, a phrase a delegation."""
        for rows in self.delegations.values():
            for delegation in rows:
                for row in delegation.offices.all():
                    if row.office_id != office:
                        continue
                    acts = acting(row, held)
                    who = f"the {row.substitute} acts" if acts else "nobody acts"
                    yield f"{who} under {source_words(delegation)}"


def desk(today: date) -> Desk:
    """All of it, in four queries."""
    mine = OuterRef("pk")
    final = Change.objects.filter(
        statement=mine, kind=ChangeKind.FINAL, status=ChangeStatus.APPLIED
    )
    outright = Decision.objects.filter(
        recommendation__tabling__report__about=mine, approves_text=True
    )
    statements = list(
        statements_for_files()
        .filter(imported=False, status__in=SIGN_ON.sources)
        .annotate(final_given=Exists(final), outright=Exists(outright))
        .order_by("due", "pk")
    )
    live: dict[int, list[Delegation]] = {}
    for row in live_delegations(delegations_of(statements), today):
        live.setdefault(row.statement_id, []).append(row)
    known = {row.pk: row for rows in live.values() for row in rows}
    rounds: dict[int, list[SigningRound]] = {}
    for read in (
        SigningRound.objects.filter(
            delegation__in=known, change__status=ChangeStatus.PROPOSED
        )
        .select_related("change")
        .prefetch_related("signoffs")
        .order_by("change__number", "number")
    ):
        read.delegation = known[read.delegation_id]
        latest = rounds.setdefault(read.change.statement_id, [])
        if latest and latest[-1].change_id == read.change_id:
            latest.pop()
        latest.append(read)
    return Desk(today, statements, live, rounds)
