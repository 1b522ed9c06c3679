"""Schedule 12A to the Local Government Act 1972: under which paragraph words are
exempt, and whether members may read them all the same.

The Schedule was put anew from 1 March 2006. A description stands only where its source
was seen; the other paragraphs are known here by their numbers alone.
"""

from collections.abc import Mapping
from datetime import date

NEW_FROM = date(2006, 3, 1)
# Paragraph 3 is open to members, but for terms that are still being negotiated.
NEGOTIATED = "3-terms"

OLD: Mapping[str, str] = {str(number): "" for number in range(1, 16)}
NEW: Mapping[str, str] = {
    "1": "an individual",
    "2": "the identity of an individual",
    "3": "business affairs",
    NEGOTIATED: "business affairs: terms of a contract under negotiation",
    "4": "",
    "5": "",
    "6": "",
    "7": "crime",
}
PARAGRAPHS: Mapping[str, str] = {**OLD, **NEW}

_CLOSED_TO_MEMBERS = frozenset(["1", "2", "3", "4", "5", "6", "9", "11", "12", "14"])
_OPEN_TO_MEMBERS = frozenset({"3", "6"})


def paragraphs(on: date) -> Mapping[str, str]:
    """The paragraphs in force on a day, each with its description if that is sure."""
    return NEW if on >= NEW_FROM else OLD


def number(paragraph: str) -> str:
    """The number as the Schedule prints it."""
    return paragraph.partition("-")[0]


def members_may_see(paragraph: str, on: date) -> bool:
    """Whether a member of the council may read what is exempt under `paragraph`.

    Until 28 February 2006 regulation 17 of SI 2000/3272 closed paragraphs 1 to 6, 9,
    11, 12 and 14 to members. From 1 March 2006 everything exempt is closed to them
    save paragraph 3, other than contract terms under negotiation, and paragraph 6;
    regulation 16 of SI 2012/2089 says the same. What the Schedule of that day does
    not hold is closed.
    """
    if paragraph not in paragraphs(on):
        return False
    if on >= NEW_FROM:
        return paragraph in _OPEN_TO_MEMBERS
    return paragraph not in _CLOSED_TO_MEMBERS
