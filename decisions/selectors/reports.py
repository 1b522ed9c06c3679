"""What the page of a report says, and what may be done with it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse

from decisions.access import may_see_changes
from decisions.actions.meetings import revision_refusal
from decisions.actions.precedents import citing_refusal
from decisions.models import Report, Tabling
from decisions.transitions import REPORT, REVISE, WITHDRAW_REPORT
from iegtracker import clock
from iegtracker.people.models import User, Visitor
from iegtracker.workflow import refusal
from statements.access import may_read, reader_of, sees_drafts
from statements.document import Document
from statements.document.exempt import withheld
from statements.models import Draft, Version
from statements.rendering.outline import Outline, outline
from statements.rendering.words import exempt_notice
from statements.states import DraftStatus

from .papers import (
    RecommendationTold,
    last_tabling,
    notices_told,
    recommendations_told,
    with_delegations,
)
from .precedents import CitationTold, citations_told
from .proceedings import NoticeTold, notice_told

Link = tuple[str, str]


@dataclass(frozen=True)
class SectionLink:
    """What the reader of a draft may do with one section."""

    url: str
    label: str = "Edit"


@dataclass(frozen=True)
class ReportPage:
    report: Report
    outline: Outline
    tabling: Tabling | None
    shows_draft: bool
    other: Link | None
    digest: str
    exempt: str
    may_read_statement: bool
    main: Link | None
    links: tuple[Link, ...]
    notices: tuple[NoticeTold, ...]
    citations: tuple[CitationTold, ...]


def open_draft_of(report: Report, user: Visitor) -> Draft | None:
    """The draft of the report, for those who may see drafts."""
    if not may_see_changes(user):
        return None
    return Draft.objects.filter(
        paper=report, purpose=Draft.Purpose.PAPER, status=DraftStatus.OPEN
    ).first()


def shown_text(
    report: Report, user: Visitor, *, wants_draft: bool
) -> tuple[Version | Draft | None, Draft | None]:
    """What this person reads of a report: what was tabled, or its draft; and the draft.

    The draft is shown when it is asked for, and while nothing has been tabled.
    """
    tabling, draft = last_tabling(report), open_draft_of(report, user)
    if draft and (wants_draft or tabling is None):
        return draft, draft
    return (tabling.text if tabling else None), draft


def report_page(
    report: Report, user: Visitor, *, wants_draft: bool
) -> ReportPage | None:
    """None when there is nothing that this person may read."""
    shown, draft = shown_text(report, user, wants_draft=wants_draft)
    if shown is None:
        return None
    with_delegations([report])
    tabling = last_tabling(report)
    document = withheld(shown.document, reader_of(user))
    is_draft = shown is draft
    address = report.get_absolute_url()
    other: Link | None = None
    if is_draft and tabling:
        other = ("Read what was put to the meeting", address)
    elif draft:
        other = ("Read the revision that is being written", f"{address}?text=draft")
    open_steps = _open_steps(report, tabling, user) if isinstance(user, User) else []
    main = open_steps[0] if open_steps else None
    return ReportPage(
        report=report,
        outline=_outline(document, report, tabling, draft, user, is_draft),
        tabling=tabling,
        shows_draft=is_draft,
        other=other,
        digest=document.digest,
        exempt=exempt_notice(document) if sees_drafts(user) else "",
        may_read_statement=may_read(user, report.about),
        main=main,
        links=(*open_steps[1:], *_cite(report, user)),
        notices=tuple(
            notice_told(
                "Revised papers" if row.number > 1 else "Papers", notice, report.meeting
            )
            for row, notice in notices_told(report)
        ),
        citations=tuple(citations_told(Q(report=report)).get(report.pk, ())),
    )


def _cite(report: Report, user: Visitor) -> list[Link]:
    if citing_refusal(user) is not None:
        return []
    address = reverse("decisions:cite_decision", args=[report.number])
    return [("Record an earlier decision that it refers to", address)]


def _open_steps(report: Report, tabling: Tabling | None, user: User) -> list[Link]:
    """What this person may do with the report now, the next step first."""
    steps = [
        ("put", "Put it to the meeting", may_put(report, user)),
        (
            "revise",
            "Revise the papers",
            refusal(REVISE, report.about, user) is None
            or revision_refusal(report.about, user) is None,
        ),
        (
            "withdraw_report",
            "Take it off the agenda",
            refusal(WITHDRAW_REPORT, report.about, user) is None,
        ),
    ]
    return [
        (words, reverse(f"decisions:{name}", args=[report.number]))
        for name, words, is_open in steps
        if is_open and (name == "put" or (tabling and not _is_decided(tabling)))
    ]


def may_put(report: Report, user: User) -> bool:
    """Whether the report can be put to its meeting today."""
    tabling = last_tabling(report)
    return (
        report.meeting.held_on >= clock.today()
        and not (tabling and _is_decided(tabling))
        and refusal(REPORT, report.about, user) is None
    )


def _is_decided(tabling: Tabling) -> bool:
    return any(hasattr(row, "decision") for row in tabling.recommendations.all())


def _outline(
    document: Document,
    report: Report,
    tabling: Tabling | None,
    draft: Draft | None,
    user: Visitor,
    is_draft: bool,
) -> Outline:
    notes: dict[str, Any] = {}
    actions: dict[str, SectionLink] = {}
    if is_draft and draft and user.holds("statements.edit_paper"):
        actions = {
            uid: SectionLink(
                reverse("decisions:report_section", args=[report.number, uid])
            )
            for uid in document.children()
        }
    elif not is_draft:
        notes = {
            row.uid: _note(row)
            for row in recommendations_told(tabling, reader_of(user))
        }
    return outline(document, notes=notes, actions=actions)


def _note(row: RecommendationTold) -> str:
    """The decision as it stands beside its recommendation."""
    return render_to_string("decisions/_decision_note.html", {"row": row})
