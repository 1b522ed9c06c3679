"""Values altered behind the program's back: `verify` stops and names the row."""

import io
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction

from decisions.models import Body, Change, CopyState, Office, Report, SignOff
from iegtracker import clock
from iegtracker.ledger import guards
from iegtracker.ledger.models import Event
from statements.models import (
    Draft,
    FigureCell,
    OutcomeProgress,
    Statement,
    Version,
)
from tests import makers

pytestmark = pytest.mark.django_db


def verified(*options):
    """What `verify` says, and the code with which it ends."""
    told = io.StringIO()
    try:
        call_command("verify", *options, stdout=told)
    except CommandError as error:
        return f"{told.getvalue()}\n{error}", error.returncode
    return told.getvalue(), 0


def after(act):
    """What `verify` says after `act`, by somebody who put the guards back."""
    with makers.undone():
        drop_guards()
        act()
        guards.install()
        return verified()


def after_sql(sql, parameters=()):
    return after(lambda: run(sql, parameters))


def after_update(model, key, **values):
    """What `verify` says after these columns of a row are set."""
    return after(lambda: update(model, key, **values))


def run(sql, parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        assert cursor.rowcount > 0


def update(model, key, **values):
    fields = [model._meta.get_field(name) for name in values]
    setting = ", ".join(f'"{field.column}" = %s' for field in fields)
    stored = [
        field.get_db_prep_save(value, connection)
        for field, value in zip(fields, values.values(), strict=True)
    ]
    table, primary = model._meta.db_table, model._meta.pk.column
    run(f"UPDATE {table} SET {setting} WHERE {primary} = %s", [*stored, key])  # noqa: S608


def delete(row):
    table, primary = row._meta.db_table, row._meta.pk.column
    run(f"DELETE FROM {table} WHERE {primary} = %s", [row.pk])  # noqa: S608


def drop_guards():
    with connection.cursor() as cursor:
        for model in guards.guarded_models():
            for name, _ in guards._wanted(model, connection.vendor):
                on = f" ON {model._meta.db_table}"
                where = on if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {name}{where}")


def another(field, value):
    """A value of the field's kind that is not `value`."""
    while field.is_relation:
        field = field.target_field
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.IntegerField):
        return (value or 0) + 1
    if isinstance(field, models.DateTimeField):
        return (value or datetime.now().astimezone()) + timedelta(microseconds=1)
    if isinstance(field, models.DateField):
        return (value or date(2004, 12, 9)) + timedelta(days=1)
    if isinstance(field, models.BinaryField):
        return bytes(value or b"") + b" "
    longest = field.max_length or 1000
    return (
        f"{value}x"
        if len(value) < longest
        else f"{'0' if value[0] != '0' else '1'}{value[1:]}"
    )


def telling_fields(model):
    """The columns of a table, the ones that say most first."""
    fields = [f for f in model._meta.concrete_fields if not f.primary_key]
    texts = [f for f in fields if isinstance(f, models.TextField | models.BinaryField)]
    free = [f for f in fields if not (f.unique or f.choices)]
    return [*texts, *free, *fields, model._meta.pk]


def alter(row, field):
    """Set another value; False when the tables' own constraints do not let it in."""
    value = another(field, getattr(row, field.attname))
    try:
        with transaction.atomic():
            update(type(row), row.pk, **{field.name: value})
    except IntegrityError:
        return False
    return True


def rows_of_evidence():
    """The last row of each table."""
    for model in guards.guarded_models():
        row = model._base_manager.order_by("pk").last()
        assert row is not None, f"{model._meta.label} has no row to alter"
        yield row


def test_an_untouched_record_holds():
    makers.whole_record()
    told, code = verified()
    assert code == 0, told
    assert "The record holds" in told


def test_a_value_altered_in_every_evidence_table_is_named():
    """All at once: `make soak` alters them one by one."""
    makers.whole_record()
    rows = list(rows_of_evidence())

    def alter_all():
        for row in rows:
            # Some columns are held by constraints; at least one is not.
            fields = telling_fields(type(row))
            assert any(alter(row, field) for field in fields), row.address

    told, code = after(alter_all)
    assert code == 1
    assert [row.address for row in rows if row.address not in told] == []
    assert verified()[1] == 0


@pytest.mark.soak
def test_any_value_altered_in_any_evidence_table_is_named():
    makers.whole_record()
    refused, named = [], 0
    for row in rows_of_evidence():
        for field in row._meta.concrete_fields:
            value = another(field, getattr(row, field.attname))
            try:
                told, code = after_update(type(row), row.pk, **{field.name: value})
            except IntegrityError:
                refused.append(f"{row._meta.label}.{field.name}")
                continue
            named += 1
            assert code == 1, (row.address, field.name)
            # An event that bears another number is missing from its place.
            names = (row.address, f"event {row.pk} is missing")
            assert any(name in told for name in names), (field.name, names, told)
    assert named > 100
    # The rest are columns that a constraint of the database would not let alter.
    assert len(refused) < named / 3, refused


def test_a_row_removed_from_every_evidence_table_is_named():
    makers.whole_record()
    rows = [row for row in rows_of_evidence() if not isinstance(row, Event)]
    told, code = after(lambda: [delete(row) for row in rows])
    assert code == 1
    assert [row.address for row in rows if row.address not in told] == []


@pytest.mark.soak
def test_a_row_removed_from_any_evidence_table_is_named():
    makers.whole_record()
    for model in guards.guarded_models():
        row = model._base_manager.order_by("pk").first()
        told, code = after(partial(delete, row))
        assert code == 1, row.address
        named = "event 1 is missing" if model is Event else row.address
        assert named in told, (row.address, told)


def test_a_row_that_no_event_stands_for_is_named():
    story = makers.delegated_statement()
    with clock.told(makers.at("2004-12-10")):
        half = makers.half_signed_change(story)
        signed = SignOff.objects.get()
    forged = [
        lambda: Office.objects.create(slug="x", name="X", holder_kind="officer"),
        lambda: Body.objects.create(slug="x", name="X"),
        lambda: SignOff.objects.create(
            signing_round=half.latest_round,
            office=story.portfolio_office,
            appointment=story.portfolio_office.appointments.get(),
            person=story.people.portfolio_holder,
            verdict="approved",
            means="own_account",
            digest=signed.digest,
            interests="None",
            at=signed.at,
        ),
        lambda: Change.objects.create(
            statement=story.statement,
            number=9,
            kind="final",
            title="x",
            started_by=story.people.clerk,
            started_at=signed.at,
        ),
    ]
    for forge in forged:
        place = transaction.savepoint()
        row = forge()
        told, code = verified()
        assert code == 1
        assert f"{row._meta.label_lower}:{row.pk}: no event stands for" in told
        transaction.savepoint_rollback(place)


@pytest.mark.parametrize(
    ("model", "status"),
    [(Statement, "published"), (Change, "applied"), (Draft, "open")],
)
def test_a_status_set_by_hand_is_named(model, status):
    makers.whole_record()
    row = model._base_manager.exclude(status=status).order_by("pk").first()
    told, code = after_update(model, row.pk, status=status)
    assert code == 1
    assert f"{row._meta.label_lower}:{row.pk}: its status is {status}" in told


@pytest.mark.parametrize(
    ("column", "value"), [("imported", True), ("due", "2005-12-20")]
)
def test_a_statement_made_to_look_like_another_is_named(column, value):
    story = makers.delegated_statement()
    told, code = after_update(Statement, story.statement.pk, **{column: value})
    assert code == 1
    assert f"statements.statement:{story.statement.pk}" in told


@pytest.mark.parametrize(
    ("model", "column", "value"),
    [
        (Change, "number", 99),
        (Change, "draft", None),
        (Draft, "purpose", "change"),
        (Report, "number", 99),
        (Report, "meeting", 99),
        (Statement, "round", "2003"),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_what_never_changes_is_held_to_the_event_of_its_making(model, column, value):
    story = makers.delegated_statement()
    with clock.told(makers.at("2004-12-10")):
        makers.written_change(story)
    row = model._base_manager.order_by("pk").first()
    try:
        told, code = after_update(model, row.pk, **{column: value})
    except IntegrityError:
        # The tables' own constraints do not let that value in at all.
        assert (column, value) in (("draft", None), ("meeting", 99))
        return
    assert code == 1
    place = f"{model._meta.label_lower}:{row.pk}"
    assert f"{place}: it is not what it was recorded to be" in told


def test_a_state_of_a_copy_moved_behind_the_certificate_is_named():
    makers.whole_record()
    row = CopyState.objects.order_by("pk").last()
    told, code = after_update(CopyState, row.pk, at=makers.at("2104-12-16"))
    assert code == 1
    assert row.address in told
    assert "its numbers are not those of the states" in told


@pytest.mark.parametrize(
    ("model", "column", "value"),
    [
        (Draft, "content", b"{}"),
        (Draft, "digest", "0" * 64),
        (OutcomeProgress, "status", "done"),
        (FigureCell, "amount", 99),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_a_working_copy_or_an_index_altered_is_named(model, column, value):
    makers.delegated_statement()
    row = model.objects.order_by("pk").first()
    told, code = after_update(model, row.pk, **{column: value})
    assert code == 1, told
    place = f"{model._meta.label_lower}:{row.pk}"
    about = f"statements.statement:{row.statement_id}" if model is not Draft else place
    assert place in told or about in told, told


@pytest.mark.parametrize("content", [b"\xff", b"{", b"[]", b'{"root":1}', b"{}"])
def test_text_that_cannot_be_read_is_not_proved(content):
    story = makers.delegated_statement()
    with clock.told(makers.at("2004-12-10")):
        makers.applied_change(story)
    for version in story.statement.versions.all():
        told, code = after_update(Version, version.pk, content=content)
        assert code == 1
        assert "statements.version:" in told
        assert f"statements.statement:{story.statement.pk}" in told


def test_events_rewritten_with_good_hashes_do_not_hide_a_signature():
    """Even a chain that is made again names a row that it no longer stands for."""
    story = makers.delegated_statement()
    with clock.told(makers.at("2004-12-10")):
        makers.applied_change(story)
    row = SignOff.objects.order_by("pk").last()
    last = Event.objects.get(data__contains=f'"{row.address}"')
    forged = Event.objects.get(pk=last.pk)
    forged.data = "{}"
    told, code = after_sql(
        "UPDATE ledger_event SET data = %s, hash = %s WHERE position = %s",
        ["{}", forged.expected_hash, last.position],
    )
    assert code == 1
    assert f"{row.address}: no event stands for this row" in told


def test_the_proof_follows_the_patches_and_not_the_versions_words():
    story = makers.delegated_statement()
    with clock.told(makers.at("2004-12-10")):
        makers.applied_change(story)
    version = Version.objects.get(paper=story.statement.pk, number=2)
    other = version.document.with_values({("b-1", "text"): "Nobody signed this."})
    told, code = after_update(
        Version, version.pk, content=other.canonical, digest=other.digest
    )
    assert code == 1
    assert "Version 2 is not proved: it is not version 1 with the patch" in told


def test_verify_says_who_dropped_a_guard_left_behind():
    makers.delegated_statement()
    with connection.cursor() as cursor:
        on = " ON decisions_signoff" if connection.vendor == "postgresql" else ""
        kind = "change" if connection.vendor == "postgresql" else "update"
        cursor.execute(f"DROP TRIGGER guard_decisions_signoff_{kind}{on}")
    told, code = verified()
    assert code == 1
    assert f"guard_decisions_signoff_{kind}" in told
