"""The form of one section, without a page around it: rows, order, values."""

import pytest
from django.http import QueryDict

from iegtracker.errors import Stale
from statements.document import Document
from statements.document.elements import check_elements
from statements.forms import SectionForm
from tests import makers

ADVICE = "s-recommendations"


def query(sent):
    data = QueryDict(mutable=True)
    data.update(sent)
    return data


def sent_by(form):
    """What a browser would send for the form as it is shown."""
    sent = {"rows": form.row_names}
    for field in form.visible_fields():
        value = field.value()
        if isinstance(value, list):
            names = (f"{field.html_name}_{part}" for part in ("day", "month", "year"))
            sent |= dict(zip(names, [str(v or "") for v in value], strict=True))
        elif value not in (None, False):
            sent[field.html_name] = str(value)
    return sent


def shown(document, uid, step=""):
    first = SectionForm(document, uid)
    return SectionForm(document, uid, typed=query(sent_by(first)), step=step)


def judged(document, uid, sent):
    return SectionForm(document, uid, data=query(sent))


def made(document, uid, sent):
    form = judged(document, uid, sent)
    assert form.is_valid(), [part.errors for part in form.parts]
    result = form.result()
    check_elements(result)
    return result


def rows_document(layout, kind, **fields):
    return Document.from_tree(
        {
            "root": {**makers.report_document().elements["root"], "order": ["s"]},
            "s": {
                "kind": "section",
                "key": layout,
                "title": layout,
                "layout": layout,
                "numbered": False,
                "order": ["row"],
            },
            "row": {"kind": kind, **fields},
        }
    )


@pytest.mark.parametrize(
    ("document", "uid"),
    [
        *(
            (makers.statement_document(), u)
            for u in makers.statement_document().children()
        ),
        *((makers.report_document(), u) for u in makers.report_document().children()),
        (rows_document("objectives", "objective", label="Life", effect=""), "s"),
        (rows_document("entries", "entry", text="(b) That *Cabinet* 3 rd"), "s"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_untouched_form_gives_the_same_document(document, uid):
    assert made(document, uid, sent_by(SectionForm(document, uid))) == document


def test_a_new_row_follows_the_one_before_it():
    document = makers.report_document()
    form = shown(document, ADVICE, "add")
    new = form.listed[-1]
    sent = sent_by(form) | {f"{new}-text": "agrees the rest."}
    assert made(document, ADVICE, sent).children(ADVICE) == ("p-2", "r-a", "r-b", new)


def test_rows_move_past_each_other_and_text_keeps_its_place():
    document = makers.report_document()
    sent = sent_by(shown(document, ADVICE, "up:r-b"))
    assert made(document, ADVICE, sent).children(ADVICE) == ("p-2", "r-b", "r-a")


@pytest.mark.parametrize("step", ["up:r-a", "down:r-b", "up:foreign", "", "add:x:y"])
def test_a_step_that_leads_nowhere_loses_no_row(step):
    form = shown(makers.report_document(), ADVICE, step)
    assert set(form.listed) >= {"r-a", "r-b"}


def test_a_removed_row_is_gone_and_text_stands():
    document = makers.report_document()
    sent = sent_by(shown(document, ADVICE, "remove:r-a"))
    result = made(document, ADVICE, sent)
    assert result.children(ADVICE) == ("p-2", "r-b")
    assert "r-a" not in result


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Enter the text, or remove the row"),
        ("<i>no</i>", "Remove the HTML tag <i>"),
        ("[x](javascript:y)", "must start with http://"),
        ("\0", "Text must not contain control characters."),
        ("x" * 20_000, "10,000 characters or fewer"),
    ],
)
def test_a_wrong_row_is_refused(text, sentence):
    document = makers.report_document()
    sent = sent_by(SectionForm(document, ADVICE)) | {"r-a-text": text}
    form = judged(document, ADVICE, sent)
    assert not form.is_valid()
    assert sentence in form.rows[0].errors["text"][0]


def test_an_objective_may_have_no_effect_and_keeps_its_lines():
    document = rows_document("objectives", "objective", label="Life", effect="")
    sent = sent_by(SectionForm(document, "s")) | {"row-effect": "One.\r\nTwo."}
    assert made(document, "s", sent).get("row", "effect") == "One.\nTwo."


@pytest.mark.parametrize(
    ("unit", "typed", "kept"),
    [
        ("count", " 1,250 ", 1250),
        ("pence", "200,000", 20_000_000),
        ("pence", "£200,000.50", 20_000_050),
        ("percent", "74 %", 74),
        ("yes_no", "no", False),
        ("yes_no", "", None),
        ("text", "as\u00a0agreed", "as agreed"),
        ("count", "", None),
    ],
)
def test_a_cell_is_kept_by_its_unit(unit, typed, kept):
    tree = {u: dict(f) for u, f in makers.statement_document().elements.items()}
    tree["s-bvpi"]["columns"] = [{"key": "c", "label": "Column", "unit": unit}]
    tree["f-1"]["cells"] = {"c": True if unit == "yes_no" else None, "old": 3}
    document = Document.from_tree(tree)
    sent = sent_by(SectionForm(document, "s-bvpi")) | {"f-1-cell_0": typed}
    cells = made(document, "s-bvpi", sent).get("f-1", "cells")
    assert dict(cells) == {"c": kept, "old": 3}


def test_many_more_rows_than_a_page_has_are_refused():
    document = makers.report_document()
    rows = " ".join(f"{n:020x}" for n in range(500))
    with pytest.raises(Stale):
        judged(document, ADVICE, {"rows": rows})
