"""The copies that tests commit in, proved with a plain Django model."""

import threading
from functools import partial

import pytest
from django.contrib.auth.models import Group
from django.db import connection, connections, transaction

from tests.databases import copied, run_in_threads


def name_of_database():
    return connection.settings_dict["NAME"]


def test_a_commit_in_a_copy_is_real(copied_database):
    assert not connection.in_atomic_block
    with transaction.atomic(durable=True):
        Group.objects.create(name="clerks")
    connection.close()
    assert Group.objects.filter(name="clerks").exists()


def test_threads_see_what_others_committed(copied_database):
    Group.objects.create(name="clerks")
    seen = run_in_threads([lambda: Group.objects.get(name="clerks").name] * 4)
    assert seen == ["clerks"] * 4
    run_in_threads([partial(Group.objects.create, name=f"group {n}") for n in range(4)])
    assert Group.objects.filter(name__startswith="group ").count() == 4


@pytest.mark.parametrize("time", [1, 2])
def test_each_test_has_its_own_copy(copied_database, time):
    assert not Group.objects.filter(name="left behind").exists()
    Group.objects.create(name="left behind")


def test_the_original_stays_untouched(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        original = name_of_database()
        before = Group.objects.count()
        with copied() as copy:
            assert name_of_database() == copy != original
            Group.objects.create(name="only in the copy")
            assert run_in_threads([name_of_database]) == [copy]
        assert name_of_database() == original
        assert run_in_threads([name_of_database]) == [original]
        assert Group.objects.count() == before
        connections.close_all()


def test_the_original_is_restored_after_a_failure(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        original = name_of_database()
        with pytest.raises(RuntimeError), copied():
            raise RuntimeError
        assert name_of_database() == original
        assert not Group.objects.filter(name="only in the copy").exists()
        connections.close_all()


def test_a_copy_holds_what_was_migrated(copied_database):
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    assert "django_migrations" in tables
    assert Group._meta.db_table in tables


def triggers():
    listed = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(listed[connection.vendor])
        return sorted(name for (name,) in cursor.fetchall())


def test_a_copy_keeps_the_guards_of_evidence(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        guards = triggers()
        assert guards
        with copied():
            assert triggers() == guards


def test_threads_start_together_and_answer_in_their_order(copied_database):
    inside = threading.Barrier(3)

    def wait_for_the_others(answer):
        inside.wait(timeout=10)
        return answer

    answers = run_in_threads([partial(wait_for_the_others, n) for n in range(3)])
    assert answers == [0, 1, 2]


def test_an_exception_is_an_answer(copied_database):
    def fail():
        raise ValueError("no")

    right, wrong = run_in_threads([lambda: "yes", fail])
    assert right == "yes"
    assert isinstance(wrong, ValueError)


def test_one_winner_when_two_update_the_same_row(copied_database):
    group = Group.objects.create(name="open")

    def close():
        with transaction.atomic():
            return Group.objects.filter(pk=group.pk, name="open").update(name="shut")

    assert sorted(run_in_threads([close] * 4)) == [0, 0, 0, 1]


@pytest.mark.django_db
def test_other_tests_still_work_in_a_transaction():
    assert connection.in_atomic_block
    assert not Group.objects.filter(name="left behind").exists()
