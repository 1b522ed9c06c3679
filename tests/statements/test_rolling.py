from hypothesis import given, settings

from statements.document import Document
from statements.document.elements import check_elements
from statements.rolling import dropped, roll_forward
from tests.statements.document import strategies as some

STATED = {"status": "done", "on_time": "yes", "comment": "Live since May."}
NOT_STATED = {"status": "not_stated", "on_time": "not_stated", "comment": ""}
COUNT = [{"key": "n", "label": "Number", "unit": "count"}]


def outcome(code, progress=NOT_STATED, summary="As the guidelines say", **fields):
    return {
        "kind": "outcome",
        "code": code,
        "level": "good",
        "area": "Planning",
        "summary": summary,
        "due": "2006-04-01",
        "applies_to": "all",
        "confidence": "",
        "progress": progress,
    } | fields


def statement(**sections):
    """`{uid: (key, {uid: element})}` as a statement."""
    tree = {
        "root": {
            "kind": "statement",
            "title": "IEG",
            "council": "Council",
            "round": "2004",
            "ministry": "ODPM",
            "deadline": "2004-12-20",
            "order": list(sections),
        }
    }
    for uid, (key, children) in sections.items():
        tree[uid] = {
            "kind": "section",
            "key": key,
            "title": f"{uid} title",
            "layout": "text",
            "numbered": True,
            "columns": COUNT,
            "order": list(children),
        }
        tree |= children
    document = Document.from_tree(tree)
    check_elements(document)
    return document


def block(text, **fields):
    return {"kind": "block", "text": text} | fields


def figure(label, **cells):
    return {"kind": "figure", "label": label, "cells": cells}


NOTE = {"what": "the budget", "whom": "Finance", "by": "2003-10-01"}
LAST = statement(
    old=("purpose", {"b1": block("Text.", awaiting=NOTE), "b2": block("More.")}),
    gone=("dropped", {"b3": block("No longer asked for.")}),
    list=(
        "outcomes",
        {
            "b4": block("Introduction."),
            "r1": outcome("R1", STATED, "As last year's said", example=True),
            "r2": outcome("R2", STATED),
        },
    ),
    table=("bvpi157", {"f1": figure("Bookings", n=5, old=9), "f2": figure("Was", n=1)}),
    money=("grants", {"g": {"kind": "grant", "quote": {"year": "2003", "pence": 9}}}),
)
SKELETON = statement(
    k1=("grants", {}),
    k2=("outcomes", {"x1": outcome("R1"), "x3": outcome("G9", STATED)}),
    k3=("purpose", {}),
    k4=("partnership", {"p": block("Say with whom.")}),
    k5=("bvpi157", {"y1": figure("New", n=None), "y2": figure("Bookings", n=None)}),
)
DRAFT = roll_forward(LAST, SKELETON)


def test_the_draft_is_well_formed_and_in_this_rounds_order():
    check_elements(DRAFT)
    assert DRAFT.children() == ("money", "list", "old", "k4", "table")


def test_a_sections_texts_and_uids_come_along_without_old_notes():
    assert DRAFT.children("old") == ("b1", "b2")
    assert DRAFT.get("b1", "text") == "Text."
    assert DRAFT.get("b1", "awaiting") is None
    assert DRAFT.get("old", "title") == "k3 title"


def test_outcomes_keep_their_progress_under_this_rounds_words():
    assert DRAFT.children("list") == ("b4", "r1", "x3")
    assert DRAFT.get("r1", "progress") == STATED
    assert DRAFT.get("r1", "summary") == "As the guidelines say"
    assert DRAFT.get("r1", "example") is True


def test_a_new_outcome_is_not_stated():
    assert DRAFT.get("x3", "progress") == NOT_STATED


def test_rows_of_figures_are_matched_by_label_under_this_rounds_columns():
    assert DRAFT.children("table") == ("y1", "f1")
    assert DRAFT.get("f1", "cells") == {"n": 5}


def test_rows_that_no_guidelines_prescribe_come_along():
    assert DRAFT.children("money") == ("g",)


def test_a_new_section_has_the_skeletons_text():
    assert DRAFT.children("k4") == ("p",)


def test_what_has_no_place_any_more_is_listed():
    assert dropped(LAST, SKELETON) == ("gone", "b3", "r2", "f2")


def test_rolling_onto_itself_loses_nothing():
    assert dropped(LAST, LAST) == ()


@settings(max_examples=50)
@given(some.documents("old"), some.documents("new"))
def test_a_rolled_text_is_well_formed_and_everything_is_kept_or_listed(last, skeleton):
    draft = roll_forward(last, skeleton)
    check_elements(draft)
    lost = set(dropped(last, skeleton))
    assert set(last.elements) - {"root"} == lost | (
        set(last.elements) & set(draft.elements) - {"root"}
    )
    assert len(draft.children()) == len(skeleton.children())
