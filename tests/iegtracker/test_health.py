"""The two questions that whoever watches the process asks."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

pytestmark = pytest.mark.django_db


def test_the_process_lives_without_any_question_to_the_database(
    client, django_assert_num_queries
):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"alive\n")


def test_it_is_ready_when_migrated_and_guarded(client):
    assert client.get("/readyz").content == b"ready\n"


def test_it_is_not_ready_while_a_migration_waits(client):
    MigrationRecorder.Migration.objects.filter(app="decisions").last().delete()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (
        503,
        b"not ready: migrations are waiting\n",
    )


def test_it_is_not_ready_without_its_guards(client):
    table = "ledger_event"
    name = f"guard_{table}_" + ("update" if connection.vendor == "sqlite" else "change")
    on = "" if connection.vendor == "sqlite" else f" ON {table}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on}")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.content == b"not ready: guards are missing\n"
