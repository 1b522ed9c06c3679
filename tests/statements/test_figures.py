from decimal import Decimal

import pytest

from statements.document import Document
from statements.figures import (
    Amounts,
    amounts_in_text,
    bvpi157,
    per_cent,
    pounds,
    quoted_grants,
    reconcile,
    totals,
)

COLUMNS = [
    {"key": "permissible", "label": "Permissible", "unit": "count"},
    {"key": "enabled", "label": "Enabled", "unit": "count"},
    {"key": "included", "label": "Included", "unit": "yes_no"},
    {"key": "reason", "label": "Reason", "unit": "text"},
]


def table(*rows, columns=COLUMNS):
    uids = [f"f{n}" for n in range(len(rows))]
    keys = [column["key"] for column in columns]
    return Document.from_tree(
        {
            "root": {"kind": "statement", "order": ["s"]},
            "s": {
                "kind": "section",
                "key": "bvpi157",
                "columns": columns,
                "order": uids,
            },
            **{
                uid: {
                    "kind": "figure",
                    "label": uid,
                    "cells": dict(zip(keys, row, strict=True)),
                }
                for uid, row in zip(uids, rows, strict=True)
            },
        }
    )


def test_bvpi_157_is_reckoned_from_counts_and_not_from_percentages():
    share = bvpi157(table((100, 50, True, ""), (1, 1, True, "")), "s")
    # The mean of 50% and 100% would be 75%.
    assert (share.per_cent, share.words) == (Decimal("50.50"), "50.50%")


def test_bvpi_157_leaves_out_what_is_not_included():
    share = bvpi157(table((10, 7, True, ""), (10, 0, False, "procurement")), "s")
    assert (share.enabled, share.permissible, share.words) == (7, 10, "70.00%")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([(0, 0, True, "")], "Not applicable"),
        ([(5, 5, False, "none")], "Not applicable"),
        ([], "Not applicable"),
        ([(10, None, True, "")], "Not stated"),
        ([(10, 11, True, ""), (10, 0, True, "")], "Not stated"),
        ([(10, True, True, "")], "Not stated"),
        ([(10, 10, True, "")], "100.00%"),
        ([(3, 2, None, "")], "66.67%"),
    ],
)
def test_bvpi_157_in_words(rows, words):
    assert bvpi157(table(*rows), "s").words == words


def test_a_share_is_rounded_half_up_and_nothing_has_no_share():
    assert per_cent(1, 800) == Decimal("0.13")
    assert per_cent(0, 0) is None


def test_columns_of_numbers_are_added_up():
    document = table((10, 7, True, "a"), (5, 5, True, ""), (9, 9, False, "b"))
    assert totals(document, "s") == {
        "permissible": 15,
        "enabled": 12,
        "included": None,
        "reason": None,
    }


def test_a_total_with_a_missing_figure_is_not_known():
    assert totals(table((10, None, True, ""), (5, 5, True, "")), "s") == {
        "permissible": 15,
        "enabled": None,
        "included": None,
        "reason": None,
    }
    assert totals(table(), "s")["permissible"] is None


@pytest.mark.parametrize(
    ("pence", "said"),
    [
        (20_000_000, "£200,000"),
        (123_450, "£1,234.50"),
        (5, "£0.05"),
        (0, "£0"),
        (-100_001, "−£1,000.01"),
    ],
)
def test_pounds(pence, said):
    assert pounds(pence) == said


PARAGRAPH_2 = (
    "Council has previously approved the Statements in 2001, 2002 and 2003. These"
    " documents have resulted in the award to the Council of capital grants totalling"
    " £750,000 from central government (£200K in 2002, £200K in 2003 and £350K in"
    " 2004). The next will cost £5."
)


@pytest.mark.parametrize(
    ("text", "total", "by_year"),
    [
        (PARAGRAPH_2, 75_000_000, {"2002": 2e7, "2003": 2e7, "2004": 3.5e7}),
        ("£1.5m in 2002, £20.50 for 2003/04", None, {"2002": 1.5e8, "2003/04": 2_050}),
        ("a total of £2 million", 200_000_000, {}),
        ("£9 in total, £4 in 2002, £5 in 2003", 900, {"2002": 400, "2003": 500}),
        ("It cost £10. Grants came to £6.45bn.", None, {}),
        ("Grants come to £6.45bn.", 645_000_000_000, {}),
        ("totalling £1.001", None, {}),
        ("£5 in 20 weeks", None, {}),
        ("None.", None, {}),
    ],
)
def test_amounts_are_read_from_a_sentence(text, total, by_year):
    assert amounts_in_text(text) == Amounts(total, by_year)


def test_long_numbers_are_read_without_delay():
    assert amounts_in_text("£" + "9" * 100_000) is not None
    assert amounts_in_text("£" + "1,111" * 20_000) is not None


def test_quoted_grants_are_added_by_year():
    document = Document.from_tree(
        {
            "root": {"kind": "report", "order": ["s"]},
            "s": {"kind": "section", "order": ["g", "h", "i"]},
            "g": {"kind": "grant", "quote": {"year": "2002", "pence": 100}},
            "h": {"kind": "grant", "quote": {"year": "2003", "pence": 200}},
            "i": {"kind": "grant", "quote": {"year": "2002", "pence": 50}},
        }
    )
    assert quoted_grants(document) == {"2002": 150, "2003": 200}


def test_what_agrees_gives_no_finding():
    amounts = amounts_in_text(PARAGRAPH_2)
    ledger = {"2002": 20_000_000, "2003": 20_000_000, "2004": 35_000_000}
    assert reconcile(ledger, amounts.by_year, amounts.total) == []
    assert reconcile({"2002": 5}, {}, None) == []


def test_what_does_not_agree_is_said_in_pounds():
    amounts = amounts_in_text(PARAGRAPH_2)
    ledger = {"2002": 20_000_000, "2003": 19_000_000, "2004": 35_000_000}
    found = reconcile(ledger, amounts.by_year, amounts.total, place="Paragraph 2")
    assert [finding.sentence for finding in found] == [
        "Paragraph 2 says £200,000 for 2003; the receipts come to £190,000.",
        "Paragraph 2 says £750,000; the receipts come to £740,000.",
    ]
    assert {finding.severity for finding in found} == {"blocks"}


def test_a_year_left_out_and_a_wrong_sum_are_found():
    found = reconcile({"2002": 100, "2003": 100}, {"2002": 100}, 200)
    assert [finding.sentence for finding in found] == [
        "The text says nothing of 2003; the receipts come to £1.",
        "The text says £2; its amounts by year come to £1.",
    ]
