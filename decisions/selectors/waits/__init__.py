"""What waits for a person, each as a sentence with a verb and where it leads."""

from collections.abc import Iterator, Mapping, Sequence

from django.urls import reverse

from decisions.authority import Held
from decisions.casefile import CaseFile
from decisions.gate import Obstacle
from decisions.models import AppointmentEntry
from iegtracker.people.models import User

from .confirming import on_paper, to_confirm, to_find
from .signing import to_sign
from .steps import to_clear, to_follow_up, to_open, to_record
from .wait import Wait
from .writing import to_write

__all__ = ["Wait", "to_follow_up", "to_open", "waits_for"]


def waits_for(
    files: Sequence[CaseFile],
    found: Mapping[int, list[Obstacle]],
    user: User,
    held: Held,
    entries: Sequence[AppointmentEntry],
) -> Iterator[Wait]:
    for file in files:
        several = list(to_sign(file, user, held))
        yield from several
        # The final approval is signed by itself.
        if len([wait for wait in several if wait.number]) > 1:
            yield Wait(
                "Sign several changes on one screen",
                reverse("decisions:sign_several", args=[file.statement.round]),
                "Each is ticked by itself, and recorded by itself.",
            )
    yield from on_paper(files, user)
    yield from to_confirm(files, user, held, entries)
    for file in files:
        yield from to_find(file, user)
        yield from to_write(file, user, held)
        yield from to_record(file, found[file.statement.pk], user)
        yield from to_clear(file, found[file.statement.pk], user)
