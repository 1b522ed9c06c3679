"""Reading case files from the database, many at once."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db.models import (
    Case,
    F,
    Model,
    OuterRef,
    QuerySet,
    Subquery,
    When,
)

from iegtracker.people.models import User
from iegtracker.prefetching import hold
from statements.models import FinalCopy, Guidelines, Statement, Version

from ..authority import delegations_of
from ..models import (
    CalledIn,
    CallInOutcome,
    CallInRuling,
    CallInWaiver,
    Change,
    Clearance,
    Decision,
    Distribution,
    Endorsement,
    MaterialityRaise,
    Office,
    PaperSignature,
    Publication,
    SigningRound,
    SignOff,
    Submission,
    Tabling,
    unexplained,
)
from ..models.corrections import as_it_stands
from ..states import ChangeStatus
from .value import CaseFile, Endorsed, NoticeGiven

_ROUND_COLUMNS = [column.attname for column in SigningRound._meta.concrete_fields]
_RAISE_COLUMNS = [column.attname for column in MaterialityRaise._meta.concrete_fields]
_RULING_COLUMNS = [column.attname for column in CallInRuling._meta.concrete_fields]
_CALLED_COLUMNS = [column.attname for column in CalledIn._meta.concrete_fields]
_WAIVER_COLUMNS = [column.attname for column in CallInWaiver._meta.concrete_fields]
# A scan is up to four megabytes, and only its own page reads it.
_PAPER_COLUMNS = [
    column.attname
    for column in PaperSignature._meta.concrete_fields
    if column.attname != "scan"
]


def statements_for_files() -> QuerySet[Statement]:
    """Statements with the facts that stand for their submissions and clearing."""
    return _every_statement().all()


# Putting a question together takes longer than its answer: each of those that are kept
# is asked of some files at a time, and what it finds is put in order here.
@cache
def _every_statement() -> QuerySet[Statement]:
    mine = OuterRef("pk")
    sent = Submission.objects.filter(statement=mine)
    ordinary = sent.filter(incident=False).order_by("-pk")
    incidents = sent.filter(incident=True).order_by("-pk")
    cleared = Clearance.objects.filter(statement=mine, reopening__isnull=True).order_by(
        "-pk"
    )
    tabled = Tabling.objects.filter(report__about=mine).order_by("-pk")
    differing = unexplained().filter(submission__statement=mine)
    asked = Guidelines.objects.filter(round=OuterRef("round")).order_by("-edition")
    copies = FinalCopy.objects.filter(version__paper=mine).order_by("-pk")
    distributed = Distribution.objects.filter(
        statement=mine, copy__superseded_by__isnull=True
    )
    return Statement.objects.select_related("guidelines").annotate(
        last_submission=Subquery(ordinary.values("pk")[:1]),
        last_submitted=Subquery(
            ordinary.order_by("-recorded_at").values("recorded_at")[:1]
        ),
        last_sent=Subquery(ordinary.values("sent_at")[:1]),
        last_incident=Subquery(incidents.values("pk")[:1]),
        incident_reference=Subquery(incidents.values("reference")[:1]),
        differing_read_back=Subquery(differing.values("pk")[:1]),
        differing_reference=Subquery(differing.values("submission__reference")[:1]),
        differing_fields=Subquery(differing.values("differences")[:1]),
        asked_by=Subquery(asked.values("content")[:1]),
        cleared_version=Subquery(cleared.values("version")[:1]),
        cleared_on=Subquery(cleared.values("cleared_at")[:1]),
        tabled_on=Subquery(tabled.values("tabled_at")[:1]),
        meeting_day=Subquery(tabled.values("report__meeting__held_on")[:1]),
        meeting_body=Subquery(tabled.values("report__meeting__body__slug")[:1]),
        meeting_name=Subquery(tabled.values("report__meeting__body__name")[:1]),
        copied_on=Subquery(copies.values("made_at")[:1]),
        distributed_on=Subquery(distributed.values("cut_off_at")[:1]),
    )


def open_file(statement: Statement) -> CaseFile:
    """The case file of one statement; its facts are read when they are not there."""
    if "last_submission" not in statement.__dict__:
        statement = statements_for_files().get(pk=statement.pk)
    return open_files([statement])[statement.pk]


def open_files(statements: Sequence[Statement]) -> dict[int, CaseFile]:
    """The case files of several statements, in the same number of queries as of one."""
    files = {statement.pk: CaseFile(statement) for statement in statements}
    if not files:
        return {}
    _read_decisions(files)
    _read_changes(files)
    _read_versions(files)
    return files


def _read_decisions(files: dict[int, CaseFile]) -> None:
    rows = _every_decision().filter(recommendation__tabling__report__about__in=files)
    for decision in sorted(rows, key=_key_of("pk", "ruling_id")):
        file = files[decision.recommendation.tabling.report.about_id]
        if not file.decisions or file.decisions[-1].pk != decision.pk:
            told = decision.__dict__
            told["notice"] = notice_of(decision)
            told["endorsed"] = _endorsed_of(decision)
            file.decisions.append(decision)
        _keep_ruling(file, decision)
    for row in delegations_of(file.statement for file in files.values()):
        file = files[row.statement_id]
        file.delegations.append(row)
        read = {decision.pk: decision for decision in file.decisions}
        if row.decision_id in read:
            row.decision = read[row.decision_id]


@cache
def _every_decision() -> QuerySet[Decision]:
    """Decisions joined to the rulings on their call-in, a row for each of these."""
    return (
        Decision.objects.select_related(
            "meeting__body",
            "endorsing_body",
            "recommendation__tabling__text",
            "recommendation__tabling__report__meeting__body",
        )
        .annotate(
            **as_it_stands(),
            **notices("recommendation__tabling"),
            **_endorsed(),
            **_ruling_columns("rulings"),
        )
        .order_by()
    )


def notices(tabling: str = "pk") -> dict[str, Any]:
    """The publication of papers that stands, beside rows with a path to their key."""
    rows = Publication.objects.filter(tabling=OuterRef(tabling)).order_by("-pk")
    names = ("published_on", "where", "urgency")
    return {f"notice_{name}": Subquery(rows.values(name)[:1]) for name in names}


def notice_of(row: Model) -> NoticeGiven | None:
    """What `notices` read."""
    told = row.__dict__
    if told["notice_published_on"] is None:
        return None
    return NoticeGiven(
        told["notice_published_on"], told["notice_where"], told["notice_urgency"]
    )


def _endorsed() -> dict[str, Any]:
    """The last resolution of the endorsing body, on this text or a later one."""
    rows = Endorsement.objects.filter(
        statement=OuterRef("recommendation__tabling__report__about"),
        meeting__body=OuterRef("endorsing_body"),
        version__number__gte=OuterRef("recommendation__tabling__appendix__number"),
    ).order_by("-meeting__held_on", "-pk")
    return {
        "endorsed_outcome": Subquery(rows.values("outcome")[:1]),
        "endorsed_on": Subquery(rows.values("meeting__held_on")[:1]),
        "endorsed_version": Subquery(rows.values("version__number")[:1]),
    }


def _endorsed_of(decision: Decision) -> Endorsed | None:
    told = decision.__dict__
    if told["endorsed_outcome"] is None:
        return None
    return Endorsed(
        told["endorsed_outcome"], told["endorsed_on"], told["endorsed_version"]
    )


def call_in_rulings() -> QuerySet[CallInRuling]:
    """Rulings on call-in with what happened under them, and what came of it last."""
    outcomes = CallInOutcome.objects.filter(called_in__ruling=OuterRef("pk"))
    last = outcomes.order_by("-number")
    return (
        CallInRuling.objects.select_related("called_in", "waiver")
        .annotate(
            last_outcome=Subquery(last.values("outcome")[:1]),
            last_outcome_on=Subquery(last.values("decided_on")[:1]),
            last_outcome_correction=Subquery(last.values("correction")[:1]),
        )
        .order_by("pk")
    )


def _ruling_columns(path: str) -> dict[str, Any]:
    """What a join brings along of rulings, and of what happened under them."""
    outcomes = CallInOutcome.objects.filter(called_in__ruling=OuterRef(f"{path}__pk"))
    last = outcomes.order_by("-number")
    joined = (
        ("ruling", path, _RULING_COLUMNS),
        ("called", f"{path}__called_in", _CALLED_COLUMNS),
        ("waiver", f"{path}__waiver", _WAIVER_COLUMNS),
    )
    return {
        **{
            f"{name}_{column}": F(f"{place}__{column}")
            for name, place, columns in joined
            for column in columns
        },
        "last_outcome": Subquery(last.values("outcome")[:1]),
        "last_outcome_on": Subquery(last.values("decided_on")[:1]),
        "last_outcome_correction": Subquery(last.values("correction")[:1]),
    }


def _keep_ruling(file: CaseFile, row: Model) -> None:
    """The ruling that a join brought along, once."""
    ruling = _joined(CallInRuling, row, "ruling", _RULING_COLUMNS)
    if ruling is None or any(kept.pk == ruling.pk for kept in file.rulings):
        return
    happened = ruling._state.fields_cache
    happened["called_in"] = _joined(CalledIn, row, "called", _CALLED_COLUMNS)
    happened["waiver"] = _joined(CallInWaiver, row, "waiver", _WAIVER_COLUMNS)
    for name in ("last_outcome", "last_outcome_on", "last_outcome_correction"):
        ruling.__dict__[name] = row.__dict__[name]
    file.rulings.append(ruling)


@cache
def _every_change() -> QuerySet[Change]:
    """Changes joined to their rounds, these to what was entered on paper, and to the
    rulings on what they decided.

    A row for each of these, or one where a round has none, or a change no round.
    """
    rulings = "rounds__decided__decision__rulings"
    writing = {"status": ChangeStatus.WRITING}
    return (
        Change.objects.select_related("started_by")
        .annotate(
            written=Case(When(**writing, then=F("draft__content"))),
            written_on=Case(When(**writing, then=F("draft__base"))),
            proposer=F("rounds__proposed_by__name"),
            decided_in=F("rounds__decided__decision"),
            raising_office=F("rounds__raised__office__name"),
            paper_office_name=F("rounds__papers__office__name"),
            paper_clerk=F("rounds__papers__entered_by__name"),
            paper_dismissal=F("rounds__papers__dismissal"),
            **{f"round_{name}": F(f"rounds__{name}") for name in _ROUND_COLUMNS},
            **{
                f"raise_{name}": F(f"rounds__raised__{name}") for name in _RAISE_COLUMNS
            },
            **_ruling_columns(rulings),
            **{
                f"paper_{name}": F(f"rounds__papers__{name}") for name in _PAPER_COLUMNS
            },
        )
        .order_by()
    )


def _read_changes(files: dict[int, CaseFile]) -> None:
    changes: dict[int, Change] = {}
    rounds: dict[int, list[SigningRound]] = defaultdict(list)
    papers: dict[int, list[PaperSignature]] = defaultdict(list)
    found = _every_change().filter(statement__in=files)
    order = ("statement_id", "number", "round_number", "paper_id", "ruling_id")
    for row in sorted(found, key=_key_of(*order)):
        change = changes.setdefault(row.pk, row)
        file = files[change.statement_id]
        _keep_ruling(file, row)
        key = row.__dict__["round_id"]
        if key is not None and key not in papers:
            read = _joined(SigningRound, row, "round", _ROUND_COLUMNS)
            read.change = change
            raised = _joined(MaterialityRaise, row, "raise", _RAISE_COLUMNS)
            if raised:
                raised.office = Office(name=row.__dict__["raising_office"])
            read._state.fields_cache["raised"] = raised
            rounds[change.pk].append(read)
            file.proposers[read.pk] = row.__dict__["proposer"]
            file.decided_in[read.pk] = row.__dict__["decided_in"]
        if key is not None:
            known = {paper.pk for paper in papers[key]}
            papers[key] += [p for p in _papers(row) if p.pk not in known]
    for change in changes.values():
        file = files[change.statement_id]
        change.statement = file.statement
        file.changes.append(change)
        hold(change, "rounds", rounds[change.pk])
        delegations = {row.pk: row for row in file.delegations}
        for read in rounds[change.pk]:
            hold(read, "papers", papers[read.pk])
            if read.delegation_id in delegations:
                read.delegation = delegations[read.delegation_id]
    every = {read.pk: read for some in rounds.values() for read in some}
    signoffs = _every_signoff().filter(signing_round__in=every) if every else ()
    given: dict[int, list[SignOff]] = defaultdict(list)
    for signoff in sorted(signoffs, key=_key_of("pk")):
        signoff.signing_round = every[signoff.signing_round_id]
        given[signoff.signing_round_id].append(signoff)
    for read in every.values():
        hold(read, "signoffs", given[read.pk])
        said = {row.paper_id: row for row in given[read.pk]}
        for paper in read.papers.all():
            paper._state.fields_cache["signoff"] = said.get(paper.pk)


@cache
def _every_signoff() -> QuerySet[SignOff]:
    return (
        SignOff.objects.select_related(
            "office",
            "person",
            "appointment__end",
            "appointment__office",
            "absence__end",
            "paper__entered_by",
            "paper__dismissal",
            "confirmed_by",
            "withdrawal",
        )
        .defer("paper__scan")
        .order_by()
    )


def _key_of(*names: str) -> Callable[[Model], tuple[int, ...]]:
    """To put rows in order by some numbers; what a join did not find comes first."""
    return lambda row: tuple(getattr(row, name) or 0 for name in names)


def _papers(row: Change) -> list[PaperSignature]:
    """What one row brought along of a signature on paper that nobody dismissed."""
    paper = _joined(PaperSignature, row, "paper", _PAPER_COLUMNS)
    told = row.__dict__
    if paper is None or told["paper_dismissal"]:
        return []
    paper.office = Office(pk=paper.office_id, name=told["paper_office_name"])
    paper.entered_by = User(pk=paper.entered_by_id, name=told["paper_clerk"])
    return [paper]


def _joined(model: type[Model], row: Model, name: str, columns: list[str]) -> Any:
    """The related row that a join brought along, or None."""
    values = [row.__dict__[f"{name}_{column}"] for column in columns]
    known = dict(zip(columns, values, strict=True))
    return model.from_db(row._state.db, columns, values) if known["id"] else None


def _read_versions(files: dict[int, CaseFile]) -> None:
    rows = Version.objects.filter(paper__in=files).select_related("proven_authority")
    for version in sorted(rows.order_by(), key=_key_of("paper_id", "number")):
        files[version.paper_id].versions.append(version)
    for file in files.values():
        _join(file)


def _join(file: CaseFile) -> None:
    """Let what was read point at what was read."""
    versions = {version.pk: version for version in file.versions}
    rounds = {r.pk: r for change in file.changes for r in change.rounds.all()}
    decisions = {decision.pk: decision for decision in file.decisions}
    for read in rounds.values():
        if read.version_id in versions:
            read.version = versions[read.version_id]
    for decision in file.decisions:
        tabling = decision.recommendation.tabling
        if tabling.appendix_id in versions:
            tabling.appendix = versions[tabling.appendix_id]
    for version in file.versions:
        version.paper = file.statement
        authority = getattr(version, "proven_authority", None)
        if authority and authority.signing_round_id in rounds:
            authority.signing_round = rounds[authority.signing_round_id]
        if authority and authority.decision_id in decisions:
            authority.decision = decisions[authority.decision_id]
