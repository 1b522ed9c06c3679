"""Each check of the stored texts finds what was altered, and names its row."""

import json

import pytest
from django.db import connection

from decisions import actions as authority_actions
from iegtracker.ledger import guards
from statements import verification
from statements.document import Document
from statements.models import (
    Draft,
    FigureCell,
    FinalCopy,
    Guidelines,
    OutcomeProgress,
    Save,
    Version,
)
from tests import makers

pytestmark = pytest.mark.django_db
CHECKS = (
    verification.versions_have_their_digests,
    verification.guidelines_have_their_digests,
    verification.drafts_are_their_saves,
    verification.indexes_are_of_the_latest_text,
    verification.final_copies_are_their_bytes,
)


def set_by_sql(row, **values):
    """Alter a row behind the program's back: its guards are dropped first."""
    model = type(row)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if model in guards.guarded_models():
            for name, _ in guards._wanted(model, connection.vendor):
                where = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {name}{where}")
        for name, value in values.items():
            field = model._meta.get_field(name)
            stored = field.get_db_prep_save(value, connection)
            column, key = field.column, model._meta.pk.column
            cursor.execute(
                f'UPDATE {table} SET "{column}" = %s WHERE {key} = %s',  # noqa: S608
                [stored, row.pk],
            )
            assert cursor.rowcount == 1


def breaks():
    return [found for check in CHECKS for found in check()]


def named(row):
    """The breaks, all of which must name the row."""
    found = breaks()
    assert found
    where = f"{row._meta.label_lower}:{row.pk}"
    assert {one.where for one in found} == {where}
    return " ".join(one.sentence for one in found)


def reworded(content):
    return bytes(content).replace(b"villages", b"counties")


def test_an_untouched_record_holds():
    makers.published_statement()
    assert breaks() == []


def test_a_version_with_other_words_is_named():
    story = makers.reported_statement()
    version = story.statement.current
    set_by_sql(version, content=reworded(version.content))
    assert named(version) == "its bytes do not have its digest"


@pytest.mark.parametrize("content", [b"\xff", b"[]", b'{"root":1}', b'{ "a": {}}'])
def test_a_version_that_is_no_document_is_named(content):
    story = makers.reported_statement()
    version = story.statement.current
    set_by_sql(version, content=content, digest=Document.hash_of(content))
    assert f"statements.version:{version.pk}" in {one.where for one in breaks()}


def test_an_element_of_no_kind_is_named():
    story = makers.reported_statement()
    version = story.statement.current
    tree = json.loads(bytes(version.content))
    del tree["b-1"]["kind"]
    document = Document.from_tree(tree)
    set_by_sql(version, content=document.canonical, digest=document.digest)
    assert "b-1 is of no known kind" in named(version)


def test_other_guidelines_are_named():
    makers.drafted_statement()
    guidelines = Guidelines.objects.get()
    content = bytes(guidelines.content).replace(b"2004-12-20", b"2004-12-31")
    set_by_sql(guidelines, content=content)
    assert named(guidelines) == "its bytes do not have its digest"


def test_a_draft_with_other_bytes_is_named():
    draft = makers.drafted_statement().statement.open_draft
    set_by_sql(draft, content=reworded(draft.content))
    assert "its bytes do not have its digest" in [one.sentence for one in breaks()]


def test_a_draft_that_its_saves_do_not_make_is_named():
    story = makers.drafted_statement()
    draft = story.statement.open_draft
    content = reworded(draft.content)
    set_by_sql(draft, content=content, digest=Document.hash_of(content))
    last = draft.saves.get(number=2)
    assert named(last) == "the draft was not what it says after it"


def test_a_save_with_another_patch_is_named():
    story = makers.drafted_statement()
    save = Save.objects.get(number=2)
    set_by_sql(save, patch=reworded(save.patch))
    assert named(save) == "its patch does not lead to the text after it"
    assert story.statement.open_draft.last_save == 2


def test_a_missing_save_is_named():
    draft = makers.drafted_statement().statement.open_draft
    set_by_sql(draft, last_save=3)
    assert named(draft) == "its saves are not numbered 1 to 3"


def test_a_first_save_from_elsewhere_is_named():
    makers.drafted_statement()
    first = Save.objects.get(number=1)
    patch = first.difference.inverse
    set_by_sql(first, patch=patch.canonical)
    assert named(first)


def test_a_draft_brought_up_to_date_still_goes_back_to_where_it_was_opened():
    story = makers.delegated_statement()
    other = makers.written_change(story, text="Other words.", block="b-1")
    makers.applied_change(story)
    authority_actions.rebase_change(other, by=story.people.officer)
    draft = Draft.objects.get(pk=other.draft_id)
    assert draft.base_id == story.statement.current.pk
    assert breaks() == []


@pytest.mark.parametrize(
    ("model", "changed"),
    [
        (OutcomeProgress, {"status": "done"}),
        (OutcomeProgress, {"comment": "Added."}),
        (FigureCell, {"amount": 99}),
    ],
)
def test_an_index_row_that_the_text_does_not_give_is_named(model, changed):
    makers.drafted_statement()
    row = model.objects.first()
    set_by_sql(row, **changed)
    told = {one.where: one.sentence for one in breaks()}
    assert told[f"{row._meta.label_lower}:{row.pk}"] == "the text says otherwise"


def test_a_missing_index_row_is_named_by_its_element():
    makers.drafted_statement()
    OutcomeProgress.objects.get(uid="o-r1").delete()
    (found,) = breaks()
    assert found.sentence == "the row of element o-r1 is missing"


def test_a_doubled_index_row_is_named():
    makers.drafted_statement()
    row = OutcomeProgress.objects.get(uid="o-r1")
    row.pk, row.uid = None, "o-r9"
    row.save()
    assert named(row) == "the text says otherwise"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"pdf": b"%PDF-other"}, "its bytes do not have its SHA-256"),
        ({"sha256": "0" * 64}, "its bytes do not have its SHA-256"),
        ({"chain": b"{}"}, "its chain of authority cannot be read"),
        ({"chain": b"\xff"}, "its chain of authority cannot be read"),
        ({"chain": b'{"version":{"digest":"0"}}'}, "its chain names another version"),
    ],
)
def test_an_altered_final_copy_is_named(changed, sentence):
    makers.published_statement()
    copy = FinalCopy.objects.get()
    set_by_sql(copy, **changed)
    assert named(copy) == sentence


def test_the_checks_read_every_version_and_not_only_the_last():
    story = makers.delegated_statement()
    makers.applied_change(story)
    first = Version.objects.filter(paper=story.statement.pk).order_by("number").first()
    set_by_sql(first, content=reworded(first.content))
    found = [one for one in breaks() if one.where == f"statements.version:{first.pk}"]
    assert found
