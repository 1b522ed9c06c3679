"""What the papers of the story say. Pure: Documents in, Documents out."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from statements.document import Document, new_uid
from statements.document.blocks import edit_section, shape, split
from statements.document.document import Key
from statements.figures import quoted_grants

FOLDER = Path(__file__).parent
GUIDELINES = FOLDER.parents[1] / "statements" / "guidelines" / "2004.json"
REPORT = FOLDER / "report-2004-12-09.txt"
COUNCIL = "South Cambridgeshire District Council"

# Paragraph 2 of the report: £200K in 2002, £200K in 2003 and £350K in 2004.
GRANTS: Mapping[str, int] = {"2002": 20_000_000, "2003": 20_000_000, "2004": 35_000_000}

# The bodies and days to which the earlier rounds answered; no later round's words.
_EARLIER = {
    "2001": (
        "Department for Transport, Local Government and the Regions",
        "2001-07-31",
    ),
    "2002": ("Office of the Deputy Prime Minister", "2002-10-31"),
    "2003": ("Office of the Deputy Prime Minister", "2003-11-10"),
}
_TITLES = {
    "authority": "Authority and contact details",
    "context": "Local context",
    "change_management": "Change management",
    "grants": "Capital grants received",
}


def earlier_statement(round: str, fresh: Callable[[], str] = new_uid) -> Document:
    """The statement of an earlier round: an example, but for the grants it quotes."""
    ministry, deadline = _EARLIER[round]
    tree: dict[str, dict[str, Any]] = {}
    order = []
    for key, blocks in _sections_of(round):
        rows = {
            fresh(): {"kind": "block", "text": text, "example": True} for text in blocks
        }
        order.append(_section(tree, fresh(), key, "text", rows))
    quoted = {year: pence for year, pence in GRANTS.items() if year <= round}
    if quoted:
        rows = {fresh(): _grant(year, pence) for year, pence in quoted.items()}
        order.append(_section(tree, fresh(), "grants", "grants", rows))
    tree["root"] = {
        "kind": "statement",
        "title": f"Implementing Electronic Government Statement {round}",
        "council": COUNCIL,
        "round": round,
        "ministry": ministry,
        "deadline": deadline,
        "order": order,
    }
    return Document.from_tree(tree)


def _section(
    tree: dict[str, dict[str, Any]],
    uid: str,
    key: str,
    layout: str,
    rows: Mapping[str, dict[str, Any]],
) -> str:
    tree |= rows
    tree[uid] = {
        "kind": "section",
        "key": key,
        "title": _TITLES[key],
        "layout": layout,
        "numbered": True,
        "order": list(rows),
    }
    return uid


def _grant(year: str, pence: int) -> dict[str, Any]:
    return {"kind": "grant", "quote": {"year": year, "pence": pence}}


def _sections_of(round: str) -> Iterator[tuple[str, list[str]]]:
    text = (FOLDER / "earlier" / f"{round}.md").read_text()
    for part in text.removeprefix("# ").split("\n# "):
        key, _, body = part.partition("\n")
        yield key, split(body)


def written(document: Document, *keys: str) -> Document:
    """The statement of 2004 with its texts in the named sections."""
    for key in keys:
        section = section_uid(document, key)
        text = (FOLDER / "2004" / f"{key}.md").read_text()
        document = edit_section(document, section, text)
        document = document.with_values(_examples(document, section))
        document = document.with_values(_text_first(document, section))
    return document


def with_statuses(document: Document, level: str) -> Document:
    """The statement with the council's status for every outcome of a level."""
    told = {row.pop("code"): row for row in _rows("outcomes.csv")}
    changes: dict[Key, Any] = {}
    for uid in document.children(section_uid(document, "outcomes")):
        if document.get(uid, "level") == level:
            changes[uid, "progress"] = told[document.get(uid, "code")]
            changes[uid, "example"] = True
    return document.with_values(changes)


def with_figures(document: Document, *keys: str) -> Document:
    """The statement with the figures of the named sections."""
    told = json.loads((FOLDER / "2004" / "figures.json").read_text())
    changes: dict[Key, Any] = {}
    for key in keys:
        for label, cells in told[key].items():
            uid = figure_uid(document, key, label)
            changes |= {(uid, "cells"): cells, (uid, "example"): True}
    return document.with_values(changes)


def with_grants(document: Document, fresh: Callable[[], str] = new_uid) -> Document:
    """The statement with the grants that the report names and last year's did not."""
    section = section_uid(document, "grants")
    quoted = quoted_grants(document)
    new = {year: pence for year, pence in GRANTS.items() if year not in quoted}
    rows = {fresh(): _grant(year, pence) for year, pence in new.items()}
    changes: dict[Key, Any] = {
        (uid, name): value for uid, row in rows.items() for name, value in row.items()
    }
    changes[section, "order"] = [*document.children(section), *rows]
    return document.with_values(changes)


def with_gaps(document: Document) -> Document:
    """The statement with what is still awaited: from whom, and by when."""
    changes: dict[Key, Any] = {}
    for row in _rows("awaiting.csv"):
        uid = figure_uid(document, row.pop("section"), row.pop("row"))
        changes[uid, "awaiting"] = row
    return document.with_values(changes)


def section_uid(document: Document, key: str) -> str:
    """The section of that key in the guidelines."""
    return next(uid for uid in document.children() if document.get(uid, "key") == key)


def figure_uid(document: Document, key: str, label: str) -> str:
    """The row of figures with that label."""
    rows = document.children(section_uid(document, key))
    return next(uid for uid in rows if document.get(uid, "label") == label)


def outcome_uid(document: Document, code: str) -> str:
    """The priority outcome of that code."""
    rows = document.children(section_uid(document, "outcomes"))
    return next(uid for uid in rows if document.get(uid, "code") == code)


def more_licences(document: Document) -> Document:
    """Nine more licences can be applied for electronically: 71% becomes 74%."""
    row = figure_uid(document, "bvpi157", "Regulation, such as issuing licences")
    text = next(
        uid
        for uid in document.children(section_uid(document, "bvpi157"))
        if "71 per cent" in document.get(uid, "text", "")
    )
    changes: dict[Key, Any] = {
        (row, "cells"): {**document.get(row, "cells"), "enabled": 29},
        (text, "text"): document.get(text, "text").replace("71 per", "74 per"),
    }
    return without_gap(document, row).with_values(changes)


def pages_begun(document: Document) -> Document:
    """Outcome R6 is under way."""
    progress = {
        "status": "on_the_way",
        "on_time": "yes",
        "comment": "The first members' pages are being tried; all 57 members will be"
        " offered one by the summer.",
    }
    return document.with_values({(outcome_uid(document, "R6"), "progress"): progress})


def users_estimated(document: Document) -> Document:
    """The forecast of website users, which was awaited until then."""
    row = figure_uid(document, "take_up", "Website: different users")
    cells = {**document.get(row, "cells"), "y2005_06": 165_000}
    return without_gap(document, row).with_values({(row, "cells"): cells})


def without_gap(document: Document, uid: str) -> Document:
    """The Document in which nothing is awaited at `uid` any more."""
    kept = {k: v for k, v in document.values.items() if k != (uid, "awaiting")}
    return Document(kept)


def _examples(document: Document, section: str) -> dict[Key, Any]:
    """The marks of the section's text; a heading says nothing that needs one."""
    return {
        (uid, "example"): True
        for uid in document.children(section)
        if document.get(uid, "kind") == "block"
        and shape(document.get(uid, "text")) != "heading"
    }


def _text_first(document: Document, section: str) -> dict[Key, Any]:
    """The order in which a table follows the text that introduces it."""
    order = sorted(
        document.children(section), key=lambda uid: document.get(uid, "kind") != "block"
    )
    return {(section, "order"): order}


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / "2004" / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
