"""The whole story of a statement, from the ledger and the evidence, day by day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import CharField, Model, Q, QuerySet
from django.db.models.functions import Cast
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from decisions.access import (
    changes_told_to,
    may_see_changes,
    require_since_cabinet,
    verbs_told_to,
)
from decisions.models import (
    CalledIn,
    CallInOutcome,
    CallInRuling,
    CallInWaiver,
    Change,
    Citation,
    Decision,
    DecisionRecord,
    DelegatedDecision,
    Delegation,
    DelegationEnd,
    Report,
    SigningRound,
    SignOff,
    Urgency,
    WordingFinding,
)
from decisions.states import Verdict
from iegtracker.ledger.models import Event
from iegtracker.people.models import Visitor
from statements.models import FinalCopy, Statement
from statements.rendering.words import capitalised, listed, named_once

from .casefiles import Trail, trail

_ON_A_PAGE = 50
_DECISION = "recommendation__tabling__report__about"
_OF_RULING = (f"decision__{_DECISION}", "delegated__delegation__statement")
# What events may be about, and by which paths each belongs to a statement. Saves are
# not told one by one: the statement's history has them.
_SUBJECTS: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (Statement, ("pk",)),
    (Report, ("about",)),
    (Citation, ("report__about",)),
    (Decision, (_DECISION,)),
    (WordingFinding, (f"correction__decision__{_DECISION}",)),
    (Urgency, ("statement",)),
    (Delegation, ("statement",)),
    (DelegationEnd, ("delegation__statement",)),
    (DelegatedDecision, ("delegation__statement",)),
    (DecisionRecord, (*_OF_RULING, "endorsement__statement")),
    (CallInRuling, _OF_RULING),
    (CalledIn, tuple(f"ruling__{path}" for path in _OF_RULING)),
    (CallInOutcome, tuple(f"called_in__ruling__{path}" for path in _OF_RULING)),
    (CallInWaiver, tuple(f"ruling__{path}" for path in _OF_RULING)),
    (FinalCopy, ("version__paper",)),
)
_CHANGE = Change._meta.label_lower


@dataclass(frozen=True)
class Entry:
    """One thing that happened, as a sentence, with what the evidence adds to it."""

    at: datetime
    sentence: str
    notes: tuple[str, ...]
    url: str
    link: str
    position: int


@dataclass(frozen=True)
class Day:
    on: date
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class TimelinePage:
    statement: Statement
    trail: Trail
    page: Page
    days: tuple[Day, ...]
    whole_ledger: bool
    works: bool


def timeline_page(round: str, user: Visitor, number: str | None) -> TimelinePage:
    """What happened, the first first; only what its reader may be told."""
    statement = Statement.objects.filter(round=round).first()
    if statement is None:
        raise Http404(f"There is no statement for the round {round}.")
    require_since_cabinet(user, statement)
    page = Paginator(_events(statement, user), _ON_A_PAGE).get_page(number)
    works = may_see_changes(user)
    evidence = _evidence(statement, list(page), works=works)
    entries = (_entry(event, statement, evidence) for event in page)
    days = groupby(entries, key=lambda entry: timezone.localdate(entry.at))
    return TimelinePage(
        statement=statement,
        trail=trail(statement, ("What happened", None)),
        page=page,
        days=tuple(Day(on, tuple(some)) for on, some in days),
        whole_ledger=user.holds("ledger.view_event"),
        works=works,
    )


def _events(statement: Statement, user: Visitor) -> QuerySet[Event]:
    changes = Change.objects.filter(changes_told_to(user), statement=statement)
    about = _about(_CHANGE, changes)
    for model, paths in _SUBJECTS:
        mine = Q()
        for path in paths:
            mine |= Q(**{path: statement.pk})
        rows = model._base_manager.filter(mine)
        about |= _about(model._meta.label_lower, rows)
    events = Event.objects.filter(about).order_by("position")
    verbs = verbs_told_to(user)
    return events if verbs is None else events.filter(verb__in=verbs)


def _about(label: str, rows: QuerySet[Any]) -> Q:
    keys = rows.annotate(as_text=Cast("pk", CharField())).values("as_text")
    return Q(subject_type=label, subject_id__in=keys)


@dataclass(frozen=True)
class _Evidence:
    """The rows that say more than the ledger does of the events of one page."""

    works: bool
    changes: Mapping[int, Change]
    rounds: Mapping[tuple[int, int], SigningRound]
    signoffs: Mapping[tuple[int, int], Sequence[SignOff]] = field(default_factory=dict)
    decisions: Mapping[str, Sequence[Decision]] = field(default_factory=dict)


def _evidence(
    statement: Statement, events: Iterable[Event], *, works: bool
) -> _Evidence:
    """Read in as many queries for a page of one kind of event as for another."""
    keys = [int(e.subject_id) for e in events if e.subject_type == _CHANGE]
    # No row has this key: a list that is empty would not be asked for at all.
    wanted = [*keys, 0]
    changes = Change.objects.filter(pk__in=wanted).select_related("statement")
    rounds = SigningRound.objects.filter(change__in=wanted)
    signoffs: dict[tuple[int, int], list[SignOff]] = defaultdict(list)
    rows = (
        SignOff.objects.filter(
            signing_round__change__in=wanted, withdrawal__isnull=True
        )
        .select_related("office", "person", "signing_round")
        .order_by("pk")
    )
    for row in rows:
        put = row.signing_round
        signoffs[put.change_id, put.number].append(row)
    decisions: dict[str, list[Decision]] = defaultdict(list)
    resolved = (
        Decision.objects.filter(**{_DECISION: statement})
        .select_related("recommendation", "meeting__body")
        .order_by("pk")
    )
    for decision in resolved:
        decisions[str(decision.meeting)].append(decision)
    return _Evidence(
        works=works,
        changes={change.pk: change for change in changes},
        rounds={(row.change_id, row.number): row for row in rounds},
        signoffs=signoffs,
        decisions=decisions,
    )


def _entry(event: Event, statement: Statement, evidence: _Evidence) -> Entry:
    sentence = capitalised(event.sentence)
    if event.office and event.office != event.actor_name:
        sentence += f", as {event.office}"
    change = None
    if event.subject_type == _CHANGE:
        change = evidence.changes.get(int(event.subject_id))
    if change is not None and not change.is_final:
        sentence += f": “{change.title}”"
    url, link = _link(event, statement, change, works=evidence.works)
    return Entry(
        at=event.at,
        sentence=f"{sentence}.",
        notes=tuple(filter(None, _notes(event, change, evidence))),
        url=url,
        link=link,
        position=event.position,
    )


def _link(
    event: Event, statement: Statement, change: Change | None, *, works: bool
) -> tuple[str, str]:
    """Where the thing itself is read, if its reader may."""
    args = [statement.round]
    if change is not None:
        if works:
            return change.get_absolute_url(), "Read the change"
        return reverse("decisions:since_cabinet", args=args), "Read what changed"
    if event.verb == "statement.published":
        return reverse("statements:final_copy", args=args), "Read the final copy"
    return "", ""


def _notes(event: Event, change: Change | None, evidence: _Evidence) -> Iterator[str]:
    told = event.told
    if change is not None:
        yield from _of_change(event, change, told, evidence)
    elif event.verb == "statement.decided":
        rows = evidence.decisions.get(str(told.get("meeting")), ())
        resolved = (
            f"{row.recommendation}: {row.get_outcome_display().lower()}" for row in rows
        )
        yield f"{capitalised('; '.join(resolved))}." if rows else ""
    elif event.verb == "statement.cleared":
        yield f"Version {told['version']}."
    elif event.verb in ("statement.submitted", "statement.submitted_again"):
        yield f"The ministry’s reference: {told['reference']}."
    elif event.verb == "statement.read_back":
        count = told["differences"]
        fields = "1 field differs" if count == 1 else f"{count} fields differ"
        yield f"{fields} from the cleared text." if count else "All of it is equal."
    elif event.verb == "statement.published":
        yield f"SHA-256 of the file: {told['sha256']}"
    elif event.verb == "statement.distributed":
        yield f"There were {told['members']} members on the roll."
    elif event.verb == "statement.distribution_certified":
        yield f"{told['members']} of {told['roll']} have it, or have left office."


def _of_change(
    event: Event, change: Change, told: Mapping[str, Any], evidence: _Evidence
) -> Iterator[str]:
    key = change.pk, int(told.get("round") or 0)
    if event.verb in ("change.proposed", "change.renewed") and key in evidence.rounds:
        yield f"Reason: {evidence.rounds[key].reason}"
    said = evidence.signoffs.get(key, ())
    if event.verb == "change.applied":
        agreed = [
            named_once(str(row.person), str(row.office))
            for row in said
            if row.verdict == Verdict.APPROVED
        ]
        yield f"Agreed by {listed(agreed)}." if agreed else ""
    if event.verb in ("change.returned", "change.declined"):
        for row in said:
            if str(row.office) == event.office and row.comment:
                yield f"“{row.comment}”"
