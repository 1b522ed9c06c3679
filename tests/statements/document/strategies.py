"""Random well-formed papers with every kind of element, and random edits of them."""

from itertools import count

from hypothesis import strategies as st

from statements.document.document import ROOT, Document
from statements.document.elements import LAYOUTS, LEVELS, ON_TIME, STATUSES, UNITS
from statements.document.schedule12a import PARAGRAPHS
from statements.document.text import plain_line

WORDS = [
    "None.",
    "£750,000",
    "the Council",
    "contact-centre",
    "not",
    "20th December 2004",
    "שלום עולם",
    "الخدمات الإلكترونية",
    "naïve café",
    "x" * 120,
    "e\u0301",
    "𝔘𝔫𝔦",
    "3 rd party",
    "2,5 %",
    "“quoted”",
    "<5",
    "a\\*b",
    "[sic]",
]
PASSAGES = [
    "None.",
    "### Partnership",
    "#### Joint working",
    "- one\n- two\n  - three",
    "* another\n* list",
    "1. first\n2. second\n\n   more of the second",
    "3) third\n4) fourth",
    "> a quotation\n> of two lines\nand a lazy third",
    "| Year | Amount |\n| --- | ---: |\n| 2002 | £200,000 |",
    "Name | Note\n:-- | --\na | b",
    "A paragraph\nof two lines with **bold** and [a link](https://example.org/).",
    "It went on until\n1986. A great year",
    "\\- not a list",
]

words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
lines = words.map(plain_line)
passages = st.one_of(st.sampled_from(PASSAGES), lines.filter(lambda t: t[0] != "<"))
days = st.dates().map(lambda day: day.isoformat())
pence = st.integers(-(2**53) + 1, 2**53 - 1)
cells = st.one_of(st.none(), lines, st.booleans(), pence)
notes = st.fixed_dictionaries({"what": lines, "whom": lines, "by": days})
marks = st.fixed_dictionaries(
    {"paragraph": st.sampled_from(list(PARAGRAPHS)), "reason": lines}
)
progress = st.fixed_dictionaries(
    {
        "status": st.sampled_from(list(STATUSES)),
        "on_time": st.sampled_from(list(ON_TIME)),
        "comment": st.one_of(st.just(""), lines),
    }
)
columns = st.lists(
    st.fixed_dictionaries(
        {
            "key": st.sampled_from(["permissible", "enabled", "included", "year"]),
            "label": lines,
            "unit": st.sampled_from(list(UNITS)),
        }
    ),
    max_size=4,
    unique_by=lambda column: column["key"],
)
quotes = st.fixed_dictionaries(
    {"year": st.integers(2001, 2006).map(str), "pence": pence}
)

ROWS = {
    "block": {"text": passages},
    "outcome": {
        "code": st.sampled_from(["R1", "R6", "G21"]),
        "level": st.sampled_from(list(LEVELS)),
        "area": lines,
        "summary": lines,
        "due": days,
        "applies_to": lines,
        "confidence": lines,
        "progress": progress,
    },
    "figure": {
        "label": lines,
        "cells": st.dictionaries(
            st.sampled_from(["permissible", "enabled", "included", "year"]), cells
        ),
    },
    "grant": {"quote": quotes},
    "objective": {"label": lines, "effect": st.one_of(st.just(""), lines)},
    "recommendation": {"text": lines},
    "entry": {"text": lines},
}
SECTION = {
    "key": st.sampled_from(["purpose", "bvpi157", "outcomes", "grants", "partnership"]),
    "title": lines,
    "layout": st.sampled_from(list(LAYOUTS)),
    "numbered": st.booleans(),
}
PAPERS = {
    "statement": {
        "title": lines,
        "council": lines,
        "round": st.sampled_from(["2004", "2005-mid-year"]),
        "ministry": lines,
        "deadline": days,
    },
    "report": {
        "title": lines,
        "council": lines,
        "to": lines,
        "date": days,
        "authors": lines,
    },
}
ANYWHERE = {"awaiting": notes, "exempt": marks, "example": st.booleans()}
KINDS_OF_ROW = st.sampled_from(list(ROWS) + ["block"] * 5)


def _fields(draw, kind, must, may):
    fields = {"kind": kind} | {name: draw(s) for name, s in must.items()}
    for name, strategy in may.items():
        if draw(st.integers(0, 5)) == 5:
            fields[name] = draw(strategy)
    return fields


def row(draw, kind=None):
    kind = kind or draw(KINDS_OF_ROW)
    return _fields(draw, kind, ROWS[kind], ANYWHERE)


def section(draw):
    may = ANYWHERE | {"columns": columns, "total": st.booleans()}
    return _fields(draw, "section", SECTION, may)


@st.composite
def documents(draw, prefix="d", rows=4):
    """A statement or a report; its uids begin with `prefix`."""
    names = (f"{prefix}{n}" for n in count())
    kind = draw(st.sampled_from(list(PAPERS)))
    tree = {ROOT: _fields(draw, kind, PAPERS[kind], {})}
    tree[ROOT]["order"] = [next(names) for _ in range(draw(st.integers(0, 4)))]
    for uid in tree[ROOT]["order"]:
        tree[uid] = section(draw)
        tree[uid]["order"] = [next(names) for _ in range(draw(st.integers(0, rows)))]
        for child in tree[uid]["order"]:
            tree[child] = row(draw)
    return Document.from_tree(tree)


def _pick(draw, uids):
    return uids[draw(st.integers(0, len(uids) - 1))]


def _put(draw, order, uid):
    order.insert(draw(st.integers(0, len(order))), uid)


STEPS = ["change", "change", "insert", "insert", "remove", "move", "send", "section"]


@st.composite
def edited(draw, document, prefix, most=4):
    """`document` after some edits; uids that come in begin with `prefix`."""
    tree = {u: dict(fields) for u, fields in document.elements.items()}
    for fields in tree.values():
        if "order" in fields:
            fields["order"] = list(fields["order"])
    names = (f"{prefix}{n}" for n in count())
    for step in draw(st.lists(st.sampled_from(STEPS), min_size=1, max_size=most)):
        _step(draw, tree, step, names)
    return Document.from_tree(tree)


def _step(draw, tree, step, names):
    top = tree[ROOT]["order"]
    if step == "section" or not top:
        _section_step(draw, tree, top, names)
        return
    home = _pick(draw, top)
    order = tree[home]["order"]
    if step == "change":
        _change(draw, tree, _pick(draw, [ROOT, home, *order, *order]))
    elif step == "insert":
        uid = next(names)
        tree[uid] = row(draw)
        _put(draw, order, uid)
    elif order:
        uid = _pick(draw, order)
        order.remove(uid)
        if step == "remove":
            del tree[uid]
        else:
            _put(
                draw, order if step == "move" else tree[_pick(draw, top)]["order"], uid
            )


def _section_step(draw, tree, top, names):
    what = draw(st.sampled_from(["insert", "move", "remove"]))
    if what == "insert" or not top:
        uid = next(names)
        tree[uid] = section(draw) | {"order": []}
    else:
        uid = _pick(draw, top)
        top.remove(uid)
    if what == "remove" and "order" in tree[uid] and uid not in top:
        for child in tree.pop(uid)["order"]:
            del tree[child]
    else:
        _put(draw, top, uid)


def _change(draw, tree, uid):
    fields = tree[uid]
    kind = fields["kind"]
    if uid != ROOT and draw(st.integers(0, 4)) == 4:
        if "awaiting" in fields:
            del fields["awaiting"]
        else:
            fields["awaiting"] = draw(notes)
        return
    must = ROWS.get(kind) or PAPERS.get(kind) or SECTION
    name = draw(st.sampled_from(list(must)))
    fields[name] = draw(must[name])


@st.composite
def pairs(draw):
    """A Document and an edit of it."""
    document = draw(documents())
    return document, draw(edited(document, "m"))


@st.composite
def triples(draw):
    """A Document and two edits of it, by two people."""
    document = draw(documents())
    return document, draw(edited(document, "m")), draw(edited(document, "t"))


@st.composite
def edited_texts(draw):
    """The blocks of a section, and the same after cuts, moves and edits."""
    old = draw(st.lists(passages, max_size=8))
    new = list(old)
    for _ in range(draw(st.integers(0, 4))):
        step = draw(st.sampled_from(["insert", "remove", "move", "change"]))
        if step == "insert" or not new:
            _put(draw, new, draw(passages))
            continue
        at = draw(st.integers(0, len(new) - 1))
        text = new.pop(at)
        if step == "move":
            _put(draw, new, text)
        elif step == "change":
            new.insert(at, f"{text} {draw(words)}")
    return old, new
