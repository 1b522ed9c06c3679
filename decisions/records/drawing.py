"""Drawing a record up: from what is recorded, and what the clerk adds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone

from decisions.call_in import CallInTold, effective_day, items_of, statement_of
from decisions.evidence import exempt_by_now, open_sentences, sentences_of
from decisions.legal_clock import london_day
from decisions.models import (
    Decision,
    DelegatedDecision,
    DelegatedOffice,
    Delegation,
    Endorsement,
    SignOff,
)
from decisions.models.corrections import particulars
from decisions.models.corrections import standing as words_of
from decisions.models.records import Recorded
from decisions.numbering import is_own
from decisions.states import HolderKind, Part
from decisions.withholding import (
    given_instead,
    resolved_instead,
    said_instead,
    words_instead,
)
from iegtracker import clock
from statements.rendering.words import listed

from .rules import rules_on
from .value import Record

# As an address names them, beside the two kinds of decision that can be called in.
ENDORSEMENTS = "endorsements"
NOT_NUMBERED = "Not numbered yet"


@dataclass(frozen=True)
class RecordTold:
    """What the clerk adds to what was recorded when the decision was made.

    `alternatives` are asked for a delegated decision only: a body's are recorded with
    its decision. Call-in is not asked of what another body resolved.
    """

    executive: bool
    key_decision: str
    key_reason: str
    dispensation: str
    documents: Sequence[str]
    contact: str
    call_in: CallInTold
    alternatives: str = ""


@dataclass(frozen=True)
class Stamp:
    """What publishing gives a record."""

    number: str
    edition: int
    published_on: date
    effective_on: date | None
    ledger_head: str
    correction: str = ""
    corrected_on: date | None = None


def draw_up(row: Recorded, told: RecordTold, stamp: Stamp) -> Record:
    """The record of one decision, as the public may read it."""
    delegated = isinstance(row, DelegatedDecision)
    instead = words_instead(row) if isinstance(row, Decision) else ""
    made_on = decided_on(row)
    call_in = told.call_in
    common = {
        "rules": rules_on(made_on).key,
        "executive": told.executive,
        "council": settings.IEG_COUNCIL,
        "number": stamp.number,
        "own_number": is_own(delegated=delegated),
        "edition": stamp.edition,
        "correction": stamp.correction,
        "corrected_on": _iso(stamp.corrected_on),
        "statement": statement_of(row).title,
        "decided_on": made_on.isoformat(),
        "published_on": stamp.published_on.isoformat(),
        "effective_on": _iso(stamp.effective_on),
        "dispensation": told.dispensation,
        "key_decision": told.key_decision,
        "key_reason": told.key_reason,
        "documents": list(told.documents),
        "contact": told.contact,
        "call_in": {
            "ruling": call_in.ruling,
            "reason": said_instead(call_in.reason, instead),
            "working_days": call_in.working_days,
            "from_publication_day": call_in.from_publication_day,
        },
        "ledger_head": stamp.ledger_head,
    }
    if isinstance(row, DelegatedDecision):
        own = _delegated(row) | {"alternatives": told.alternatives}
    elif isinstance(row, Endorsement):
        own = _of_other_body(row.last)
    else:
        own = _of_body(row, instead)
    return Record({**common, **own})


def drafted(row: Recorded, told: RecordTold) -> Record:
    """The record as it would be if it were published today, without its number."""
    published = clock.today()
    effective = effective_day(told.call_in, decided_on(row), published)
    return draw_up(row, told, Stamp(NOT_NUMBERED, 1, published, effective, ""))


def decided_on(row: Recorded) -> date:
    """The day of a meeting, or of the last signature."""
    if isinstance(row, DelegatedDecision):
        return london_day(row.made_at)
    return row.meeting.held_on


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _of_body(row: Decision, instead: str) -> dict[str, Any]:
    """`instead` stands for what was resolved where it is exempt."""
    recommendation = row.recommendation
    tabling = recommendation.tabling
    words, told = words_of(row), particulars(row)
    given = row.delegations.prefetch_related("offices__office").order_by("pk")
    exempt = exempt_by_now(statement_of(row))
    amended = open_sentences(tabling.appendix.document, row.amendment, exempt)
    return {
        "kind": "body",
        "decided_by": str(row.meeting.body),
        "minute_number": words.minute_number,
        "report": f"{tabling.report.number}: {tabling.report.title}",
        "recommendation": {
            "letter": recommendation.letter,
            "text": instead or recommendation.text,
        },
        "outcome": row.get_outcome_display(),
        "wording": instead or words.wording,
        "approves_text": row.approves_text,
        "amendments": [] if instead else amended,
        "delegations": [_given(delegation) for delegation in given],
        "reasons": instead or told["reasons"],
        "alternatives": instead or told["alternatives"],
        "interests": told["interests"],
    }


def _of_other_body(row: Endorsement) -> dict[str, Any]:
    """What it resolved is withheld with the recommendation that called for it."""
    instead = resolved_instead(row)
    return {
        "kind": "endorsement",
        "decided_by": str(row.meeting.body),
        "minute_number": row.minute_number,
        "version": {"number": row.version.number, "digest": row.version.digest},
        "outcome": row.get_outcome_display(),
        "wording": instead or row.wording,
        "reasons": instead or row.reasons,
        "alternatives": instead or row.alternatives,
        "interests": row.interests,
    }


def _given(delegation: Delegation) -> str:
    offices = listed(
        [f"{o.office} ({o.get_part_display().lower()})" for o in _offices(delegation)]
    )
    mode, scope = delegation.get_mode_display(), delegation.get_scope_display()
    return f"Delegated to {offices}. {mode}. {scope}."


def _offices(delegation: Delegation) -> list[DelegatedOffice]:
    return list(delegation.offices.all())


def _delegated(row: DelegatedDecision) -> dict[str, Any]:
    delegation = row.delegation
    offices = list(delegation.offices.select_related("office").order_by("pk"))
    deciding = [o.office for o in offices if o.part == Part.DECIDES]
    consulted = {o.office_id for o in offices if o.part == Part.CONSULTED}
    items = list(items_of(row))
    exempt, instead = exempt_by_now(delegation.statement), given_instead(delegation)
    told: dict[str, Any] = {
        "kind": "delegated",
        "decided_by": listed([office.name for office in deciding]),
        "by_officers_only": all(
            office.holder_kind == HolderKind.OFFICER for office in deciding
        ),
        "changes": [
            {
                "name": str(item.signing_round.change),
                "title": item.signing_round.change.title,
                "sentences": sentences_of(item.signing_round, exempt),
                "reason": item.signing_round.reason,
                "digest": item.signing_round.digest,
            }
            for item in items
        ],
        "signatures": list(_signatures(row, consulted)),
        "delegation": {
            "by": str(delegation.decision or delegation.urgency),
            "mode": delegation.get_mode_display(),
            "wording": said_instead(delegation.wording, instead),
            "conditions": said_instead(delegation.conditions, instead),
        },
    }
    if delegation.urgency:
        told["urgent_because"] = delegation.urgency.why
        told["agreed_by"] = delegation.urgency.agreed_by
    return told


def _signatures(
    row: DelegatedDecision, consulted: set[int]
) -> Iterator[dict[str, Any]]:
    """Every sign-off of the rounds that were decided, as declared at signing."""
    signoffs = SignOff.objects.filter(
        signing_round__decided__decision=row, withdrawal__isnull=True
    ).select_related(
        "office", "person", "appointment__office", "paper", "signing_round__change"
    )
    for signoff in signoffs.order_by("signing_round__change__number", "pk"):
        at = timezone.localtime(signoff.at)
        yield {
            "change": str(signoff.signing_round.change),
            "office": signoff.office.name,
            "person": str(signoff.person),
            "at": at.isoformat(timespec="minutes"),
            "said": signoff.get_verdict_display(),
            "consulted": signoff.office_id in consulted,
            "interests": signoff.interests,
            "comment": signoff.comment,
            "instead": str(signoff.appointment.office) if signoff.absence_id else "",
            "on_paper": signoff.paper.signed_on.isoformat() if signoff.paper else "",
        }
