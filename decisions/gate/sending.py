"""What stands in the way of sending and publishing what was cleared."""

from collections.abc import Iterator

from django.urls import reverse

from decisions.casefile import CaseFile
from statements.models import Version

from .obstacle import BLOCKS, Obstacle


def cleared_obstacles(file: CaseFile, current: Version) -> Iterator[Obstacle]:
    if file.cleared_version != current.pk:
        yield Obstacle(
            "coverage",
            BLOCKS,
            "The current text has not been cleared.",
            "Democratic services",
        )


def incident_obstacles(file: CaseFile) -> Iterator[Obstacle]:
    if file.incident_unanswered:
        yield Obstacle(
            "incident",
            BLOCKS,
            f"Text that was not cleared was sent ({file.incident_reference}). "
            "Send the cleared text and record that submission first.",
            "Democratic services",
            reverse("decisions:submit", args=[file.statement.round]),
        )
