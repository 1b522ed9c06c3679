"""One thing that stands in the way of a step, as data. Its shape is final."""

from dataclasses import dataclass
from datetime import date

BLOCKS, WARNS, WAIVER = "blocks", "warns", "needs a waiver"


@dataclass(frozen=True)
class Obstacle:
    """One thing in the way: what, how grave, whose, where, and by when."""

    kind: str
    severity: str
    sentence: str
    owner: str
    place: str = ""
    by: date | None = None

    def __str__(self) -> str:
        return self.sentence
