"""A round's guidelines, read from their file, and the empty statement they ask for."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from .document import Document, new_uid
from .document.elements import LAYOUTS, LEVELS, UNITS, check_elements
from .document.text import TextRefused, plain_line
from .returning import check_return

NOT_STATED = {"status": "not_stated", "on_time": "not_stated", "comment": ""}

# The layouts that a ministry's section can have; the others are a report's.
_LAYOUTS = ("text", "outcomes", "figures", "grants")
_SLUG = re.compile(r"[A-Za-z0-9_-]{1,40}")
_HEAD = ("round", "title", "statement_title", "ministry")
_SECTION = ("key", "title", "guidance", "source_confidence")
_OUTCOME = ("code", "area", "applies_to", "summary", "confidence")

_Record = Mapping[str, Any]


def read_guidelines(text: str) -> dict[str, Any]:
    """Return the guidelines that a file tells.

    Raises ValueError with a sentence that names the place: the line of a slip in the
    JSON, else the section, row or outcome.
    """
    try:
        told = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(
            f"Line {error.lineno} of the guidelines is not JSON: {error.msg}."
        ) from error
    if not isinstance(told, dict):
        raise ValueError("The guidelines must be one JSON object.")
    place = "The guidelines"
    must = {*_HEAD, "deadline", "sections", "outcomes"}
    _check_keys(told, place, must, may=frozenset({"return"}))
    _check_texts(told, place, _HEAD)
    if not _SLUG.fullmatch(told["round"]):
        raise ValueError(
            f"{place}: round must have letters, digits and hyphens only, as in"
            " “2005-mid-year”."
        )
    _check_day(told, place, "deadline")
    sections, outcomes = _rows(told, place, "sections"), _rows(told, place, "outcomes")
    if not sections:
        raise ValueError(f"{place} have no sections.")
    for number, section in enumerate(sections, 1):
        _check_section(section, f"Section {number} ({section.get('key', 'no key')})")
    for number, outcome in enumerate(outcomes, 1):
        _check_outcome(outcome, f"Outcome {number} ({outcome.get('code', 'no code')})")
    _check_different(sections, "key", "Section")
    _check_different(outcomes, "code", "Outcome")
    holders = sum(section["layout"] == "outcomes" for section in sections)
    if holders > 1 or (outcomes and not holders):
        raise ValueError(
            f"{place} need one section of layout “outcomes” for the outcomes; they"
            f" have {holders}."
        )
    if "return" in told:
        check_return(told)
    return told


def skeleton(
    guidelines: _Record, *, council: str, fresh: Callable[[], str] = new_uid
) -> Document:
    """The statement before anybody wrote in it: every outcome and figure not stated."""
    tree: dict[str, dict[str, Any]] = {}
    order = []
    for section in guidelines["sections"]:
        rows = dict(_section_rows(section, guidelines["outcomes"], fresh))
        uid = fresh()
        order.append(uid)
        tree[uid] = {
            "kind": "section",
            **{name: section[name] for name in ("key", "title", "layout", "numbered")},
            "order": list(rows),
        }
        if section["layout"] == "figures":
            tree[uid] |= {"columns": section["columns"], "total": section["total"]}
        tree |= rows
    tree["root"] = {
        "kind": "statement",
        "title": guidelines["statement_title"],
        "council": council,
        "round": guidelines["round"],
        "ministry": guidelines["ministry"],
        "deadline": guidelines["deadline"],
        "order": order,
    }
    document = Document.from_tree(tree)
    check_elements(document)
    return document


def _section_rows(
    section: _Record, outcomes: list[_Record], fresh: Callable[[], str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    if section["layout"] == "outcomes":
        for outcome in outcomes:
            yield fresh(), {"kind": "outcome", **outcome, "progress": NOT_STATED}
    elif section["layout"] == "figures":
        cells = {column["key"]: None for column in section["columns"]}
        for row in section["rows"]:
            yield fresh(), {"kind": "figure", "label": row["label"], "cells": cells}


def _check_section(section: _Record, place: str) -> None:
    figures = section.get("layout") == "figures"
    must = {*_SECTION, "layout", "numbered"}
    must |= {"columns", "rows", "total"} if figures else set()
    _check_keys(section, place, must, may=frozenset({"max_words"}))
    _check_texts(section, place, _SECTION)
    _check_known(
        section, place, "layout", [name for name in LAYOUTS if name in _LAYOUTS]
    )
    _check_truth(section, place, "numbered")
    limit = section.get("max_words", 1)
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        raise ValueError(f"{place}: max_words must be a whole number of 1 or more.")
    if not figures:
        return
    _check_truth(section, place, "total")
    columns, rows = _rows(section, place, "columns"), _rows(section, place, "rows")
    if not columns:
        raise ValueError(f"{place} has no columns.")
    for number, column in enumerate(columns, 1):
        where = f"{place}, column {number}"
        _check_keys(column, where, {"key", "label", "unit"})
        _check_texts(column, where, ("key", "label"))
        if not column["key"].isascii():
            raise ValueError(f"{where}: key must be in ASCII letters.")
        _check_known(column, where, "unit", list(UNITS))
    for number, row in enumerate(rows, 1):
        where = f"{place}, row {number}"
        _check_keys(row, where, {"label", "confidence"})
        _check_texts(row, where, ("label", "confidence"))
    _check_different(columns, "key", f"{place}, column")
    _check_different(rows, "label", f"{place}, row")


def _check_outcome(outcome: _Record, place: str) -> None:
    _check_keys(outcome, place, {*_OUTCOME, "level", "due"})
    _check_texts(outcome, place, _OUTCOME)
    _check_known(outcome, place, "level", list(LEVELS))
    _check_day(outcome, place, "due")


def _check_keys(
    record: _Record, place: str, must: set[str], *, may: frozenset[str] = frozenset()
) -> None:
    if missing := sorted(must - record.keys()):
        raise ValueError(f"{place}: {missing[0]} is missing.")
    if unknown := sorted(record.keys() - must - may):
        raise ValueError(f"{place}: {unknown[0]} is not known.")


def _check_texts(record: _Record, place: str, names: tuple[str, ...]) -> None:
    for name in names:
        value = record[name]
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"{place}: {name} must be a text that is not empty.")
        try:
            plain = plain_line(value)
        except TextRefused as error:
            raise ValueError(f"{place}: {name}: {error}") from error
        if value != plain:
            raise ValueError(f"{place}: {name} must be one line with single spaces.")


def _check_truth(record: _Record, place: str, name: str) -> None:
    if not isinstance(record[name], bool):
        raise ValueError(f"{place}: {name} must be true or false.")


def _check_known(record: _Record, place: str, name: str, known: list[str]) -> None:
    if record[name] not in known:
        raise ValueError(f"{place}: {name} must be one of {', '.join(known)}.")


def _check_day(record: _Record, place: str, name: str) -> None:
    try:
        right = date.fromisoformat(record[name]).isoformat() == record[name]
    except (TypeError, ValueError):
        right = False
    if not right:
        raise ValueError(f"{place}: {name} must be a date, as in 2004-12-20.")


def _rows(record: _Record, place: str, name: str) -> list[dict[str, Any]]:
    rows = record[name]
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError(f"{place}: {name} must be a list of objects.")
    return rows


def _check_different(rows: list[dict[str, Any]], name: str, what: str) -> None:
    seen: set[str] = set()
    for row in rows:
        if row[name] in seen:
            raise ValueError(f"{what} “{row[name]}” stands there twice.")
        seen.add(row[name])
