"""What the form asks, and what the text answers."""

import json
from pathlib import Path

import pytest

from statements.returning import fields_of, return_of
from statements.returning.plain import plain_words
from statements.skeleton import read_guidelines, skeleton
from tests.statements.returning.form import FIELDS, WORDS, by_key

FILE = Path(__file__).parents[3] / "statements/guidelines/2004.json"


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
