"""Figures: totals, BVPI 157, pounds, and whether amounts agree. Never floats."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from .document import Document
from .findings import Finding

BVPI157 = "bvpi157"
ADDED_UP = frozenset({"count", "pence"})

_HUNDREDTH = Decimal("0.01")


def whole_number(value: Any) -> int | None:
    """The value if it is a number; JSON's `true` is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def pounds(pence: int) -> str:
    """£200,000, or £1,234.50 where there are pence."""
    whole, rest = divmod(abs(pence), 100)
    sign = "−" if pence < 0 else ""
    return f"{sign}£{whole:,}.{rest:02}" if rest else f"{sign}£{whole:,}"


def per_cent(part: int, whole: int) -> Decimal | None:
    """`part` of `whole` to two places; nothing is a share of nothing."""
    if not whole:
        return None
    return (Decimal(100 * part) / whole).quantize(_HUNDREDTH, ROUND_HALF_UP)


def figure_rows(document: Document, section: str) -> tuple[str, ...]:
    """The rows of figures of a section, in order."""
    return tuple(
        uid
        for uid in document.children(section)
        if document.get(uid, "kind") == "figure"
    )


def _counted(document: Document, section: str) -> Iterator[Mapping[str, Any]]:
    """The cells of the rows that count: all but those expressly not included."""
    for uid in figure_rows(document, section):
        cells = document.get(uid, "cells")
        if cells.get("included") is not False:
            yield cells


def totals(document: Document, section: str) -> dict[str, int | None]:
    """The sum of each column of numbers, by the column's key.

    None for columns that are not added up, and while a figure is missing: the total
    of what is not known is not known. Rows that are not included do not count.
    """
    rows = list(_counted(document, section))
    sums: dict[str, int | None] = {}
    for column in document.get(section, "columns", ()):
        found = [whole_number(cells.get(column["key"])) for cells in rows]
        given = [number for number in found if number is not None]
        whole = column["unit"] in ADDED_UP and rows and len(given) == len(found)
        sums[column["key"]] = sum(given) if whole else None
    return sums


@dataclass(frozen=True)
class Bvpi157:
    """Types of interaction enabled for electronic delivery, of those permissible."""

    enabled: int | None
    permissible: int | None

    @property
    def per_cent(self) -> Decimal | None:
        """None where nothing is permissible, a count is missing or one is wrong."""
        if self.enabled is None or self.permissible is None:
            return None
        if not 0 <= self.enabled <= self.permissible:
            return None
        return per_cent(self.enabled, self.permissible)

    @property
    def words(self) -> str:
        """As a reader sees it: "71.43%", "Not applicable" or "Not stated"."""
        if self.permissible == 0 and self.enabled == 0:
            return "Not applicable"
        share = self.per_cent
        return "Not stated" if share is None else f"{share:f}%"


def bvpi157(document: Document, section: str) -> Bvpi157:
    """BVPI 157 from the counts of the included types, never from percentages.

    Whether a type (procurement, say) counts was for each council to say, so each row
    carries `included` and a reason.
    """
    enabled = permissible = 0
    for cells in _counted(document, section):
        row_enabled = whole_number(cells.get("enabled"))
        row_permissible = whole_number(cells.get("permissible"))
        if row_enabled is None or row_permissible is None:
            return Bvpi157(None, None)
        if not 0 <= row_enabled <= row_permissible:
            return Bvpi157(None, None)
        enabled += row_enabled
        permissible += row_permissible
    return Bvpi157(enabled, permissible)


def quoted_grants(document: Document) -> dict[str, int]:
    """The pence that the paper's grants quote for each year, but for what is withheld
    from its reader."""
    quoted: dict[str, int] = {}
    for uid in document.walk():
        if document.get(uid, "kind") == "grant":
            quote = document.get(uid, "quote")
            if quote["pence"] is None:
                continue
            quoted[quote["year"]] = quoted.get(quote["year"], 0) + quote["pence"]
    return quoted


@dataclass(frozen=True)
class Amounts:
    """The pence that a text names as a total, and for each year."""

    total: int | None = None
    by_year: Mapping[str, int] = field(default_factory=dict)


_TIMES = {
    "": 1,
    "k": 1_000,
    "thousand": 1_000,
    "m": 1_000_000,
    "million": 1_000_000,
    "bn": 1_000_000_000,
    "billion": 1_000_000_000,
}
_AMOUNT = re.compile(
    r"£ ?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d{1,9})?|\d{1,12}(?:\.\d{1,9})?)"
    r"(?: ?(?P<times>k|m|bn|thousand|million|billion)\b)?"
    r"(?: (?:in|for|during) (?P<year>\d{4}(?:[/-]\d{2,4})?)\b)?",
    re.IGNORECASE,
)
_TOTAL_BEFORE = re.compile(
    r"\b(?:totalling|total(?:s|led)?(?: of| is| was)?|amounting to|comes? to)[ :]*$",
    re.IGNORECASE,
)
_TOTAL_BEHIND = re.compile(r" (?:in total|altogether|in all)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"£(])|\n\n+")


def amounts_in_text(text: str) -> Amounts:
    """The first total that a text names, and the years named in the same sentence.

    As in "grants totalling £750,000 (£200K in 2002, £200K in 2003 and £350K in
    2004)". A text without a total gives the years of its first sentence with any.
    """
    sentences = [_amounts(" ".join(part.split())) for part in _SENTENCE.split(text)]
    for found in sentences:
        if found.total is not None:
            return found
    return next((found for found in sentences if found.by_year), Amounts())


def _amounts(sentence: str) -> Amounts:
    total: int | None = None
    by_year: dict[str, int] = {}
    for found in _AMOUNT.finditer(sentence):
        pence = _pence(found["number"], found["times"] or "")
        if pence is None:
            continue
        before = sentence[max(0, found.start() - 40) : found.start()]
        named = _TOTAL_BEFORE.search(before) or _TOTAL_BEHIND.match(
            sentence, found.end()
        )
        if named and total is None:
            total = pence
        elif found["year"]:
            by_year[found["year"]] = by_year.get(found["year"], 0) + pence
    return Amounts(total, by_year)


def _pence(number: str, times: str) -> int | None:
    pence = Decimal(number.replace(",", "")) * _TIMES[times.lower()] * 100
    return int(pence) if pence == int(pence) else None


def reconcile(
    ledger: Mapping[str, int],
    quoted: Mapping[str, int],
    stated_total: int | None,
    *,
    place: str = "The text",
    uid: str = "",
) -> list[Finding]:
    """Where what a text says of grants differs from the receipts, year by year.

    `place` begins the sentences: "Paragraph 2 says £750,000; the receipts come to
    £740,000."
    """

    def differs(says: str, come_to: str) -> Finding:
        return Finding("reconciliation", uid, f"{place} says {says}; {come_to}.")

    findings = []
    for year in sorted(quoted.keys() | ledger.keys()) if quoted else ():
        said, received = quoted.get(year), ledger.get(year, 0)
        come_to = f"the receipts come to {pounds(received)}"
        if said is None and received:
            findings.append(differs(f"nothing of {year}", come_to))
        elif said is not None and said != received:
            findings.append(differs(f"{pounds(said)} for {year}", come_to))
    if stated_total is not None:
        received = sum(ledger.values())
        if stated_total != received:
            come_to = f"the receipts come to {pounds(received)}"
            findings.append(differs(pounds(stated_total), come_to))
        added = sum(quoted.values())
        if quoted and stated_total != added:
            come_to = f"its amounts by year come to {pounds(added)}"
            findings.append(differs(pounds(stated_total), come_to))
    return findings
