import io
import json
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from statements.checks import findings
from statements.document.elements import check_elements
from statements.models import Guidelines
from statements.skeleton import read_guidelines, skeleton

FILE = Path(__file__).parents[2] / "statements/guidelines/2004.json"
COUNCIL = "South Cambridgeshire District Council"


@pytest.fixture
def told():
    return read_guidelines(FILE.read_text())


def by_key(document):
    return {document.get(uid, "key"): uid for uid in document.children()}


def test_the_guidelines_of_2004_hold_29_required_and_25_good_outcomes(told):
    levels = Counter(row["level"] for row in told["outcomes"])
    assert levels == {"required": 29, "good": 25}
    codes = {row["code"] for row in told["outcomes"]}
    wanted = {f"R{n}" for n in range(1, 30)} | {f"G{n}" for n in range(1, 26)}
    assert codes == wanted


def test_every_outcome_keeps_how_sure_its_source_is(told):
    words = ("HIGH -", "MEDIUM-HIGH -", "MEDIUM -", "LOW -")
    marks = Counter(row["confidence"].split(" ")[0] for row in told["outcomes"])
    assert all(row["confidence"].startswith(words) for row in told["outcomes"])
    assert marks == {"HIGH": 8, "MEDIUM-HIGH": 11, "MEDIUM": 34, "LOW": 1}


def test_every_section_and_row_says_where_it_comes_from(told):
    for section in told["sections"]:
        assert section["source_confidence"]
        assert section["guidance"]
        assert all(row["confidence"] for row in section.get("rows", ()))


def test_the_skeleton_is_a_well_formed_statement_that_states_nothing(told):
    document = skeleton(told, council=COUNCIL)
    check_elements(document)
    assert document.get("root", "deadline") == "2004-12-20"
    assert document.get("root", "council") == COUNCIL
    sections = by_key(document)
    assert list(sections) == [section["key"] for section in told["sections"]]
    outcomes = document.children(sections["outcomes"])
    assert [document.get(uid, "code") for uid in outcomes] == [
        row["code"] for row in told["outcomes"]
    ]
    assert {document.get(uid, "progress")["status"] for uid in outcomes} == {
        "not_stated"
    }
    rows = document.children(sections["bvpi157"])
    assert len(rows) == 10
    assert all(
        value is None for uid in rows for value in document.get(uid, "cells").values()
    )
    assert document.children(sections["grants"]) == ()


def test_what_a_skeleton_lacks_is_found_missing(told):
    kinds = Counter(f.kind for f in findings(skeleton(told, council=COUNCIL)))
    assert kinds["outcome"] == 54
    assert kinds["empty"] == 3


def test_two_skeletons_share_no_uid_but_the_roots(told):
    one, other = (skeleton(told, council=COUNCIL) for _ in range(2))
    assert one.elements.keys() & other.elements.keys() == {"root"}


def test_uids_come_from_the_given_source(told):
    def numbered():
        count = iter(range(1000))
        return lambda: f"u{next(count)}"

    one, other = (skeleton(told, council=COUNCIL, fresh=numbered()) for _ in range(2))
    assert one == other


def broken(told, *path, value=None, drop=False):
    copy = json.loads(json.dumps(told))
    place = copy
    for step in path[:-1]:
        place = place[step]
    if drop:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return json.dumps(copy)


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (["round"], "2004 mid year", "The guidelines: round must have letters"),
        (["ministry"], "", "The guidelines: ministry must be a text"),
        (["ministry"], 7, "The guidelines: ministry must be a text"),
        (["title"], "Two  spaces", "The guidelines: title must be one line"),
        (["title"], "A\u202eb", "The guidelines: title: Text must not contain hidden"),
        (["deadline"], "20/12/2004", "The guidelines: deadline must be a date"),
        (["deadline"], None, "The guidelines: deadline must be a date"),
        (["sections"], [], "The guidelines have no sections"),
        (["sections"], {}, "The guidelines: sections must be a list"),
        (["outcomes"], ["R1"], "The guidelines: outcomes must be a list"),
        (["extra"], 1, "The guidelines: extra is not known"),
        (["sections", 0, "layout"], "entries", "Section 1 (authority): layout must be"),
        (["sections", 0, "numbered"], "yes", "Section 1 (authority): numbered must be"),
        (["sections", 0, "rows"], [], "Section 1 (authority): rows is not known"),
        (["sections", 1, "max_words"], 0, "Section 2 (context): max_words must be"),
        (["sections", 1, "max_words"], True, "Section 2 (context): max_words must be"),
        (["sections", 1, "key"], "authority", "Section “authority” stands there twice"),
        (["sections", 4, "columns"], [], "Section 5 (bvpi157) has no columns"),
        (
            ["sections", 4, "columns", 1, "unit"],
            "litres",
            "Section 5 (bvpi157), column 2: unit must be one of",
        ),
        (
            ["sections", 4, "columns", 1, "key"],
            "é",
            "Section 5 (bvpi157), column 2: key must be in ASCII",
        ),
        (
            ["sections", 4, "columns", 1, "key"],
            "permissible",
            "Section 5 (bvpi157), column “permissible” stands there twice",
        ),
        (
            ["sections", 4, "rows", 9, "label"],
            "Consultation",
            "Section 5 (bvpi157), row “Consultation” stands there twice",
        ),
        (["sections", 2, "layout"], "text", "need one section of layout “outcomes”"),
        (["outcomes", 0, "level"], "best", "Outcome 1 (R1): level must be one of"),
        (["outcomes", 0, "due"], "soon", "Outcome 1 (R1): due must be a date"),
        (["outcomes", 1, "code"], "R1", "Outcome “R1” stands there twice"),
    ],
)
def test_a_slip_in_a_guidelines_file_is_named_by_its_place(told, path, value, sentence):
    with pytest.raises(ValueError, match=".") as refused:
        read_guidelines(broken(told, *path, value=value))
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        (["outcomes"], "The guidelines: outcomes is missing."),
        (["sections", 4, "rows"], "Section 5 (bvpi157): rows is missing."),
        (["sections", 0, "key"], "Section 1 (no key): key is missing."),
        (["outcomes", 3, "confidence"], "is missing."),
    ],
)
def test_what_a_guidelines_file_lacks_is_named(told, path, sentence):
    with pytest.raises(ValueError, match=".") as refused:
        read_guidelines(broken(told, *path, drop=True))
    assert sentence in str(refused.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"round": "2004",}'])
def test_what_is_no_guidelines_file_is_refused_in_a_sentence(text):
    with pytest.raises(ValueError, match=r"guidelines .*\."):
        read_guidelines(text)


@pytest.mark.django_db
def test_loading_a_file_twice_is_one_edition(capsys):
    for _ in range(2):
        call_command("load_guidelines", str(FILE))
    guidelines = Guidelines.objects.get()
    assert (guidelines.edition, guidelines.priority_outcomes.count()) == (1, 54)
    assert (
        "edition 1, 9 sections, 54 outcomes, due 2004-12-20" in capsys.readouterr().out
    )


@pytest.mark.django_db
def test_other_content_for_the_round_is_its_next_edition(told, tmp_path):
    call_command("load_guidelines", str(FILE), stdout=io.StringIO())
    path = tmp_path / "2004.json"
    path.write_text(broken(told, "deadline", value="2005-01-10"))
    call_command("load_guidelines", str(path), stdout=io.StringIO())
    editions = Guidelines.objects.order_by("edition")
    assert [g.deadline.isoformat() for g in editions] == ["2004-12-20", "2005-01-10"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "cannot be read"),
        (b"\xff\xfe", "is not a text in UTF-8"),
        (b"{}", "deadline is missing"),
    ],
)
def test_a_file_that_cannot_be_loaded_is_refused(tmp_path, content, sentence):
    path = tmp_path / "guidelines.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=sentence):
        call_command("load_guidelines", str(path))
    assert not Guidelines.objects.exists()
