"""What the form asks, what the text answers, and the files that say so."""

import csv
import io
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statements.returning import (
    LARGEST,
    Comparison,
    Field,
    FileRefused,
    Fill,
    Outcome,
    as_csv,
    as_text,
    as_xml,
    compared,
    fields_of,
    received,
    return_of,
)
from statements.returning.files import guarded, unguarded
from statements.returning.plain import plain_words
from statements.skeleton import read_guidelines, skeleton
from tests import makers
from tests.statements.document import strategies

FILE = Path(__file__).parents[3] / "statements/guidelines/2004.json"
WORDS = "The council serves villages. It said “yes” – to all… of them.\n\nAnd £5 more."


def field(key, fill, type="text", **also):
    label = also.pop("label", key.capitalize())
    return Field(key, label, type, fill, "found", "The return", **also)


FIELDS = (
    field("council", Fill("paper", name="council"), "line", element="AuthorityName"),
    field(
        "context",
        Fill("section", "local"),
        label="Local context",
        element="ContextStatement",
        limit=120,
        characters="iso-8859-1",
    ),
    field("r1", Fill("outcome", "outcomes", "R1", "status"), "choice", label="R1"),
    field(
        "counts",
        Fill("figure", "bvpi157", "Providing information", "enabled"),
        "number",
    ),
    field("share", Fill("per_cent", "bvpi157"), "per_cent"),
    field("phone", Fill("line", "local", "Telephone"), "line"),
)
WRITERS = {
    "XML": lambda filled: as_xml(filled, reference="2004", state="draft"),
    "CSV": as_csv,
    "plain text": as_text,
}


@pytest.fixture
def document():
    return makers.statement_document().with_values({("b-1", "text"): WORDS})


@pytest.fixture
def sent(document):
    return return_of(document, FIELDS)


def by_key(filled):
    return {item.field.key: item for item in filled}


def changed(content, *pairs):
    text = content.decode()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text.encode()


def read_back(sent, content):
    return compared(sent, received(content, FIELDS))


def only(comparison):
    (row,) = comparison.fields
    return row


# --- What is asked ----------------------------------------------------------------


def test_the_guidelines_of_2004_say_how_sure_each_field_and_limit_is():
    told = read_guidelines(FILE.read_text())
    fields = fields_of(told)
    assert len({f.key for f in fields}) == len(fields) > 200
    assert all(f.confidence for f in fields)
    limited = [f for f in fields if f.limit]
    assert limited
    assert all("own suggestion" in f.limit_confidence for f in limited)
    found = {f.element for f in fields if f.element}
    assert found == {
        "ContactName",
        "ContactEmail",
        "ContactTelephone",
        "ContextStatement",
    }


def test_an_empty_statement_answers_only_who_it_is():
    told = read_guidelines(FILE.read_text())
    filled = return_of(skeleton(told, council="A council"), fields_of(told))
    said = {item.field.key: item.text for item in filled if item.text}
    assert said == {"authority_name": "A council"}
    assert all(
        [problem.kind for problem in item.problems] == ["empty"]
        for item in filled
        if not item.text
    )


def test_guidelines_without_a_return_ask_for_nothing():
    told = json.loads(FILE.read_text())
    del told["return"]
    assert fields_of(read_guidelines(json.dumps(told))) == ()


def slip(change):
    told = json.loads(FILE.read_text())
    change(told["return"])
    return json.dumps(told)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda r: r.update(characters="runes"), "characters must name an encoding"),
        (lambda r: r.pop("characters_confidence"), "characters_confidence is missing"),
        (lambda r: r.update(fields={}), "fields must be a list"),
        (lambda r: r["fields"][0].update(type="shape"), "type must be one of"),
        (lambda r: r["fields"][0].update(fill={"page": 1}), "fill must name"),
        (lambda r: r["fields"][0].update(fill={"paper": "x"}), "paper must be one of"),
        (lambda r: r["fields"][4].update(fill={"section": "x"}), "no section “x”"),
        (lambda r: r["fields"][4].update(limit=0), "limit must be a whole number"),
        (
            lambda r: r["fields"][4].pop("limit_confidence"),
            "where the limit comes from",
        ),
        (lambda r: r["fields"][4].update(element="a b"), "element must be a name"),
        (lambda r: r["fields"][1].update(key="authority_name"), "return twice"),
        (lambda r: r["fields"][5]["asks"][0].update(key="x"), "key must be one of"),
        (lambda r: r["fields"][5].update(rows="context"), "its section has no rows"),
        (lambda r: r["fields"][0].pop("confidence"), "confidence is missing"),
        (lambda r: r["fields"][0].update(colour="red"), "colour is not known"),
    ],
)
def test_a_slip_in_what_is_asked_is_named(change, sentence):
    with pytest.raises(ValueError, match=".") as refused:
        read_guidelines(slip(change))
    assert sentence in str(refused.value)


# --- What the text answers ----------------------------------------------------------


def test_each_field_has_its_text_as_plain_text(sent):
    assert {key: item.text for key, item in by_key(sent).items()} == {
        "council": "South Cambridgeshire District Council",
        "context": f"{WORDS}\n\nA contact centre will open.",
        "r1": "Planned",
        "counts": "71",
        "share": "71.00",
        "phone": "",
    }


def test_what_is_wrong_with_an_answer_is_said_in_a_sentence(document):
    long = document.with_values({("b-2", "text"): "x" * 100})
    filled = by_key(return_of(long, FIELDS))
    context = filled["context"]
    assert (context.over, context.length) == (True, len(WORDS) + 102)
    assert [problem.sentence for problem in context.problems] == [
        f"Local context: {len(WORDS) + 102} characters, {len(WORDS) + 102 - 120} more "
        "than the form takes (120).",
        "Local context: the form may not take these characters: “ ” – …",
    ]
    phone = filled["phone"].problems
    assert [p.sentence for p in phone] == ["Phone: asked, and nothing answers it."]
    assert filled["counts"].problems == ()


def test_a_line_of_a_section_answers_by_its_label(document):
    told = document.with_values({("b-1", "text"): "- Telephone: 01223 1\n- Fax: 2"})
    assert by_key(return_of(told, FIELDS))["phone"].text == "01223 1"


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("One\ntwo **three**", "One two three"),
        ("### A heading", "A heading"),
        ("- one\n- two\n  - three", "- one\n- two\n  - three"),
        ("3. three\n4. four", "3. three\n4. four"),
        ("[here](https://example.org/)", "here (https://example.org/)"),
        ("<https://example.org/>", "https://example.org/"),
        ("| a | b |\n| - | - |\n| 1 | 2 |", "a | b\n1 | 2"),
        ("> said\n> so", "said so"),
        ("a\\*b &amp; <b>", "a*b &amp; <b>"),
    ],
)
def test_markdown_becomes_plain_text(markdown, plain):
    assert plain_words(markdown) == plain


# --- Files --------------------------------------------------------------------------


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


# --- Read back ------------------------------------------------------------------------


@pytest.mark.parametrize("form", WRITERS)
def test_one_field_altered_is_named(form, sent):
    row = only(read_back(sent, changed(WRITERS[form](sent), ("villages", "towns"))))
    assert (row.key, row.outcome) == ("context", Outcome.DIFFERS)
    assert row.sentence == "Local context: the text differs."
    assert "towns" in row.received
    assert "villages" in row.sent


@pytest.mark.parametrize(("cut", "at"), [(120, True), (119, True), (40, False)])
def test_a_text_cut_off_is_named_with_its_limit(cut, at, document):
    long = document.with_values({("b-2", "text"): "word " * 40})
    filled = return_of(long, FIELDS)
    whole = by_key(filled)["context"].text
    row = only(read_back(filled, changed(as_text(filled), (whole, whole[:cut]))))
    assert row.outcome is Outcome.TRUNCATED
    assert ("at its limit" in row.sentence) is at


def test_a_figure_that_lost_a_digit_is_not_called_cut_off(sent):
    row = only(
        read_back(
            sent, changed(as_xml(sent, reference="x", state="x"), (">71<", ">7<"))
        )
    )
    assert (row.key, row.outcome) == ("counts", Outcome.DIFFERS)


@pytest.mark.parametrize(
    ("pairs", "named"),
    [
        ([("“", '"'), ("”", '"')], ("quotation marks",)),
        ([("–", "-")], ("dashes",)),
        ([("…", "...")], ("ellipsis",)),
        ([("“", "'"), ("”", "'")], None),
        ([("It said", "It  said")], ("spaces",)),
        ([("“", '"'), ("”", '"'), ("–", "-")], ("quotation marks", "dashes")),
    ],
)
def test_what_differs_only_in_typography_is_named_by_its_habit(pairs, named, sent):
    row = only(read_back(sent, changed(as_text(sent), *pairs)))
    if named is None:
        assert row.outcome is Outcome.DIFFERS
    else:
        assert (row.outcome, row.named) == (Outcome.TYPOGRAPHIC, named)


def test_line_ends_in_a_cell_are_named(sent):
    row = only(
        read_back(sent, changed(as_csv(sent), ("them.\n\nAnd", "them.\r\n\r\nAnd")))
    )
    assert row.named == ("line ends",)


def test_utf_8_that_was_taken_for_windows_1252_is_named(sent):
    garbled = as_text(sent).decode().encode().decode("cp1252", errors="ignore")
    assert "â€" in garbled
    document = makers.statement_document().with_values({("b-1", "text"): "café – £5"})
    filled = return_of(document, FIELDS)
    row = only(read_back(filled, as_text(filled).decode("cp1252").encode()))
    assert row.named == ("garbled accents",)


@pytest.mark.parametrize(
    ("codec", "named"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with a byte order mark"),
        ("cp1252", "Windows-1252"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
    ],
)
@pytest.mark.parametrize("form", WRITERS)
def test_each_encoding_is_found_and_is_no_difference(form, codec, named, sent):
    text = WRITERS[form](sent).decode("utf-8-sig")
    comparison = read_back(sent, text.replace("\n", "\n").encode(codec))
    assert (comparison.encoding, comparison.differences) == (named, 0)


def test_another_order_is_said_and_is_no_difference(sent):
    comparison = read_back(sent, as_xml(sent[::-1], reference="x", state="x"))
    assert (comparison.reordered, comparison.differences) == (True, 0)


def test_a_missing_and_an_extra_field_are_named(sent):
    content = as_xml(sent[1:], reference="x", state="x")
    extra = b"<Fax>0123</Fax></IegStatement>"
    comparison = read_back(sent, content.replace(b"</IegStatement>", extra))
    assert [(row.key, row.outcome) for row in comparison.fields] == [
        ("council", Outcome.MISSING),
        ("Fax", Outcome.EXTRA),
    ]
    twice = content.replace(
        b"</IegStatement>", b'<Field key="r1">Done</Field></IegStatement>'
    )
    assert [row.label for row in read_back(sent, twice).fields] == [
        "Council",
        "R1 (once more)",
    ]


# Words that stand in no field: the form, what is replaced, and where they are named.
BESIDES = [
    ("plain text", ("[r1] R1", "[r1] A tram too"), ("After [r1]", "A tram too")),
    ("plain text", ("[r1] R1", "[r1]A tram too"), ("After [r1]", "A tram too")),
    ("plain text", ("[council]", "A tram\ntoo\n[council]"),
     ("Before the first field", "A tram\ntoo")),
    ("XML", ('State="x">', 'State="x">A tram\n too'),
     ("Between the fields", "A tram too")),
    ("XML", ("</IegStatement>", "A tram too</IegStatement>"),
     ("Between the fields", "A tram too")),
    ("XML", ("<ContextStatement ", '<ContextStatement note="A tram too" '),
     ("ContextStatement/@note", "A tram too")),
    ("XML", (' label="R1"', ' label="A tram too"'), ("Field/@label", "A tram too")),
    ("XML", (' label="R1"', ' label="R1" example="yes"'), ("Field/@example", "yes")),
    ("XML", ('<ContextStatement key="context"', '<ContextStatement key="r1"'),
     ("ContextStatement/@key", "r1")),
    ("XML", (' State="x"', ' State="x" note="A tram too"'),
     ("IegStatement/@note", "A tram too")),
    ("XML", (">The council", '><b title="A tram too">The</b> council'),
     ("b/@title", "A tram too")),
    ("CSV", ("r1,R1,Planned", "r1,R1,Planned,A tram,too"), ("Row 4", "A tram too")),
    ("CSV", ("r1,R1,Planned", "r1,A tram too,Planned"), ("Row 4", "A tram too")),
    ("CSV", ("r1,R1,Planned", "r1,R1,Planned\r\nA tram too"), ("Row 5", "A tram too")),
    ("CSV", ("r1,R1,Planned", "r1,R1,Planned\r\n,,A tram too"),
     ("Row 5", "A tram too")),
    ("CSV", ("key,label,text", "key,label,text,A tram too"), ("Row 1", "A tram too")),
]  # fmt: skip


def written(sent, form):
    if form == "XML":
        return as_xml(sent, reference="x", state="x")
    return WRITERS[form](sent)


@pytest.mark.parametrize(("form", "pair", "named"), BESIDES)
def test_words_that_stand_in_no_field_are_named_with_their_place(
    form, pair, named, sent
):
    row = only(read_back(sent, changed(written(sent, form), pair)))
    assert (row.outcome, row.label, row.received) == (Outcome.EXTRA, *named)


@pytest.mark.parametrize("form", WRITERS)
def test_a_word_slipped_in_anywhere_is_never_equal(form, sent):
    """Wherever it stands: but for what an XML file says of itself before its fields."""
    text = written(sent, form).decode("utf-8-sig")
    first = text.index('State="x">') + len('State="x">') if form == "XML" else 0
    for at in range(first, len(text.rstrip().removesuffix("</IegStatement>"))):
        with suppress(FileRefused):
            told = f"{text[:at]} tram {text[at:]}"
            assert read_back(sent, told.encode()).differences, told


def test_what_only_says_how_to_read_or_show_a_file_is_no_difference(sent):
    content = changed(
        written(sent, "XML"),
        ("<IegStatement ", '<IegStatement xmlns:f="urn:f" xml:lang="en-GB" '),
        (">The council", '><span class="x" style="y">The</span> council'),
    )
    assert read_back(sent, content).fields == ()


def test_text_under_labels_is_read_as_the_receipt_prints_it(sent):
    told = (
        "Your receipt\n\nCouncil:\nSouth Cambridgeshire District Council\n\nR1\nDone\n"
    )
    comparison = read_back(sent, told.encode())
    outcomes = {row.key: row.outcome for row in comparison.fields}
    assert "council" not in outcomes
    assert outcomes["r1"] is Outcome.DIFFERS


def test_html_inside_a_field_is_read_as_its_words(sent):
    content = as_xml(sent, reference="x", state="x").decode()
    html = (
        "<p>"
        + WORDS.replace("\n\n", "</p><p>")
        + "</p><p>A contact centre will open.</p>"
    )
    whole = by_key(sent)["context"].text
    assert whole in content
    assert read_back(sent, content.replace(whole, html).encode()).fields == ()


def test_a_comparison_is_kept_in_bytes_and_read_again(sent):
    comparison = read_back(sent, changed(as_text(sent), ("–", "-")))
    again = Comparison.from_bytes(comparison.canonical)
    assert again == comparison
    assert again.canonical == comparison.canonical


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
