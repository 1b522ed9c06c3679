"""What is written is read back equal; what cannot be read is refused."""

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statements.returning import (
    LARGEST,
    FileRefused,
    Fill,
    as_csv,
    as_xml,
    compared,
    received,
    return_of,
)
from statements.returning.files import guarded, unguarded
from tests import makers
from tests.statements.document import strategies
from tests.statements.returning.form import FIELDS, WRITERS, field, read_back


@pytest.mark.parametrize("form", WRITERS)
def test_what_is_written_is_read_back_equal(form, sent):
    comparison = read_back(sent, WRITERS[form](sent))
    assert (comparison.form, comparison.differences) == (form, 0)
    assert comparison.sentence == "All 6 fields are equal to the cleared text."
    assert not comparison.reordered


# Labels and brackets begin lines of the plain text file itself.
_TRICKY = st.text(
    st.sampled_from("ab[]\\'\"=+-@,;\t \n\r\x85\u2028\ufeff\ufffe<&>“’é𝔘 :"),
    max_size=30,
)
_TEXTS = st.one_of(
    _TRICKY, st.text(max_size=30), st.sampled_from(["R1:", "[r1] R1", "\\", "'=1"])
)


@settings(max_examples=150, deadline=None)
@given(_TEXTS, _TEXTS, st.sampled_from(sorted(WRITERS)))
def test_any_text_is_read_back_equal(first, second, form):
    document = makers.statement_document().with_values(
        {("b-1", "text"): first, ("root", "council"): second}
    )
    filled = return_of(document, FIELDS)
    comparison = read_back(filled, WRITERS[form](filled))
    assert comparison.fields == ()


@settings(max_examples=60, deadline=None)
@given(strategies.documents(), st.sampled_from(sorted(WRITERS)))
def test_any_document_is_read_back_equal(document, form):
    fields = (
        field("council", Fill("paper", name="council"), "line"),
        *(
            field(f"words_{key}", Fill("section", key))
            for key in ("purpose", "partnership", "grants")
        ),
        field("r1", Fill("outcome", "outcomes", "R1", "comment")),
        field("share", Fill("per_cent", "bvpi157"), "per_cent"),
    )
    filled = return_of(document, fields)
    comparison = compared(filled, received(WRITERS[form](filled), fields))
    assert comparison.fields == ()


def test_the_xml_has_the_names_that_were_found_and_says_which_are_its_own(sent):
    text = as_xml(sent, reference="2004", state="draft").decode()
    assert '<IegStatement IegStatementRef="2004" State="draft">' in text
    assert '<ContextStatement key="context">The council' in text
    assert '<Field key="r1" label="R1">Planned</Field>' in text
    assert "Every element Field is this system's own" in text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝"])
def test_no_cell_of_the_csv_begins_a_formula(start, document):
    risky = document.with_values({("root", "council"): f"{start}SUM(A1)"})
    rows = list(csv.reader(io.StringIO(as_csv(return_of(risky, FIELDS)).decode())))
    cells = [cell for row in rows for cell in row]
    assert not any(cell.startswith(tuple("=+-@＝")) for cell in cells)


@given(_TEXTS)
def test_a_guarded_cell_gives_its_text_back(text):
    assert unguarded(guarded(text)) == text


_LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>
<IegStatement><Field key="r1">&b;</Field></IegStatement>"""
_EXTERNAL = b"""<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<IegStatement><Field key="r1">&a;</Field></IegStatement>"""


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"x" * (LARGEST + 1), "smaller than 4 MB"),
        (b"%PDF-1.4", "The file is a PDF."),
        (b"PK\x03\x04x", "ZIP file"),
        (b"[r1]\x00\x01\x02 binary", "not a text"),
        (b"\x81\x8d\x8f", "not a text"),
        (b"Hello", "names no field of the return"),
        (b"<x><y/></x>", "names no field of the return"),
        (b"<x><y></x>", "Line 1 of the file is not XML"),
        (_LAUGHS, "declares a document type"),
        (_EXTERNAL, "declares a document type"),
        (b"<x>" + b"<y>" * 200 + b"</y>" * 200 + b"</x>", "nested too deep"),
        (b"<x><Field key='r1'>&unknown;</Field></x>", "not XML"),
        (b"key,label\nr1,R1\n", "must name key, label, text"),
        (b"\xff\xfex", "not a text"),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_sentence(content, sentence):
    with pytest.raises(FileRefused) as refused:
        received(content, FIELDS)
    assert sentence in str(refused.value)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_no_bytes_do_more_than_be_refused(content):
    with suppress(FileRefused):
        assert received(content, FIELDS).fields
