"""Speed and counts, as ratios within one run. `make bench` prints them."""

from typing import NamedTuple


class Measure(NamedTuple):
    """One figure and the most it may be; `bound` None is for information only."""

    name: str
    value: float
    bound: float | None
    unit: str
