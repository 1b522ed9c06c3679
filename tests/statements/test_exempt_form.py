"""Marking what is exempt, where a section is edited."""

import pytest

from statements.document import Document
from statements.forms import SectionForm
from statements.rolling import roll_forward
from tests import makers
from tests.statements.test_section_form import judged, made, sent_by

MARK = {"paragraph": "8", "reason": "It names Foxton."}
LOCAL = "s-local"


def marked(uid="b-1", **mark):
    document = makers.statement_document()
    return document.with_values({(uid, "exempt"): {**MARK, **mark}})


def asked(document, uid=LOCAL, **typed):
    sent = sent_by(SectionForm(document, uid))
    return sent | {f"new-exempt-{name}": value for name, value in typed.items()}


@pytest.mark.parametrize(
    ("section", "uid"),
    [
        (LOCAL, "b-1"),
        (LOCAL, LOCAL),
        ("s-outcomes", "o-r2"),
        ("s-bvpi", "f-1"),
    ],
)
def test_an_element_is_marked(section, uid):
    document = makers.statement_document()
    sent = asked(document, section, element=uid, **MARK)
    assert made(document, section, sent) == marked(uid)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("### The centre at Cambourne", "Heading “The centre at Cambourne”"),
        ("- Cambourne\n- **Foxton** & Orwell", "List “Cambourne Foxton & Orwell”"),
        ("The council serves villages.", "Text “The council serves villages.”"),
    ],
)
def test_an_element_without_a_number_is_called_by_what_it_is(text, name):
    document = makers.statement_document().with_values({("b-1", "text"): text})
    document = document.with_values({(LOCAL, "numbered"): False})
    offered = dict(SectionForm(document, LOCAL).new_exempt.fields["element"].choices)
    assert offered["b-1"] == name


def test_an_untouched_mark_stands():
    sent = sent_by(SectionForm(marked(), LOCAL))
    assert made(marked(), LOCAL, sent) == marked()


def test_a_mark_is_corrected():
    sent = sent_by(SectionForm(marked(), LOCAL)) | {
        "exempt-b-1-paragraph": "9",
        "exempt-b-1-reason": "Terms.",
    }
    result = made(marked(), LOCAL, sent)
    assert result == marked(paragraph="9", reason="Terms.")


def test_a_mark_is_taken_away():
    sent = sent_by(SectionForm(marked(), LOCAL)) | {"exempt-b-1-lifted": "on"}
    assert made(marked(), LOCAL, sent) == makers.statement_document()


def test_a_marked_paragraph_that_is_taken_out_takes_its_mark_along():
    sent = sent_by(SectionForm(marked(), LOCAL)) | {"text": "A contact centre."}
    result = made(marked(), LOCAL, sent)
    assert not any(result.get(uid, "exempt") for uid in result.walk() if uid != "b-2")


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"paragraph": "8", "reason": "x"}, "element", "Select what is exempt"),
        (
            {"element": "b-1", "reason": "x"},
            "paragraph",
            "Select the paragraph by which it is exempt",
        ),
        ({"element": "b-1", "paragraph": "8"}, "reason", "Enter why it is exempt"),
        (
            {"element": "b-1", "paragraph": "16", "reason": "x"},
            "paragraph",
            "Paragraph of Schedule 12A must be one of the choices",
        ),
        (
            {"element": "root", "paragraph": "8", "reason": "x"},
            "element",
            "What is exempt must be one of the choices",
        ),
        (
            {"element": "b-1", "paragraph": "8", "reason": "x" * 301},
            "reason",
            "300 characters or fewer",
        ),
    ],
)
def test_half_a_mark_or_a_wrong_one_is_refused(typed, field, sentence):
    document = makers.statement_document()
    form = judged(document, LOCAL, asked(document, **typed))
    assert not form.is_valid()
    assert sentence in form.new_exempt.errors[field][0]


def choices(document):
    return dict(SectionForm(document, LOCAL).new_exempt.fields["paragraph"].choices)


def test_the_paragraphs_are_those_of_the_papers_day():
    old = choices(makers.statement_document())
    assert list(old) == ["", *(str(n) for n in range(1, 16))]
    assert old["8"] == "Paragraph 8 (members may read it)"
    assert old["9"] == "Paragraph 9 (members may not read it)"
    new = choices(makers.statement_document(deadline="2006-03-01"))
    assert len(new) == 9
    assert new["1"] == "Paragraph 1, an individual (members may not read it)"
    assert new["4"] == "Paragraph 4 (members may not read it)"
    assert new["3"] == "Paragraph 3, business affairs (members may read it)"
    assert new["3-terms"] == (
        "Paragraph 3, business affairs: terms of a contract under negotiation "
        "(members may not read it)"
    )


def test_a_paragraph_that_the_schedule_no_longer_holds_can_still_be_kept():
    root = makers.statement_document().elements["root"]
    document = marked().with_values({("root", "deadline"): "2006-12-20"})
    assert root["deadline"] == "2004-12-20"
    sent = sent_by(SectionForm(document, LOCAL))
    assert made(document, LOCAL, sent) == document


def test_the_marks_of_last_round_go_with_its_words():
    last = marked("f-1").with_values(
        {("o-r1", "exempt"): MARK, (LOCAL, "exempt"): MARK, ("b-2", "exempt"): MARK}
    )
    skeleton = makers.statement_document(round="2005-mid-year")
    rolled: Document = roll_forward(last, skeleton)
    for uid in ("f-1", "o-r1", LOCAL, "b-2"):
        assert rolled.get(uid, "exempt") == MARK, uid
