"""Figures and grants as tables: cells in words, totals computed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .. import figures
from ..document import Document
from ..document.exempt import WITHHELD, is_withheld

NUMERIC = frozenset({"count", "pence", "percent"})


@dataclass(frozen=True)
class Cell:
    """One cell, with its column's name for a reader who sees one row at a time."""

    text: str
    label: str
    numeric: bool


@dataclass(frozen=True)
class Row:
    """A labelled row."""

    uid: str
    label: str
    cells: tuple[Cell, ...]
    remarks: Any = None


@dataclass(frozen=True)
class Table:
    """Columns, rows, and under them what is computed from them."""

    head: str
    columns: tuple[Cell, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    result: str = ""


def spoken(value: Any, unit: str) -> str:
    """A cell as a reader sees it; a figure that nobody has given is said to be so."""
    if value is None:
        return "Not stated"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int):
        if unit == "pence":
            return figures.pounds(value)
        return f"{value:,}%" if unit == "percent" else f"{value:,}"
    return str(value)


def amount(pence: int | None) -> str:
    """Pounds; an amount that its reader may not see is said to be withheld."""
    return WITHHELD if pence is None else figures.pounds(pence)


def figures_table(
    document: Document,
    section: str,
    uids: Iterable[str],
    remarks: Callable[[str], Any],
) -> Table:
    """The rows of a section's figures under its columns."""
    columns = document.get(section, "columns", ())
    uids = tuple(uids)
    rows = tuple(
        Row(
            uid,
            document.get(uid, "label"),
            _cells(document.get(uid, "cells"), columns, sums=False),
            remarks(uid),
        )
        for uid in uids
    )
    total = None
    # Of some figures and their sum, the one that is withheld could be worked out.
    hidden = any(is_withheld(document, uid) for uid in uids)
    if document.get(section, "total"):
        sums: Mapping[str, Any] = figures.totals(document, section)
        if hidden:
            sums = {c["key"]: WITHHELD for c in columns if c["unit"] in NUMERIC}
        total = Row("", "Total", _cells(sums, columns, sums=True))
    return Table(
        "Item",
        tuple(Cell(c["label"], "", c["unit"] in NUMERIC) for c in columns),
        rows,
        total,
        _result(document, section, WITHHELD if hidden else ""),
    )


def _result(document: Document, section: str, instead: str) -> str:
    if document.get(section, "key") != figures.BVPI157:
        return ""
    share = instead or figures.bvpi157(document, section).words
    return f"BVPI 157, enabled of what is permissible: {share}"


def _cells(
    values: Mapping[str, Any], columns: Iterable[Mapping[str, str]], *, sums: bool
) -> tuple[Cell, ...]:
    cells = []
    for column in columns:
        unit = column["unit"]
        value = values.get(column["key"])
        # A total that cannot be known is said to be so; words have no total.
        silent = unit not in figures.ADDED_UP if sums else unit == "text"
        text = "" if value is None and silent else spoken(value, unit)
        cells.append(Cell(text, column["label"], unit in NUMERIC))
    return tuple(cells)


def grants_table(
    document: Document, uids: Iterable[str], remarks: Callable[[str], Any]
) -> Table:
    """Grants by year, with their sum."""
    quotes = {uid: document.get(uid, "quote") for uid in uids}

    def cells(pence: int | None) -> tuple[Cell, ...]:
        return (Cell(amount(pence), "Amount", True),)

    rows = tuple(
        Row(uid, quote["year"], cells(quote["pence"]), remarks(uid))
        for uid, quote in quotes.items()
    )
    given = [quote["pence"] for quote in quotes.values()]
    # Of some amounts and their sum, the one that is withheld could be worked out.
    total = None if None in given else sum(given)
    return Table(
        "Year", (Cell("Amount", "", True),), rows, Row("", "Total", cells(total))
    )
