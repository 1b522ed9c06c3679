"""What is still to be signed, or by which authority nothing can be."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from decisions.authority import delegation_refusal, unsigned
from decisions.casefile import CaseFile
from decisions.coverage import Coverage, coverage
from decisions.models import Change
from decisions.states import ChangeStatus
from iegtracker import clock
from statements.models import Version

from .obstacle import BLOCKS, Obstacle


def change_obstacles(file: CaseFile, *, by: date) -> Iterator[Obstacle]:
    for change in file.open_changes:
        if change.is_final:
            continue
        place = change.get_absolute_url()
        if change.status == ChangeStatus.WRITING:
            yield Obstacle(
                "open changes",
                BLOCKS,
                # Without its title: this page has readers whom the change has not.
                f"Change {change.number} is still being written.",
                "IEG officer",
                place,
                by,
            )
        else:
            yield from _missing(change, place, by=by)


def _missing(change: Change, place: str, *, by: date) -> Iterator[Obstacle]:
    latest = max(change.rounds.all(), key=lambda r: r.number)
    name = (
        "Final approval"
        if change.is_final
        else f"Change {change.number}, “{change.title}”,"
    )
    for row in unsigned(latest):
        yield Obstacle(
            "missing sign-offs",
            BLOCKS,
            f"{name} waits for the {row.office}.",
            row.office.name,
            place,
            by,
        )


def coverage_obstacles(file: CaseFile, *, by: date) -> Iterator[Obstacle]:
    proof: Coverage = coverage(file.statement, file)
    if not proof.holds:
        place = reverse("statements:history", args=[file.statement.round])
        yield Obstacle(
            "coverage", BLOCKS, proof.sentence, "Democratic services", place, by
        )


def delegation_obstacles(
    file: CaseFile, *, approved: bool, by: date
) -> Iterator[Obstacle]:
    if approved:
        return
    today = clock.today()
    if file.live_delegations(today):
        return
    latest = file.delegations[-1] if file.delegations else None
    if error := delegation_refusal(latest, today):
        yield Obstacle("delegation", BLOCKS, str(error), "Democratic services", "", by)


def final_approval_obstacles(
    file: CaseFile, current: Version, *, approved: bool, by: date
) -> Iterator[Obstacle]:
    """Not asked for; or asked for and waiting, even beside an outright decision."""
    asked = next((change for change in file.open_changes if change.is_final), None)
    if asked:
        yield from _missing(asked, asked.get_absolute_url(), by=by)
    elif not approved:
        yield Obstacle(
            "missing sign-offs",
            BLOCKS,
            f"Nobody has asked for final approval of version {current.number}.",
            "IEG officer",
            reverse("decisions:gate", args=[file.statement.round]),
            by,
        )
