import pytest
from hypothesis import given, settings

from statements.checks import findings
from statements.document import Document
from tests.statements.document import strategies as some

OUTCOME = {
    "kind": "outcome",
    "code": "R6",
    "level": "required",
    "area": "Planning",
    "summary": "Applications on line",
    "due": "2005-12-31",
    "applies_to": "all",
    "confidence": "",
    "progress": {"status": "planned", "on_time": "yes", "comment": ""},
}
BVPI = [
    {"key": "permissible", "label": "Permissible", "unit": "count"},
    {"key": "enabled", "label": "Enabled", "unit": "count"},
    {"key": "included", "label": "Included", "unit": "yes_no"},
    {"key": "reason", "label": "Reason", "unit": "text"},
]


def paper(*children, **fields):
    uids = [f"e{n}" for n in range(1, len(children) + 1)]
    section = {
        "kind": "section",
        "key": "purpose",
        "title": "Purpose",
        "layout": "text",
        "numbered": True,
        "order": uids,
    }
    tree = {"root": {"kind": "statement", "order": ["s"]}, "s": section | fields}
    return Document.from_tree(tree | dict(zip(uids, children, strict=True)))


def block(text, **fields):
    return {"kind": "block", "text": text} | fields


def figure(label, **cells):
    return {"kind": "figure", "label": label, "cells": cells}


def outcome(**fields):
    progress = OUTCOME["progress"] | {
        name: fields.pop(name) for name in OUTCOME["progress"] if name in fields
    }
    return OUTCOME | {"progress": progress} | fields


def said(document):
    return [(f.kind, f.severity, f.sentence) for f in findings(document)]


def test_a_complete_text_has_no_findings():
    assert said(paper(block("None."), outcome(), layout="outcomes")) == []


def test_what_is_awaited_is_said_with_whom_and_when():
    note = {"what": "the budget", "whom": "Finance", "by": "2004-12-15"}
    (found,) = findings(paper(block("To follow.", awaiting=note)))
    assert found.sentence == (
        "Paragraph 1.1: the budget is still awaited from Finance, by 15 December 2004."
    )
    assert (found.kind, found.uid, found.severity) == ("incomplete", "e1", "blocks")
    assert (found.owner, found.by) == ("Finance", "2004-12-15")


def test_an_empty_section_is_found_unless_it_says_what_it_awaits():
    assert said(paper()) == [
        ("empty", "blocks", "Section 1, Purpose: nothing is written yet.")
    ]
    note = {"what": "the text", "whom": "Finance", "by": "2004-12-15"}
    assert [f.kind for f in findings(paper(awaiting=note))] == ["incomplete"]
    assert said(paper(layout="grants")) == []


@pytest.mark.parametrize(
    ("fields", "severity", "sentence"),
    [
        ({"status": "not_stated"}, "blocks", "Outcome R6: its status is not stated."),
        (
            {"status": "not_applicable"},
            "blocks",
            "Outcome R6: say why it does not apply to the council.",
        ),
        (
            {"on_time": "not_stated"},
            "warns",
            "Outcome R6: say whether it will be on time.",
        ),
        (
            {"due": "2006-01-01"},
            "warns",
            "Outcome R6 is due on 1 January 2006, after the date of its level,"
            " 31 December 2005.",
        ),
    ],
)
def test_an_outcome_that_does_not_say_enough(fields, severity, sentence):
    document = paper(outcome(**fields), layout="outcomes")
    assert said(document) == [("outcome", severity, sentence)]


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "not_applicable", "comment": "A county function."},
        {"status": "done", "on_time": "not_stated"},
        {"level": "good", "due": "2006-04-01"},
        {"level": "excellent", "due": "2009-01-01"},
    ],
)
def test_an_outcome_that_says_enough(fields):
    assert said(paper(outcome(**fields), layout="outcomes")) == []


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (
            {"permissible": 5, "enabled": 6, "included": True},
            "“Bookings” in section 1, Purpose: 6 enabled is more than the"
            " 5 permissible.",
        ),
        (
            {"permissible": 5, "enabled": None, "included": True},
            "“Bookings” in section 1, Purpose: Enabled is not stated.",
        ),
        (
            {"permissible": 5, "enabled": 5, "included": None},
            "“Bookings” in section 1, Purpose: say whether it is included.",
        ),
    ],
)
def test_bvpi_157_figures_that_cannot_be(cells, sentence):
    sound = figure("Payments", permissible=1, enabled=1, included=True)
    document = paper(
        figure("Bookings", **cells),
        sound,
        key="bvpi157",
        columns=BVPI,
        layout="figures",
    )
    assert said(document) == [("figures", "blocks", sentence)]


def test_what_is_left_out_of_bvpi_157_needs_a_reason():
    row = figure("Procurement", permissible=5, enabled=1, included=False, reason="")
    document = paper(row, key="bvpi157", columns=BVPI, layout="figures")
    assert [sentence for *_, sentence in said(document)] == [
        "“Procurement” in section 1, Purpose: say why it is not included.",
        "Section 1, Purpose: no type of interaction is included.",
    ]


def test_a_row_called_total_must_be_the_sum_of_those_above():
    columns = [{"key": "cost", "label": "Cost", "unit": "pence"}]
    rows = [figure("A", cost=100), figure("B", cost=250)]
    wrong = paper(*rows, figure("Total", cost=300), columns=columns, layout="figures")
    assert said(wrong) == [
        (
            "figures",
            "blocks",
            "“Total” in section 1, Purpose: Cost says £3; the rows come to £3.50.",
        )
    ]
    right = paper(*rows, figure("Total", cost=350), columns=columns, layout="figures")
    assert said(right) == []


def test_amounts_in_a_text_must_add_up_and_agree_with_the_grants():
    grants = [
        {"kind": "grant", "quote": {"year": "2002", "pence": 20_000}},
        {"kind": "grant", "quote": {"year": "2003", "pence": 30_000}},
    ]
    text = "Grants totalling £{} (£200 in 2002 and £300 in 2003)."
    assert said(paper(block(text.format(500)), *grants)) == []
    assert said(paper(block(text.format(600)), *grants)) == [
        (
            "figures",
            "warns",
            "Paragraph 1.1 says £600; its amounts by year come to £500.",
        ),
        (
            "figures",
            "warns",
            "Paragraph 1.1 says £600; the grants quoted come to £500.",
        ),
    ]


def test_a_heading_that_skips_a_level_and_a_table_without_a_head():
    document = paper(
        block("#### Deep"),
        block("### Right"),
        block("#### Below"),
        block("|  |  |\n|--|--|\n| a | b |"),
    )
    assert said(document) == [
        ("table", "blocks", "Table in Purpose: it has no header row."),
        (
            "heading",
            "blocks",
            "The heading “Deep” in section 1, Purpose skips a level.",
        ),
    ]


@settings(max_examples=50)
@given(some.documents())
def test_every_paper_can_be_checked(document):
    for finding in findings(document):
        assert finding.uid in document
        assert finding.severity in ("blocks", "warns")
        assert finding.sentence.endswith(".")
