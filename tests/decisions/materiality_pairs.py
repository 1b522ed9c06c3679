"""The pairs of texts by which materiality is held, and the page that lists them.

`python -m tests.decisions.materiality_pairs` writes the page anew from the data.
"""

import re
import tomllib
from pathlib import Path

from decisions.materiality import why_material
from statements.document import Document, compare
from statements.document.blocks import edit_section
from statements.document.elements import ON_TIME, STATUSES, check_elements
from statements.figures import pounds
from statements.rendering.words import day

DATA = Path(__file__).with_suffix(".toml")
PAGE = Path(__file__).resolve().parents[2] / "docs/materiality.md"
HEAD = "| before | after | verdict | why |\n|---|---|---|---|\n"


def pairs():
    """Every pair of the data, with the heading it stands under."""
    groups = _data()["group"]
    return [{"group": g["title"], **pair} for g in groups for pair in g["pair"]]


def _data():
    return tomllib.loads(DATA.read_text())


def reasons(pair):
    before, after = documents(pair)
    check_elements(before)
    check_elements(after)
    return why_material(before, compare(before, after))


def documents(pair):
    """The two Documents of a pair: made as the editor and the grids make them."""
    what, old, new = pair.get("what", "text"), pair["before"], pair["after"]
    document = _document()
    if what == "text":
        before = edit_section(document, "local", old)
        return before, edit_section(before, "local", new)
    return _with(document, what, old), _with(document, what, new)


def _with(document, what, value):
    progress = {"status": "planned", "on_time": "yes", "comment": ""}
    if what in progress:
        return document.with_values({("r1", "progress"): {**progress, what: value}})
    if what == "awaited":
        note = {"what": value, "whom": "Finance", "by": "2004-12-17"}
        return document.with_values({("row", "awaiting"): note} if value else {})
    if what == "exempt":
        mark = {"paragraph": "8", "reason": value}
        return document.with_values({("row", "exempt"): mark} if value else {})
    key, told = {
        "grant": (("grant", "quote"), {"year": "2004", "pence": value}),
        "figure": (("row", "cells"), {"enabled": value, "reason": ""}),
        "words of a row": (("row", "cells"), {"enabled": 120, "reason": value}),
        "due date": (("r1", "due"), value),
    }[what]
    return document.with_values({key: told})


def _section(key, title, layout, *order, **more):
    return {
        "kind": "section",
        "key": key,
        "title": title,
        "layout": layout,
        "numbered": True,
        "order": list(order),
        **more,
    }


def _document():
    columns = [
        {"key": "enabled", "label": "Enabled", "unit": "count"},
        {"key": "reason", "label": "Reason", "unit": "text"},
    ]
    return Document.from_tree(
        {
            "root": {
                "kind": "statement",
                "title": "IEG Statement 2004",
                "council": "South Cambridgeshire District Council",
                "round": "2004",
                "ministry": "Office of the Deputy Prime Minister",
                "deadline": "2004-12-20",
                "order": ["local", "outcomes", "figures", "grants"],
            },
            "local": _section("local", "Local context", "text"),
            "outcomes": _section("outcomes", "Priority outcomes", "outcomes", "r1"),
            "r1": {
                "kind": "outcome",
                "code": "R1",
                "level": "required",
                "area": "Schools",
                "summary": "Parents apply on line.",
                "due": "2005-12-31",
                "applies_to": "all",
                "confidence": "HIGH",
                "progress": {"status": "planned", "on_time": "yes", "comment": ""},
            },
            "figures": _section("f", "Figures", "figures", "row", columns=columns),
            "row": {
                "kind": "figure",
                "label": "Paying bills",
                "cells": {"enabled": 120, "reason": ""},
            },
            "grants": _section("grants", "Grants", "grants", "grant"),
            "grant": {"kind": "grant", "quote": {"year": "2004", "pence": 20000000}},
        }
    )


def page():
    """The document for a monitoring officer."""
    parts = [_data()["introduction"]]
    heading = None
    for pair in pairs():
        if pair["group"] != heading:
            heading = pair["group"]
            parts.append(f"\n## {heading}\n\n{HEAD}")
        why = "; ".join(pair.get("why") or [pair["note"]])
        cells = [_shown(pair, "before"), _shown(pair, "after"), pair["verdict"]]
        parts.append(f"| {' | '.join(cells)} | {_cell(why)} |\n")
    return "".join(parts)


def _shown(pair, side):
    what, value = pair.get("what", "text"), pair[side]
    if what == "text":
        # Line breaks are shown by the printers' mark for a paragraph.
        text = re.sub(r"\n+", lambda m: " ¶ " if len(m[0]) > 1 else " ↵ ", value)
        fence = "``" if "`" in text else "`"
        inner = f" {text} " if "`" in text else text
        return fence + inner.replace("|", "\\|") + fence
    words = {
        "status": lambda: STATUSES[value],
        "on_time": lambda: ON_TIME[value],
        "grant": lambda: pounds(value),
        "due date": lambda: day(value),
        "awaited": lambda: value or "nothing",
        "exempt": lambda: f"paragraph 8, {value}" if value else "no",
    }.get(what, lambda: str(value))()
    names = {"on_time": "will it meet its date"}
    return _cell(f"{names.get(what, what)}: {words}")


def _cell(text):
    return text.replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    PAGE.write_text(page())
