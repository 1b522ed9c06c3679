"""Triggers that hold the evidence tables insert-only, on SQLite and PostgreSQL.

They are installed after every `migrate`, since SQLite drops a table's triggers when a
migration remakes the table.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections, models
from django.db.migrations.executor import MigrationExecutor
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from .evidence import Evidence

REFUSE = "evidence is never changed or removed"

_SQLITE = {
    "update": (
        "CREATE TRIGGER {name} BEFORE UPDATE ON {table} "
        "BEGIN SELECT RAISE(ABORT, '{refuse}'); END"
    ),
    "delete": (
        "CREATE TRIGGER {name} BEFORE DELETE ON {table} "
        "BEGIN SELECT RAISE(ABORT, '{refuse}'); END"
    ),
    # INSERT OR REPLACE would delete the old row, found by any of its unique keys,
    # without asking the trigger above.
    "replace": (
        "CREATE TRIGGER {name} BEFORE INSERT ON {table} "
        "WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
        "BEGIN SELECT RAISE(ABORT, '{refuse}'); END"
    ),
}
_POSTGRESQL_BODY = f"""
BEGIN
    RAISE EXCEPTION '{REFUSE}' USING ERRCODE = 'integrity_constraint_violation';
END """
_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION ieg_refuse() RETURNS trigger
AS $${_POSTGRESQL_BODY}$$ LANGUAGE plpgsql
"""
_POSTGRESQL = {
    "change": (
        "CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION ieg_refuse()"
    ),
    "truncate": (
        "CREATE OR REPLACE TRIGGER {name} BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ieg_refuse()"
    ),
}
_BY_VENDOR = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}


def guarded_models() -> list[type[Evidence]]:
    """Every evidence table, by name."""
    found = [m for m in apps.get_models() if issubclass(m, Evidence)]
    return sorted(found, key=lambda model: model._meta.label_lower)


def _wanted(model: type[models.Model], vendor: str) -> Iterator[tuple[str, str]]:
    table = model._meta.db_table
    for kind, sql in _BY_VENDOR[vendor].items():
        name = f"guard_{table}_{kind}"
        same = " OR ".join(
            "(" + " AND ".join(f'"{c}" = NEW."{c}"' for c in columns) + ")"
            for columns in _unique_columns(model)
        )
        yield name, sql.format(name=name, table=table, same=same, refuse=REFUSE)


def _unique_columns(model: type[models.Model]) -> Iterator[list[str]]:
    """The columns of each unique key of a table."""
    columns = {field.name: str(field.column) for field in model._meta.concrete_fields}
    for field in model._meta.concrete_fields:
        if field.unique:
            yield [columns[field.name]]
    for constraint in model._meta.total_unique_constraints:
        yield [columns[name] for name in constraint.fields]


def _standing(using: str) -> set[tuple[str, str]]:
    """Each guard that is switched on in the database: its name, and what it does."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgname, prosrc FROM pg_trigger "
                "JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal "
                "AND tgqual IS NULL AND tgenabled IN ('O', 'A') AND tgrelid IN "
                "(SELECT oid FROM pg_class WHERE relnamespace = "
                "current_schema()::regnamespace)"
            )
        return set(cursor.fetchall())


def _stands(name: str, sql: str, vendor: str, standing: set[tuple[str, str]]) -> bool:
    """Whether the guard is there and does what it should, not only by its name."""
    return (name, sql if vendor == "sqlite" else _POSTGRESQL_BODY) in standing


def install(using: str = "default") -> None:
    """Install every guard whose table exists. Safe to repeat."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    standing = _standing(using)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
        for model in guarded_models():
            if model._meta.db_table not in tables:
                continue
            for name, sql in _wanted(model, connection.vendor):
                if not _stands(name, sql, connection.vendor, standing):
                    if connection.vendor == "sqlite":
                        cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                    cursor.execute(sql)


@receiver(post_migrate, dispatch_uid="guards")
def install_after_migrate(sender: Any, using: str, **kwargs: Any) -> None:
    """On `post_migrate`, once, for the ledger's own app."""
    if sender.label == "ledger":
        install(using)


def missing(using: str = "default") -> list[str]:
    """The guards that ought to stand and do not."""
    standing = _standing(using)
    vendor = connections[using].vendor
    return [
        name
        for model in guarded_models()
        for name, sql in _wanted(model, vendor)
        if not _stands(name, sql, vendor, standing)
    ]


def migrations_wait(using: str = "default") -> bool:
    """Whether the database is of an earlier release."""
    executor = MigrationExecutor(connections[using])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@register(Tags.database)
def check_guards(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """System check: each evidence table that exists has its guards.

    While migrations wait nothing is said: `migrate` asks the checks first, and the
    guards of an earlier release may say less than those that it will install.
    """
    errors: list[CheckMessage] = []
    for using in databases or []:
        if migrations_wait(using):
            continue
        tables = set(connections[using].introspection.table_names())
        for model in guarded_models():
            if model._meta.db_table in tables:
                names = {name for name, _ in _wanted(model, connections[using].vendor)}
                for name in sorted(names & set(missing(using))):
                    errors.append(
                        Error(
                            f"The guard {name} is missing.",
                            hint="Run manage.py migrate --skip-checks to install it.",
                            id="ledger.E001",
                        )
                    )
    return errors
