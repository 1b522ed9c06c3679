"""What the pages of records of decisions say."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode

from decisions.actions.records import publishing_refusal
from decisions.authority import council_day
from decisions.call_in import (
    BODY,
    DELEGATED,
    CallInCase,
    Row,
    about,
    in_words,
    subject_of,
)
from decisions.forms.records import NO, initial_of
from decisions.legal_clock import london_day
from decisions.models import (
    Body,
    DecidedChange,
    Decision,
    DecisionRecord,
    DelegatedDecision,
    Endorsement,
)
from decisions.models.records import Recorded, records_of
from decisions.records import ENDORSEMENTS, Record, RecordShown, shown
from decisions.states import KeyDecision
from decisions.withholding import words_instead_in
from iegtracker import clock
from iegtracker.people.models import Visitor
from statements.access import reader_of
from statements.document import Document
from statements.document.exempt import Reader, withheld
from statements.rendering.words import capitalised, listed

from .call_in import call_in_initial, call_in_links, events_of
from .casefiles import Trail
from .changes import Link

PER_PAGE, MOST_WAITING = 25, 20


@dataclass(frozen=True)
class RecordRow:
    """One line of the list."""

    number: str
    url: str
    title: str
    words: str
    edition: int


@dataclass(frozen=True)
class RecordsPage:
    records: Page
    rows: tuple[RecordRow, ...]
    years: tuple[tuple[str, str, bool], ...]
    bodies: tuple[tuple[str, str, bool], ...]
    query: str
    waiting: tuple[Link, ...]
    more_waiting: int


@dataclass(frozen=True)
class RecordPage:
    record: DecisionRecord
    shown: RecordShown
    trail: Trail
    now: str
    events: tuple[tuple[str, str], ...]
    editions: tuple[tuple[str, str], ...]
    superseded: str
    pdf: str
    others: tuple[Link, ...] = ()


def records_page(user: Visitor, asked: dict[str, str]) -> RecordsPage:
    """The last edition of every record, by year and by who decided."""
    rows = _latest()
    year, body = asked.get("year", ""), asked.get("body", "")
    years = [
        str(day.year) for day in DecisionRecord.objects.dates("decided_on", "year")
    ]
    if year in years:
        rows = rows.filter(decided_on__year=int(year))
    bodies = {row.slug: row.name for row in Body.objects.order_by("name")}
    bodies[DELEGATED] = "Delegated decisions"
    if body in bodies:
        of_delegates = Q(delegated__isnull=False)
        of_body = Q(decision__meeting__body__slug=body) | Q(
            endorsement__meeting__body__slug=body
        )
        rows = rows.filter(of_delegates if body == DELEGATED else of_body)
    page = Paginator(rows, PER_PAGE).get_page(asked.get("page"))
    waiting, more = _waiting(user)
    return RecordsPage(
        records=page,
        rows=tuple(map(_row, page)),
        years=tuple(_choices({y: y for y in years}, year, "year", {"body": body})),
        bodies=tuple(_choices(bodies, body, "body", {"year": year})),
        query=urlencode({k: v for k, v in (("year", year), ("body", body)) if v}),
        waiting=waiting,
        more_waiting=more,
    )


def _list() -> tuple[str, str]:
    return "Records of decisions", reverse("decisions:records")


def _choices(
    found: dict[str, str], chosen: str, name: str, others: dict[str, str]
) -> Iterable[tuple[str, str, bool]]:
    kept = {key: value for key, value in others.items() if value}
    yield "All", f"?{urlencode(kept)}", chosen not in found
    for value, words in found.items():
        yield words, f"?{urlencode({**kept, name: value})}", value == chosen


def _latest() -> QuerySet[DecisionRecord]:
    later = DecisionRecord.objects.filter(
        number=OuterRef("number"), edition__gt=OuterRef("edition")
    )
    return DecisionRecord.objects.filter(~Exists(later))


def _row(row: DecisionRecord) -> RecordRow:
    record = Record.from_bytes(bytes(row.content))
    told = shown(record)
    if record.get("kind") == "body":
        letter = record.get("recommendation")["letter"]
        words = f"Recommendation ({letter}): {record.get('outcome').lower()}"
    elif record.get("kind") == "endorsement":
        number = record.get("version")["number"]
        words = f"Version {number}: {record.get('outcome').lower()}"
    else:
        names = [change["name"].split(" of ")[0] for change in record.get("changes")]
        words = f"{record.get('decided_by')}: {listed(names)}"
    return RecordRow(
        row.number,
        row.get_absolute_url(),
        told.title,
        f"{words}. About {record.get('statement')}.",
        row.edition,
    )


def _waiting(user: Visitor) -> tuple[tuple[Link, ...], int]:
    """For whoever publishes: the decisions that have no record yet."""
    if publishing_refusal(user):
        return (), 0
    of_bodies = list(
        Decision.objects.filter(records__isnull=True)
        .select_related("meeting__body", "recommendation")
        .order_by("pk")[: MOST_WAITING + 1]
    )
    of_delegates: dict[DelegatedDecision, list[str]] = {}
    unrecorded = DelegatedDecision.objects.filter(records__isnull=True).order_by("pk")
    for item in (
        DecidedChange.objects.filter(
            decision__in=unrecorded.values("pk")[: MOST_WAITING + 1]
        )
        .select_related("decision", "signing_round__change__statement")
        .order_by("decision", "pk")
    ):
        names = of_delegates.setdefault(item.decision, [])
        names.append(str(item.signing_round.change))
    of_others = list(
        Endorsement.objects.first_recorded()
        .filter(records__isnull=True)
        .select_related("meeting__body", "statement")
        .order_by("pk")[: MOST_WAITING + 1]
    )
    found = [
        *(_to_publish(str(row), BODY, row.pk) for row in of_bodies),
        *(
            _to_publish(_words(row, names), DELEGATED, row.pk)
            for row, names in of_delegates.items()
        ),
        *(_to_publish(str(row), ENDORSEMENTS, row.pk) for row in of_others),
    ]
    return tuple(found[:MOST_WAITING]), max(0, len(found) - MOST_WAITING)


def _to_publish(words: str, kind: str, pk: int) -> Link:
    return Link(capitalised(words), publish_address(kind, pk))


def _words(row: DelegatedDecision, names: list[str]) -> str:
    day = council_day(london_day(row.made_at))
    return f"Delegated decision of {day}: {listed(names)}"


def publish_address(kind: str, pk: int) -> str:
    return reverse("decisions:publish_record", args=[kind, pk])


def record_page(slug: str, edition: str, user: Visitor) -> RecordPage:
    """One edition of a record, the last unless another is asked for.

    It is the same for everybody; what became of call-in since is for its reader.
    """
    row, last = record_row(slug, edition)
    record = Record.from_bytes(bytes(row.content))
    case = None if row.endorsement_id else about(subject_of(row))
    recorded = words_instead_in(Q(pk=row.decision_id), reader_of(user))
    instead = recorded.get(row.decision_id or 0, "")
    superseded = f"Edition {last} supersedes this one." if row.edition < last else ""
    others: list[Link] = []
    if publishing_refusal(user) is None:
        others = [
            Link("Correct this record", _correction_address(row)),
            *(call_in_links(case, user) if case else ()),
        ]
    pdf = reverse("decisions:record_pdf", args=[row.slug])
    return RecordPage(
        record=row,
        shown=shown(record),
        trail=[
            ("Records of decisions", reverse("decisions:records")),
            (row.number, None),
        ],
        now=in_words(case, clock.today(), instead) if case else "",
        events=tuple(events_of(case, instead)) if case else (),
        editions=tuple(
            (f"Edition {n}", f"{row.get_absolute_url()}?edition={n}")
            for n in range(1, last + 1)
        )
        if last > 1
        else (),
        superseded=superseded,
        pdf=f"{pdf}?edition={row.edition}" if row.edition < last else pdf,
        others=tuple(others),
    )


def _correction_address(row: DecisionRecord) -> str:
    keys = {
        BODY: row.decision_id,
        DELEGATED: row.delegated_id,
        ENDORSEMENTS: row.endorsement_id,
    }
    return next(publish_address(kind, key) for kind, key in keys.items() if key)


def record_row(slug: str, edition: str) -> tuple[DecisionRecord, int]:
    """One edition of a record, and the number of its last edition. Or Http404."""
    rows = list(
        DecisionRecord.objects.filter(slug=slug)
        .select_related(
            "decision__meeting__body", "decision__recommendation", "delegated"
        )
        .order_by("edition")
    )
    if not rows:
        raise Http404(f"There is no record {slug}.")
    wanted = next((row for row in rows if str(row.edition) == edition), None)
    if edition and wanted is None:
        raise Http404(f"There is no edition {edition} of that record.")
    return wanted or rows[-1], rows[-1].edition


def recorded_row(kind: str, pk: int) -> Recorded:
    """What a record is about, by its address, with all that it reads. Or Http404."""
    if kind != ENDORSEMENTS:
        return decision_row(kind, pk)
    rows = Endorsement.objects.select_related("statement", "meeting__body")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404("There is no such resolution.")
    return row


def decision_row(kind: str, pk: int) -> Row:
    """A decision that can be called in, in the same way."""
    row: Row | None = None
    if kind == BODY:
        row = (
            Decision.objects.select_related(
                "meeting__body",
                "recommendation__tabling__report__about",
                "recommendation__tabling__report__meeting",
                "recommendation__tabling__text",
                "recommendation__tabling__appendix",
            )
            .filter(pk=pk)
            .first()
        )
    elif kind == DELEGATED:
        row = (
            DelegatedDecision.objects.select_related(
                "delegation__statement",
                "delegation__decision__meeting__body",
                "delegation__decision__recommendation",
                "delegation__urgency",
            )
            .filter(pk=pk)
            .first()
        )
    if row is None:
        raise Http404("There is no such decision.")
    return row


@dataclass(frozen=True)
class PublishPage:
    """The page on which a record is drawn up."""

    row: Recorded
    kind: str
    corrects: DecisionRecord | None
    initial: dict[str, Any]
    trail: Trail
    title: str


def publish_page(kind: str, pk: int) -> PublishPage:
    """Publishing a decision's record for the first time, or correcting it."""
    row = recorded_row(kind, pk)
    case = None if isinstance(row, Endorsement) else about(row)
    words = case.words if case else f"the {row}"
    last = records_of(row).order_by("edition").last()
    title = "Correct the record" if last else "Publish the record"
    trail: Trail = [_list()]
    if last:
        trail.append((last.number, last.get_absolute_url()))
    return PublishPage(
        row=row,
        kind=kind,
        corrects=last,
        initial=_said_before(row, case, last),
        trail=[*trail, (title, None)],
        title=f"{title} of {words}",
    )


def _said_before(
    row: Recorded, case: CallInCase | None, last: DecisionRecord | None
) -> dict[str, Any]:
    """What the form begins with: the last edition, or what is recorded already. All of
    it will be published, so of the report it is what the public reads."""
    told: dict[str, Any] = call_in_initial(case) if case else {}
    if last:
        # Of call-in a record may not say all that is recorded.
        return initial_of(Record.from_bytes(bytes(last.content)).record) | told
    if isinstance(row, Decision):
        report = withheld(row.recommendation.tabling.text.document, Reader.PUBLIC)
        told["documents"] = "\n".join(_entries(report, "background_papers"))
        told["contact"] = "; ".join(_entries(report, "contact_officers"))
    if isinstance(row, Endorsement):
        told["executive"], told["key_decision"] = NO, KeyDecision.NO
        told["key_reason"] = "It is not a decision of the executive."
        told["documents"] = f"{row.statement}, version {row.last.version.number}"
    return told


def _entries(report: Document, key: str) -> Iterable[str]:
    """The entries of a report's section, such as its background papers."""
    for section in report.children():
        if report.get(section, "key") == key:
            for uid in report.children(section):
                if report.get(uid, "kind") == "entry":
                    yield " ".join(str(report.get(uid, "text", "")).split())
