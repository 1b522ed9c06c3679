"""The numbers of records of decisions, by the council's own patterns.

`IEG_RECORD_PATTERN` numbers what a body decided, `IEG_DELEGATED_RECORD_PATTERN` what
was decided under a delegation. Placeholders:

- `{body}`: the first three letters of the body's name, in capitals (`CAB`); `DD` in a
  delegated decision, which no body takes
- `{date}`: the day of the decision, `2004-12-09`; `{year}`, `{month}`, `{day}`: its
  parts
- `{n}`: counts from 1 within everything else that the number says; `{n:03}` is `001`

What the council used in 2004 is not known, so the patterns that hold when nothing is
set are this system's own, and the pages say so.
"""

from collections.abc import Container
from datetime import date
from itertools import count
from string import Formatter

from django.conf import settings
from django.utils.text import slugify

BODY_PATTERN, DELEGATED_PATTERN = "IEG_RECORD_PATTERN", "IEG_DELEGATED_RECORD_PATTERN"
OWN_PATTERNS = {BODY_PATTERN: "{body}/{date}/{n}", DELEGATED_PATTERN: "DD/{year}/{n}"}
LONGEST = 80
_NAMES = ("body", "date", "year", "month", "day", "n")
_EXAMPLE = ("Cabinet", date(2004, 12, 9))


def pattern_for(*, delegated: bool) -> str:
    """The council's pattern for one kind of decision."""
    return str(getattr(settings, DELEGATED_PATTERN if delegated else BODY_PATTERN))


def is_own(*, delegated: bool) -> bool:
    """Whether the council has set no pattern, so that the system's own holds."""
    name = DELEGATED_PATTERN if delegated else BODY_PATTERN
    return pattern_for(delegated=delegated) == OWN_PATTERNS[name]


def next_number(
    pattern: str, body: str, day: date, taken: Container[str]
) -> tuple[str, str]:
    """The first number whose address is not taken, and that address."""
    return next(
        (number, slug)
        for number, slug in (_at(pattern, body, day, n) for n in count(1))
        if slug not in taken
    )


def start_of(pattern: str, body: str, day: date) -> str:
    """What the addresses of all numbers begin with that count on from one another."""
    return slug_of(_written(pattern.partition("{n")[0], body, day, 0))


def slug_of(number: str) -> str:
    """A number as it stands in an address: `cab-2004-12-09-1`."""
    return slugify(number.replace("/", "-").replace(".", "-"))


def pattern_problem(pattern: str) -> str:
    """Why no records can be numbered by this pattern, or nothing."""
    try:
        parts = list(Formatter().parse(pattern))
    except ValueError as error:
        return f"it cannot be read ({error})"
    names = [name for _, name, _, _ in parts if name is not None]
    unknown = [name for name in names if name not in _NAMES]
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in _NAMES)
        return f"{{{unknown[0]}}} is no placeholder: there are {known}"
    if names.count("n") != 1:
        return "{n} must stand in it, once"
    try:
        numbers = [_at(pattern, *_EXAMPLE, n) for n in (1, 2, 99_999)]
    except (ValueError, TypeError) as error:
        return f"a placeholder cannot be written in that form ({error})"
    if len({slug for _, slug in numbers}) < len(numbers):
        return "two records would have one address"
    if max(len(number) for number, _ in numbers) > LONGEST:
        return f"its numbers are longer than {LONGEST} characters"
    return ""


def _at(pattern: str, body: str, day: date, n: int) -> tuple[str, str]:
    number = _written(pattern, body, day, n)
    return number, slug_of(number)


def _written(pattern: str, body: str, day: date, n: int) -> str:
    letters = "".join(letter for letter in body if letter.isalnum())
    return pattern.format(
        body=letters[:3].upper() or "DD",
        date=day.isoformat(),
        year=day.year,
        month=day.month,
        day=day.day,
        n=n,
    )
