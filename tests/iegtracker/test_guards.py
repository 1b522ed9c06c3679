"""The database itself holds the evidence tables insert-only."""

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from decisions.models import Office, SignOff
from iegtracker.ledger import guards
from statements.models import Version
from tests import makers

POSTGRESQL = "postgresql"


def run(sql, parameters=()):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def drop(model, kind):
    table = model._meta.db_table
    on = f" ON {table}" if connection.vendor == POSTGRESQL else ""
    name = f"guard_{table}_{kind}"
    run(f"DROP TRIGGER {name}{on}")
    return name


def some_guard():
    return "change" if connection.vendor == POSTGRESQL else "update"


@pytest.mark.django_db
def test_no_row_of_evidence_is_updated_or_deleted_by_sql():
    makers.whole_record()
    for model in guards.guarded_models():
        table, key = model._meta.db_table, model._meta.pk.column
        assert model._base_manager.exists(), table
        statements = [
            f"UPDATE {table} SET {key} = {key}",  # noqa: S608
            f"DELETE FROM {table}",  # noqa: S608
        ]
        if connection.vendor == POSTGRESQL:
            # A table whose foreign keys are still to be checked is not truncated.
            run("SET CONSTRAINTS ALL IMMEDIATE")
            statements.append(f"TRUNCATE {table} CASCADE")
        for sql in statements:
            with pytest.raises(IntegrityError, match=guards.REFUSE):
                run(sql)


@pytest.mark.django_db
def test_a_row_is_not_replaced_by_any_of_its_keys():
    """SQLite's INSERT OR REPLACE removes rows without asking a delete trigger."""
    story = makers.delegated_statement()
    version = Version.objects.get(paper=story.statement.pk, number=1)
    columns = [field.column for field in Version._meta.concrete_fields]
    others = ", ".join(f'"{name}"' for name in columns if name != "id")
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    rest = f"SELECT {{key}}, {others} FROM statements_version WHERE id = %s"  # noqa: S608
    for key in ("id", "id + 1000"):
        sql = f"{verb} INTO statements_version (id, {others}) {rest.format(key=key)}"  # noqa: S608
        with pytest.raises(IntegrityError):
            run(sql, [version.pk])
    same = Version.objects.get(paper=story.statement.pk, number=1)
    assert same.fingerprint == version.fingerprint
    office = Office.objects.get(slug="director")
    with pytest.raises(IntegrityError):
        run(
            f"{verb} INTO decisions_office (slug, name, holder_kind) "  # noqa: S608
            "VALUES ('director', 'Another name', 'officer')"
        )
    assert Office.objects.get(slug="director").fingerprint == office.fingerprint


@pytest.mark.django_db
def test_a_missing_guard_is_an_error_of_the_system_check():
    assert [e for e in run_checks(databases=["default"]) if e.id == "ledger.E001"] == []
    name = drop(Office, some_guard())
    errors = [e for e in run_checks(databases=["default"]) if e.id == "ledger.E001"]
    assert [name in error.msg for error in errors] == [True]


@pytest.mark.django_db
def test_a_waiting_migration_is_not_refused_for_a_guard_that_it_will_install():
    drop(Office, some_guard())
    MigrationRecorder.Migration.objects.filter(app="decisions").latest("id").delete()
    assert [e for e in run_checks(databases=["default"]) if e.id == "ledger.E001"] == []


@pytest.mark.django_db
def test_a_guard_that_does_nothing_is_missing():
    name = drop(Office, some_guard())
    if connection.vendor == POSTGRESQL:
        run(
            "CREATE FUNCTION let_pass() RETURNS trigger AS "
            "$$ BEGIN RETURN NEW; END $$ LANGUAGE plpgsql"
        )
        action = "FOR EACH ROW EXECUTE FUNCTION let_pass()"
    else:
        action = "BEGIN SELECT 1; END"
    run(f"CREATE TRIGGER {name} BEFORE UPDATE ON decisions_office {action}")
    assert guards.missing() == [name]
    guards.install()
    assert guards.missing() == []


@pytest.mark.django_db
def test_a_guard_that_is_switched_off_is_missing():
    if connection.vendor == POSTGRESQL:
        run(
            "ALTER TABLE decisions_office DISABLE TRIGGER guard_decisions_office_change"
        )
        assert guards.missing() == ["guard_decisions_office_change"]
    else:
        # SQLite cannot switch a trigger off, only drop it.
        assert guards.missing() == []
        with pytest.raises(DatabaseError):
            run("ALTER TABLE decisions_office DISABLE TRIGGER x")


def test_guards_come_back_after_a_migration_remakes_their_table(copied_database):
    makers.reported_statement()
    if connection.vendor == POSTGRESQL:
        old = Office._meta.get_field("name")
        new = type(old)(max_length=300, unique=True)
        new.set_attributes_from_name("name")
        new.model = Office
        with connection.schema_editor() as editor:
            editor.alter_field(Office, old, new)
    else:
        with connection.schema_editor() as editor:
            editor._remake_table(Office)
        assert len(guards.missing()) == 3
        run("UPDATE decisions_office SET holder_kind = holder_kind")
    call_command("migrate", verbosity=0)
    assert guards.missing() == []
    for sql in (
        "UPDATE decisions_office SET holder_kind = holder_kind",
        "DELETE FROM decisions_office",
    ):
        with pytest.raises(IntegrityError, match=guards.REFUSE):
            run(sql)


@pytest.mark.django_db
def test_every_evidence_table_is_guarded():
    names = {model._meta.label for model in guards.guarded_models()}
    assert {"ledger.Event", "statements.Version", "decisions.SignOff"} <= names
    assert guards.missing() == []


def test_a_column_that_holds_nothing_is_no_part_of_the_fingerprint():
    """So a release may add a column, and what was recorded before still stands."""
    nothing, empty, said = (
        SignOff(pk=1, comment=comment) for comment in (None, "", "No.")
    )
    assert nothing.fingerprint == empty.fingerprint
    assert said.fingerprint != empty.fingerprint
