"""The record is proved as of one moment, whatever is written meanwhile."""

from django.db import connection, connections, transaction

from iegtracker import clock
from iegtracker.ledger.models import Event
from iegtracker.ledger.watch import check
from statements import actions
from tests import makers
from tests.databases import run_in_threads


def written_between(writing):
    """Let `writing` happen between the reading of the events and that of the rows."""
    done = []

    def before(execute, sql, params, many, context):
        if 'FROM "statements_grant"' in sql and not done:
            done.append(True)
            done.extend(run_in_threads([writing]))
        return execute(sql, params, many, context)

    return before, done


def test_what_is_written_while_it_runs_is_no_break(copied_database):
    story = makers.delegated_statement()

    def writing():
        with clock.told(makers.at("2004-12-10")):
            return actions.record_grant(
                year="2004/5",
                source="ODPM",
                capital=True,
                awarded_pence=1,
                by=story.people.officer,
            )

    before, done = written_between(writing)
    last = Event.objects.latest("position")
    with connection.execute_wrapper(before):
        checked = check()
    assert checked.found == []
    assert (checked.position, checked.head) == (last.position, last.hash)
    # It was written, and was not kept waiting until the proof was over.
    assert [str(answer) for answer in done[1:]] == ["grant of 2004/5"]
    assert Event.objects.latest("position").position == last.position + 1
    assert check().found == []


def test_the_next_transaction_writes_again(copied_database):
    makers.delegated_statement()
    # As a command begins: not connected yet.
    connection.close()
    vars(connections["default"]).pop("transaction_mode", None)
    check()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_session")
    assert connection.get_autocommit()
