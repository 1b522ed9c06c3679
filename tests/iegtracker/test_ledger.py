"""The ledger: one chain, in the transaction of what it tells."""

import threading
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from decisions import actions
from decisions.models import Body, Office
from iegtracker import clock
from iegtracker.ledger import sentences
from iegtracker.ledger.models import NOTHING_BEFORE, Event
from iegtracker.ledger.record import head, record
from iegtracker.ledger.verification import chain_holds, verify
from tests import makers
from tests.databases import run_in_threads


def broken():
    return {title: found for title, found in verify() if found}


@pytest.fixture
def body(db):
    who = makers.people()
    made = Body.objects.create(slug="cabinet", name="Cabinet")
    record("body.recorded", about=made, by=who.clerk)
    return made


@pytest.mark.django_db
def test_the_first_event_follows_nothing_and_the_next_follows_it():
    makers.people()
    first, second = Event.objects.order_by("position")[:2]
    assert (first.position, first.previous) == (1, NOTHING_BEFORE)
    assert (second.position, second.previous) == (2, first.hash)
    assert head() == Event.objects.last().hash


def test_an_event_keeps_names_as_text_and_the_rows_it_stands_for(body):
    event = Event.objects.last()
    assert event.sentence == "Clerk recorded the body Cabinet"
    assert event.told == {"rows": {f"decisions.body:{body.pk}": body.fingerprint}}
    assert (event.subject_type, event.subject_id) == ("decisions.body", str(body.pk))


def test_the_hash_covers_every_column_but_itself(body):
    event = Event.objects.last()
    covered = {
        "position": event.position + 1,
        "at": clock.now(),
        "verb": "body.forgotten",
        "actor_id": None,
        "actor_name": "Somebody",
        "office": "An office",
        "subject_type": "decisions.office",
        "subject_id": "0",
        "subject_name": "Council",
        "data": "{}",
        "previous": "1" * 64,
    }
    columns = {field.attname for field in Event._meta.concrete_fields}
    # The key is the position, which `verify` compares.
    assert columns - covered.keys() == {"id", "hash"}
    assert event.pk == event.position
    for name, value in covered.items():
        changed = Event.objects.get(pk=event.pk)
        setattr(changed, name, value)
        assert changed.expected_hash != event.hash, name


def test_a_verb_without_a_sentence_is_refused(body):
    before = head()
    with pytest.raises(KeyError):
        record("body.invented", about=body, by=None)
    assert head() == before
    assert sentences.sentence("body.old", actor="A", subject="B") == "A: body.old (B)"


def test_an_event_is_refused_outside_a_transaction(copied_database):
    makers.people()
    before = head()
    with transaction.atomic():
        body = Body(slug="council", name="Council")
        body.save()
        record("body.recorded", about=body, by=None)
    assert head() != before
    before = head()
    with pytest.raises(TransactionManagementError):
        record("body.recorded", about=body, by=None)
    assert head() == before


def test_an_event_falls_with_its_action(copied_database):
    before = head()

    @transaction.atomic
    def action():
        body = Body.objects.create(slug="council", name="Council")
        record("body.recorded", about=body, by=None)
        Office.objects.create(slug="x", name="x", holder_kind="nobody's")

    with pytest.raises(IntegrityError):
        action()
    assert head() == before
    assert broken() == {}


def add_bodies(writer, count):
    for number in range(count):
        with transaction.atomic():
            name = f"Body {writer} {number}"
            body = Body.objects.create(slug=f"b-{writer}-{number}", name=name)
            record("body.recorded", about=body, by=None)


def write_at_once(threads, each):
    answers = run_in_threads([partial(add_bodies, n, each) for n in range(threads)])
    assert answers == [None] * threads
    events = list(Event.objects.order_by("position"))
    assert [event.position for event in events] == list(range(1, threads * each + 1))
    before = [NOTHING_BEFORE, *(event.hash for event in events[:-1])]
    assert [event.previous for event in events] == before
    assert broken() == {}


def test_eight_writers_at_once_leave_no_gap_and_no_fork(copied_database):
    write_at_once(threads=8, each=5)


@pytest.mark.soak
def test_eight_writers_for_long_leave_no_gap_and_no_fork(copied_database):
    write_at_once(threads=8, each=200)


def test_a_rolled_back_writer_leaves_no_gap(copied_database):
    halfway = threading.Event()

    def give_up():
        with transaction.atomic():
            body = Body.objects.create(slug="gone", name="Gone")
            record("body.recorded", about=body, by=None)
            halfway.set()
            transaction.set_rollback(True)

    def go_on():
        halfway.wait(10)
        add_bodies("kept", 3)

    assert run_in_threads([give_up, go_on]) == [None, None]
    assert list(Event.objects.values_list("position", flat=True)) == [1, 2, 3]
    assert broken() == {}


@pytest.mark.django_db
def test_the_orm_refuses_to_change_evidence():
    makers.people()
    event = Event.objects.last()
    for refused in (
        event.save,
        event.delete,
        Event.objects.all().delete,
        lambda: Event.objects.update(verb="x"),
        lambda: Event.objects.bulk_update([event], ["verb"]),
    ):
        with pytest.raises(TypeError, match="never changed or removed"):
            refused()


@pytest.mark.django_db
def test_a_garbled_event_is_named_by_every_check_that_reads_it():
    makers.reported_statement()
    last = Event.objects.last()
    with connection.cursor() as cursor:
        on = " ON ledger_event" if connection.vendor == "postgresql" else ""
        kind = "change" if connection.vendor == "postgresql" else "update"
        cursor.execute(f"DROP TRIGGER guard_ledger_event_{kind}{on}")
        cursor.execute(
            "UPDATE ledger_event SET data = %s WHERE position = %s",
            ["not JSON", last.position],
        )
    found = broken()
    assert str(found["Chain of the ledger"][0]).startswith(
        f"ledger.event:{last.position}: its content"
    )
    assert found["Evidence against the ledger"]


@pytest.mark.django_db
@pytest.mark.parametrize("micro", [0, 1, 10, 120, 123000, 120000, 100000, 123456])
def test_a_moment_is_proved_whatever_noughts_it_ends_in(micro):
    """PostgreSQL leaves out the last ones when it says a moment in words."""
    clerk = makers.drafted_statement().people.clerk
    with clock.told(makers.at("2004-12-09").replace(microsecond=micro)):
        actions.record_body(slug="x", name="X", by=clerk)
    assert Event.objects.latest("position").at.microsecond == micro
    assert list(chain_holds()) == []
