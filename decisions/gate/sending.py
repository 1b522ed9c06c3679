"""What stands in the way of sending and publishing what was cleared."""

from collections.abc import Iterator

from django.urls import reverse

from decisions.casefile import CaseFile
from statements.models import Version
from statements.returning import OVER, return_of

from .obstacle import BLOCKS, WARNS, Obstacle


def cleared_obstacles(file: CaseFile, current: Version) -> Iterator[Obstacle]:
    if file.cleared_version != current.pk:
        yield Obstacle(
            "coverage",
            BLOCKS,
            "The current text has not been cleared.",
            "Democratic services",
        )


def read_back_obstacles(file: CaseFile) -> Iterator[Obstacle]:
    """What the ministry received is not what was cleared, and nobody has said why."""
    found = file.fact("differing_read_back")
    if found is None:
        return
    count = file.fact("differing_fields")
    fields = "1 field" if count == 1 else f"{count} fields"
    yield Obstacle(
        "incident",
        BLOCKS,
        f"What the ministry received ({file.fact('differing_reference')}) differs from "
        f"the cleared text in {fields}. Record what explains it, or send the cleared "
        "text again and read that back.",
        "Democratic services",
        reverse("decisions:read_back_result", args=[file.statement.round, found]),
    )


def return_obstacles(file: CaseFile, current: Version) -> Iterator[Obstacle]:
    """Answers that are longer than the form takes: it would cut them off."""
    if not file.asked:
        return
    place = reverse("decisions:return", args=[file.statement.round])
    for item in return_of(current.document, file.asked):
        for problem in item.problems:
            if problem.kind == OVER:
                yield Obstacle(
                    "return",
                    WARNS,
                    problem.sentence,
                    "IEG officer",
                    f"{place}#f-{item.field.key}",
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
