"""What waits for a person, each as a sentence with a verb and where it leads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from decisions.access import may_see_change
from decisions.actions.papers import paper_forbidden
from decisions.actions.rulings import confirmation_refusal
from decisions.authority import (
    Standing,
    council_day,
    offices_open_to,
    scope_refusal,
    standing,
)
from decisions.call_in import rests_on, waiting_words
from decisions.casefile import CaseFile, last_round
from decisions.gate import (
    WAIVER,
    Obstacle,
    last_safe_day,
)
from decisions.models import (
    AppointmentEntry,
    Change,
    SigningRound,
    corrections,
)
from decisions.permissions import Perm
from decisions.states import ChangeStatus, Verdict
from decisions.transitions import DECIDE, WITHDRAW
from iegtracker import clock
from iegtracker.people.models import User
from iegtracker.workflow import refusal
from statements.access import opening_refusal
from statements.checks import findings
from statements.document import Document
from statements.models import Statement
from statements.permissions import Perm as PaperPerm

from .casefiles import address, spoken
from .changes import shown_redline, stale_at
from .distribution import copies_to_follow_up
from .gate import next_link, step_ahead
from .paper_forms import waiting_papers
from .proposing import Held


@dataclass(frozen=True)
class Wait:
    """One thing that waits for its reader: a sentence with a verb, and where.

    `brief` says it without a word of the statement, for messages and calendars, where
    `key` tells it from all others; `asked` is the round that is to be signed.
    """

    words: str
    url: str
    note: str = ""
    key: str = ""
    brief: str = ""
    by: date | None = None
    since: datetime | None = None
    about: Statement | None = None
    asked: SigningRound | None = None
    standing: Standing | None = None
    # Of a change of the text that waits to be signed.
    number: int = 0


def waits_for(
    files: Sequence[CaseFile],
    found: Mapping[int, list[Obstacle]],
    user: User,
    held: Held,
    entries: Sequence[AppointmentEntry],
) -> Iterator[Wait]:
    for file in files:
        several = list(_to_sign(file, user, held))
        yield from several
        # The final approval is signed by itself.
        if len([wait for wait in several if wait.number]) > 1:
            yield Wait(
                "Sign several changes on one screen",
                reverse("decisions:sign_several", args=[file.statement.round]),
                "Each is ticked by itself, and recorded by itself.",
            )
    yield from _on_paper(files, user)
    yield from _to_confirm(files, user, held, entries)
    for file in files:
        yield from _to_find(file, user)
        yield from _to_write(file, user, held)
        yield from _to_record(file, found[file.statement.pk], user)
        yield from _to_clear(file, found[file.statement.pk], user)


def _to_confirm(
    files: Sequence[CaseFile],
    user: User,
    held: Held,
    entries: Sequence[AppointmentEntry],
) -> Iterator[Wait]:
    """What another clerk entered, and this one may confirm."""
    note = "It counts once a second clerk confirms."
    for file in files if user.holds(Perm.RECORD_URGENCY) else ():
        told = file.statement.__dict__
        holder = held.get(told["urgent_office"])
        own = told["urgent_entered_by"] == user.pk or (
            holder is not None and holder.person_id == user.pk
        )
        if told["urgent_key"] and not own:
            brief = f"Confirm an urgent power of the {told['urgent_named']}"
            yield Wait(
                f"{brief} over {file.statement}",
                reverse("decisions:delegations", args=[file.statement.round]),
                f"It was not decided by a meeting. {note}",
                key=f"urgency-{told['urgent_key']}",
                brief=brief,
                since=told["urgent_entered_at"],
                about=file.statement,
            )
    for file in files:
        for case in rests_on(file):
            if case.waiting and confirmation_refusal(case, user) is None:
                brief = "Confirm what was entered about call-in"
                yield Wait(
                    f"{brief} of {case.words}",
                    reverse("decisions:call_in", args=[file.statement.round]),
                    waiting_words(case),
                    key=f"call-in-{case.waiting.pk}",
                    brief=f"{brief} ({file.statement.short_title})",
                    since=case.waiting.recorded_at,
                    about=file.statement,
                )
    for entry in entries:
        brief = f"Confirm the appointment of {entry.person} as {entry.office}"
        yield Wait(
            brief,
            reverse("decisions:confirm", args=[entry.pk]),
            f"Entered by {entry.entered_by}. {note}",
            key=f"entry-{entry.pk}",
            brief=brief,
            since=entry.entered_at,
        )


def _to_find(file: CaseFile, user: User) -> Iterator[Wait]:
    """Corrected wordings on which a second clerk's finding is wanting."""
    if not user.holds(Perm.RECORD_DECISION):
        return
    for decision in file.decisions_in_force:
        words = corrections.standing(decision)
        if words.waits_for(user):
            yield Wait(
                f"Find whether the corrected wording of the {decision} still stands",
                reverse("decisions:record_finding", args=[words.correction]),
                "The text cannot be cleared before.",
                key=f"finding-{words.correction}",
                brief="Find whether a corrected wording still stands",
                about=file.statement,
            )


def _to_sign(file: CaseFile, user: User, held: Held) -> Iterator[Wait]:
    """Newest first, each with the words that its redline computes."""
    waiting = [
        (read, change)
        for change in file.open_changes
        if change.status == ChangeStatus.PROPOSED and (read := last_round(change))
    ]
    for read, change in sorted(
        waiting, key=lambda pair: pair[0].proposed_at, reverse=True
    ):
        standings = _standings(read, user, held)
        if stale_at(file, change) or scope_refusal(read) or not standings:
            continue
        url = reverse("decisions:sign", args=[file.statement.round, change.number])
        signed = [str(row.office) for row in read.signoffs.all()]
        note = f"The {' and the '.join(signed)} has signed. " if signed else ""
        by = last_safe_day(file.statement)
        title = "" if change.is_final else f"{change.title}. "
        words = f"{title}{note}Please answer by {council_day(by)}."
        brief = "Give final approval" if change.is_final else f"Sign {change}"
        yield Wait(
            _sign_words(file, change),
            url,
            words,
            key=f"sign-{read.pk}",
            brief=f"{brief} ({file.statement.short_title})",
            by=by,
            since=read.proposed_at,
            about=file.statement,
            asked=read,
            standing=standings[0],
            number=0 if change.is_final else change.number,
        )


def _on_paper(files: Sequence[CaseFile], user: User) -> Iterator[Wait]:
    """What another clerk entered from signed forms, and this one may confirm."""
    if not user.holds(Perm.RECORD_PAPER) or paper_forbidden():
        return
    found = [
        (change, read, paper)
        for file in files
        for change in file.open_changes
        if change.status == ChangeStatus.PROPOSED and (read := last_round(change))
        for paper in waiting_papers(read)
    ]
    for change, read, paper in found:
        if user.pk in {paper.entered_by_id, paper.person_id, *read.author_keys}:
            continue
        yield Wait(
            f"Confirm the signature on paper of the {paper.office} on {spoken(change)}",
            address("paper", change, paper.pk),
            f"Entered by {paper.entered_by}. It counts once you confirm it.",
            key=f"paper-{paper.pk}",
            brief=f"Confirm a signature on paper on {spoken(change)}",
            since=paper.entered_at,
            about=change.statement,
        )


def _standings(read: SigningRound, user: User, held: Held) -> list[Standing]:
    today = clock.today()
    found = [
        standing(read, row.office, user, held, on=today)
        for row in offices_open_to(read, user, held)
    ]
    return [row for row in found if isinstance(row, Standing)]


def _sign_words(file: CaseFile, change: Change) -> str:
    if change.is_final:
        read = last_round(change)
        number = read.version.number if read else ""
        return f"Give final approval to version {number} of {file.statement}"
    return f"Sign change {change.number}: {_in_short(file, change)}"


def _in_short(file: CaseFile, change: Change) -> str:
    """The first of the redline's own sentences, and how many more there are."""
    sentences = shown_redline(file, change).sentences
    if not sentences:
        return change.title
    first = sentences[0].removesuffix(".")
    more = len(sentences) - 1
    return f"{first}, and {more} more" if more else first


def _to_write(file: CaseFile, user: User, held: Held) -> Iterator[Wait]:
    """Changes that came back, that the text has left behind, that are being written.

    An office-holder is asked for those only that they began themselves.
    """
    if not user.holds(Perm.WRITE_CHANGE):
        return
    signs = any(row.person_id == user.pk for row in held.values())
    for change in reversed(file.open_changes):
        if change.is_final or (signs and change.started_by_id != user.pk):
            continue
        if not may_see_change(user, change, file.delegations):
            continue
        name, url = f"change {change.number}", change.get_absolute_url()
        where = stale_at(file, change)
        told: dict[str, Any] = {
            "key": f"write-{change.pk}",
            "by": last_safe_day(file.statement),
            "since": change.started_at,
            "about": file.statement,
        }
        tail = f"({file.statement.short_title})"
        if where:
            yield Wait(
                f"Bring {name} up to date: {change.title}",
                url,
                f"The text has moved on at {where}.",
                brief=f"Bring {name} up to date {tail}",
                **told,
            )
        elif refused := _held_to_be_material(change):
            yield Wait(f"Recall {name}: {change.title}", url, refused)
        elif refusal(WITHDRAW, change, user) is None:
            back = _came_back(change)
            verb = "Put right" if back else "Go on writing"
            note = back or f"Begun by {change.started_by}."
            brief = f"{verb} {name} {tail}"
            yield Wait(f"{verb} {name}: {change.title}", url, note, brief=brief, **told)


def _held_to_be_material(change: Change) -> str:
    """Why nobody can approve a change that waits, since a signer raised it."""
    latest = last_round(change)
    waits = change.status == ChangeStatus.PROPOSED and latest
    return str(scope_refusal(latest) or "") if waits and latest else ""


def _came_back(change: Change) -> str:
    latest = last_round(change)
    rows = latest.signoffs.all() if latest else ()
    for row in rows:
        if row.verdict == Verdict.RETURNED:
            return f"Returned by the {row.office}: “{row.comment}”"
    return ""


def _to_record(file: CaseFile, found: list[Obstacle], user: User) -> Iterator[Wait]:
    """Drafts to write, awaited text to fill in, decisions to record."""
    statement = file.statement
    due = last_safe_day(statement)
    drafted = statement.__dict__["drafted"]
    if drafted is not None and _is_officer(user):
        left = len(findings(Document.from_bytes(bytes(drafted))))
        note = (
            "1 thing is incomplete or does not agree."
            if left == 1
            else f"{left} things are incomplete or do not agree."
        )
        yield Wait(
            f"Go on writing {statement}",
            statement.get_absolute_url(),
            note if left else "Nothing is incomplete, and its figures agree.",
            key=f"draft-{statement.pk}",
            brief=f"Go on writing the statement ({statement.short_title})",
            by=due,
            about=statement,
        )
    awaited = [o for o in found if o.severity == WAIVER]
    if awaited and _is_officer(user):
        yield Wait(
            "Fill in the part that is still awaited"
            if len(awaited) == 1
            else f"Fill in {len(awaited)} parts that are still awaited",
            reverse("decisions:gate", args=[statement.round]),
            awaited[0].sentence,
            key=f"awaited-{statement.pk}",
            brief=f"Fill in what is still awaited ({statement.short_title})",
            by=min((o.by for o in awaited if o.by), default=due),
            about=statement,
        )
    day = file.fact("meeting_day")
    if refusal(DECIDE, statement, user) is None and day and day <= clock.today():
        body = file.fact("meeting_name")
        yield Wait(
            f"Record what {body} decided on {council_day(day)}",
            reverse(
                "decisions:decide", args=[day.isoformat(), file.fact("meeting_body")]
            ),
            f"About {statement}.",
            key=f"decide-{statement.pk}-{day.isoformat()}",
            brief=f"Record what {body} decided ({statement.short_title})",
            by=due,
            about=statement,
        )


def _is_officer(user: User) -> bool:
    """Those who keep the text: they record receipts, and delegates do not."""
    return user.holds(PaperPerm.RECORD_RECEIPT)


def _to_clear(file: CaseFile, found: list[Obstacle], user: User) -> Iterator[Wait]:
    """The step ahead when nothing blocks it, and what democratic services owe."""
    statement = file.statement
    link, _ = next_link(file, found, user)
    about: dict[str, Any] = {"by": last_safe_day(statement), "about": statement}
    tail = f"({statement.short_title})"
    if link and step_ahead(statement):
        yield Wait(
            f"{link.label}: {statement}",
            link.url,
            "Nothing stands in the way.",
            key=f"step-{statement.pk}-{statement.status}",
            brief=f"{link.label} {tail}",
            **about,
        )
    if user.holds(Perm.CLEAR):
        for o in found:
            if o.owner == "Democratic services" and o.place:
                yield Wait(
                    f"Look into this: {o.sentence}",
                    o.place,
                    key=f"look-{statement.pk}-{o.kind}",
                    brief=f"Look into what stands in the way: {o.kind} {tail}",
                    **about,
                )


def to_follow_up(statements: Sequence[Statement], user: User) -> Iterator[Wait]:
    """Final copies of which it is not certain that all members have them."""
    for waiting in copies_to_follow_up(statements, user):
        address = reverse("decisions:distribution", args=[waiting.statement.round])
        yield Wait(waiting.words, address, waiting.note, about=waiting.statement)


def to_open(user: User) -> Iterator[Wait]:
    """The first statement, as long as there is none to work on."""
    if opening_refusal(user) is None:
        address = reverse("statements:open_statement")
        yield Wait("Open the statement of a round", address, "No statement is open.")
