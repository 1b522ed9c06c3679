"""What stands in the way, grouped for the page."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from decisions.access import may_see_evidence, require_gate
from decisions.casefile import CaseFile, last_round
from decisions.coverage import Coverage, coverage
from decisions.gate import (
    BLOCKS,
    WAIVER,
    WARNS,
    Obstacle,
    blocking,
    is_approved,
    meetings_in_order,
    obstacles,
    read_back_obstacles,
    working_days_left,
)
from decisions.models import Change
from decisions.permissions import Perm
from decisions.states import ChangeKind, ChangeStatus
from decisions.transitions import (
    ASK,
    CLEAR,
    DISTRIBUTE,
    ENDORSE,
    INCIDENT,
    PUBLISH,
    REOPEN,
    RESUBMIT,
    SUBMIT,
)
from iegtracker import clock
from iegtracker.people.models import User
from iegtracker.workflow import Transition, refusal
from statements.models import Statement
from statements.rendering.words import capitalised

from .casefiles import Trail, file_for, trail
from .changes import Link
from .proposing import held_today
from .rounds import RoundShown, shown

_PAGES = {
    ASK: ("decisions:ask_final_approval", "Ask for final approval"),
    CLEAR: ("decisions:clear", "Clear it for submission"),
    SUBMIT: ("decisions:submit", "Record its submission"),
    PUBLISH: ("decisions:publish", "Publish the final copy"),
    DISTRIBUTE: ("decisions:distribute", "Send the final copy to all members"),
    RESUBMIT: ("decisions:submit", "Record a further submission"),
    ENDORSE: ("decisions:record_endorsement", "Record another body’s resolution"),
    INCIDENT: ("decisions:incident", "Record that uncleared text was sent"),
    REOPEN: ("decisions:reopen", "Reopen it"),
}
_READY = {
    CLEAR: "clear",
    SUBMIT: "record its submission",
    PUBLISH: "publish",
    RESUBMIT: "send again",
}
SHADES = {BLOCKS: "blocks", WARNS: "warns", WAIVER: "waiver"}
SEVERITIES = {BLOCKS: "In the way", WARNS: "Warning", WAIVER: "Needs a waiver"}
_PEOPLE = (
    ("interest", "Nobody who signed declared an interest."),
    ("vacancy", "Somebody can act in every office of the delegation."),
)
# What is said of a kind of obstacle when there is none of it.
_IN_ORDER = {
    CLEAR: (
        ("exempt", "No part of the text is exempt."),
        ("incomplete", "Nothing in the text is still awaited."),
        ("empty", "Every section has words."),
        ("outcome", "Every outcome says what is to be said."),
        ("figures", "The figures are stated, and agree."),
        ("open changes", "No change is being written."),
        ("missing sign-offs", "Everyone who was asked to sign has signed."),
        ("reconciliation", "The grants quoted are the grants received."),
        ("delegation", "The delegation holds."),
        ("return", "Every answer fits into the ministry’s form."),
        *_PEOPLE,
    ),
    SUBMIT: (("cleared", "The current text is the cleared text."), *_PEOPLE),
    PUBLISH: (
        ("cleared", "The current text is the cleared text."),
        ("incident", "Nothing is known to have been received but the cleared text."),
    ),
}
_ALWAYS = (
    ("call-in", "No decision waits for call-in."),
    ("deadline", "There is time until the return is due."),
)


@dataclass(frozen=True)
class Item:
    """One obstacle as the page prints it."""

    sentence: str
    severity: str
    shade: str
    place: str
    by: object


@dataclass(frozen=True)
class GatePage:
    statement: Statement
    trail: Trail
    heading: str
    days: str
    groups: tuple[tuple[str, tuple[Item, ...]], ...]
    in_order: tuple[str, ...]
    coverage: Coverage
    coverage_url: str
    main: Link | None
    main_refused: str
    delegations_url: str
    others: tuple[Link, ...]
    # Where the bundle of evidence is, for those who may have it.
    evidence_url: str


def gate_page(round: str, user: User) -> GatePage:
    require_gate(user)
    file = file_for(round)
    file.held = held_today(user)
    statement = file.statement
    step = step_ahead(statement)
    found = found_ahead(file)
    main, why_not = next_link(file, found, user)
    proof = coverage(statement, file)
    kinds = {obstacle.kind for obstacle in found}
    ordered = (*_IN_ORDER.get(step, ()), *_ALWAYS) if step else ()
    in_order = [words for kind, words in ordered if kind not in kinds]
    return GatePage(
        statement=statement,
        trail=trail(statement, ("What stands in the way", None)),
        heading=_heading(step, found, is_unsent=_is_unsent(file)),
        days=days_left(statement) if not file.was_submitted else "",
        groups=tuple(_grouped(o for o in found if o.kind != "coverage")),
        in_order=(*in_order, *meetings_in_order(file)) if step else (),
        coverage=proof,
        coverage_url=reverse("statements:history", args=[statement.round]),
        main=main,
        main_refused=why_not,
        delegations_url=reverse("decisions:delegations", args=[statement.round]),
        others=_others(statement, user),
        evidence_url=reverse("decisions:evidence", args=[statement.round])
        if may_see_evidence(user)
        else "",
    )


def step_ahead(statement: Statement) -> Transition | None:
    """The step of its life that comes next, clearing first; None once published."""
    if statement.imported:
        return None
    for step in (CLEAR, SUBMIT, PUBLISH):
        if statement.status in step.sources:
            return step
    return None if statement.status in RESUBMIT.sources else CLEAR


def found_ahead(file: CaseFile) -> list[Obstacle]:
    """What stands in the way of the step ahead. Once published nothing does, but what
    the ministry received may still turn out to be something else."""
    step = step_ahead(file.statement)
    if step:
        return obstacles(file.statement, step, file)
    return list(read_back_obstacles(file))


def _is_unsent(file: CaseFile) -> bool:
    """Whether members are still to be sent the final copy that stands."""
    return not file.statement.imported and file.fact("distributed_on") is None


def _heading(
    step: Transition | None, found: Iterable[Obstacle], *, is_unsent: bool
) -> str:
    found = list(found)
    if step is None:
        if found:
            return "Published: something else was received"
        return f"Published, and {'not sent to members yet' if is_unsent else 'sent'}"
    stand = len(blocking(found))
    warn = len(found) - stand
    warnings = f"{warn} warning{'s'[: warn != 1]}" if warn else ""
    if not stand:
        ready = f"Ready to {_READY[step]}"
        return f"{ready}, with {warnings}" if warnings else ready
    things = "1 thing stands" if stand == 1 else f"{stand} things stand"
    tail = f", {warnings}" if warnings else ""
    return f"Not yet ready to {_READY[step]}: {things} in the way{tail}"


def _grouped(
    found: Iterable[Obstacle],
) -> Iterable[tuple[str, tuple[Item, ...]]]:
    owners: dict[str, list[Item]] = {}
    for o in found:
        item = Item(
            o.sentence, SEVERITIES[o.severity], SHADES[o.severity], o.place, o.by
        )
        owners.setdefault(o.owner, []).append(item)
    return ((capitalised(owner), tuple(items)) for owner, items in owners.items())


def next_link(
    file: CaseFile, found: list[Obstacle], user: User
) -> tuple[Link | None, str]:
    """The one step that this reader can take next, or why it is closed to them.

    `found` is what stands in the way of the step ahead.
    """
    statement = file.statement
    step = step_ahead(statement)
    if step is CLEAR and not is_approved(file) and statement.status in ASK.sources:
        asked = any(change.is_final for change in file.open_changes)
        if asked:
            return None, "Final approval has been asked for, and waits for signatures."
        step = ASK
        # What only the final approval itself can answer does not keep it back.
        found = [o for o in found if not _is_unasked(o)]
    if step is None and _is_unsent(file):
        step, found = DISTRIBUTE, []
    if step is None:
        return None, ""
    if blocking(found, step):
        return None, ""
    if error := refusal(step, statement, user):
        return None, str(error)
    name, label = _PAGES[step]
    return Link(label, reverse(name, args=[statement.round])), ""


def _is_unasked(obstacle: Obstacle) -> bool:
    return obstacle.kind == "missing sign-offs" and obstacle.place.endswith("/gate/")


def _others(statement: Statement, user: User) -> tuple[Link, ...]:
    found = []
    if user.holds(Perm.SEE_ROLL) and statement.__dict__["copied_on"]:
        address = reverse("decisions:distribution", args=[statement.round])
        found.append(Link("See which members have the final copy", address))
    for step in (ENDORSE, RESUBMIT, REOPEN, INCIDENT):
        if not statement.imported and refusal(step, statement, user) is None:
            name, label = _PAGES[step]
            found.append(Link(label, reverse(name, args=[statement.round])))
    return tuple(found)


_WORDS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


def days_left(statement: Statement) -> str:
    """Six working days are left: the statement is due on 20 December 2004."""
    left = working_days_left(statement)
    due = f"{statement.due.day} {statement.due:%B %Y}"
    if clock.today() == statement.due:
        return f"The statement is due today, {due}."
    late = left < 0
    count = abs(left)
    number = _WORDS[count] if count < len(_WORDS) else str(count)
    days = "working day" if count == 1 else "working days"
    if late:
        return f"{number} {days} late: the statement was due on {due}."
    verb = "is" if count == 1 else "are"
    return f"{number} {days} {verb} left: the statement is due on {due}."


def final_approval(file: CaseFile) -> tuple[Change, RoundShown] | None:
    """The final approval that stands, with its signatures."""
    for change in reversed(file.changes):
        latest = last_round(change)
        if (
            change.kind == ChangeKind.FINAL
            and change.status == ChangeStatus.APPLIED
            and latest
        ):
            return change, shown(latest, file, latest=True)
    return None
