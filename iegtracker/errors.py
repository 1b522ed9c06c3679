"""Why an action was refused, as a sentence for the reader."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied


class DomainError(Exception):
    """A refusal. `field` names the form field the sentence belongs beside, if any."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        self.field = field
        super().__init__(sentence)


class WrongState(DomainError):
    """Too early or too late: the object's status does not allow the step."""


class NotAllowed(DomainError, PermissionDenied):
    """This person may not take the step, whatever the time."""


class NotReady(DomainError):
    """Something stands in the way; `obstacles` says what."""

    def __init__(
        self,
        sentence: str,
        *,
        obstacles: Sequence[Any] = (),
        field: str | None = None,
    ) -> None:
        self.obstacles = tuple(obstacles)
        super().__init__(sentence, field=field)


class Stale(DomainError):
    """Somebody was quicker: what the person saw is no longer so."""


class BadInput(DomainError):
    """What was typed cannot be recorded; the field says where."""
