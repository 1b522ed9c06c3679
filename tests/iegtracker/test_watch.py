"""The record proved and the outcome kept: who sees it, who is warned, who is told."""

import io

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection

from decisions.models import Notice, Office
from iegtracker import clock
from iegtracker.ledger import guards
from iegtracker.ledger.actions import record_check
from iegtracker.ledger.models import Event, RecordCheck
from iegtracker.ledger.verification import Break
from iegtracker.ledger.watch import MOST_NAMED, Checked, check
from tests import makers
from tests.decisions.pages import signed_in

pytestmark = pytest.mark.django_db
CHECKS = "/ledger/check/"


@pytest.fixture(autouse=True)
def now():
    with clock.told(makers.at("2004-12-10", "03:00")):
        yield


@pytest.fixture
def story():
    return makers.delegated_statement()


def sql(statement, *parameters):
    """What somebody does who can drop the guards and puts them back."""
    with connection.cursor() as cursor:
        for model in guards.guarded_models():
            for name, _ in guards._wanted(model, connection.vendor):
                table = model._meta.db_table
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {name}{on}")
        cursor.execute(statement, parameters)
    guards.install()


def rename_office():
    """An office renamed behind the program's back, and where it was recorded."""
    office = Office.objects.get(slug="director")
    sql("UPDATE decisions_office SET name = 'Chief' WHERE id = %s", office.pk)
    position = next(
        event.position
        for event in Event.objects.all()
        if office.address in event.told["rows"]
    )
    return office, position


def verify(*options):
    told = io.StringIO()
    try:
        call_command("verify", *options, stdout=told)
    except CommandError as error:
        return f"{told.getvalue()}{error}", error.returncode
    return told.getvalue(), 0


def read(person, address=CHECKS):
    answer = signed_in(person).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_verify_alone_records_nothing(story):
    before = makers.everything_stored()
    assert verify()[1] == 0
    assert makers.everything_stored() == before


def test_a_check_that_holds_is_recorded_with_the_head_it_proved(story):
    last = Event.objects.last()
    assert verify("--record")[1] == 0
    row = RecordCheck.objects.get()
    assert (row.holds, row.found, row.named) == (True, 0, [])
    assert (row.position, row.head) == (last.position, last.hash)
    event = Event.objects.last()
    assert event.verb == "record.verified"
    assert event.sentence == "The program checked the whole record, and it holds"
    assert verify()[1] == 0
    assert not Notice.objects.filter(occasion__startswith="broken:").exists()


def test_a_row_changed_by_sql_is_named_with_its_ledger_position(story):
    office, position = rename_office()
    said, code = verify("--record")
    assert code == 1
    assert f"{office.address}: the row was altered" in said
    row = RecordCheck.objects.get()
    assert not row.holds
    assert {
        "title": "Evidence against the ledger",
        "where": office.address,
        "sentence": "the row was altered after it was recorded",
        "position": position,
    } in row.named
    assert Event.objects.last().verb == "record.broken"


def test_an_event_changed_and_a_row_without_one_are_placed_too(story):
    sql("UPDATE ledger_event SET actor_name = 'Nobody' WHERE position = 3")
    Office.objects.create(slug="x", name="X", holder_kind="officer")
    sql("UPDATE decisions_change SET status = 'applied'")
    row = record_check(check())
    positions = {each["where"]: each["position"] for each in row.named}
    assert positions["ledger.event:3"] == 3
    forged = Office.objects.get(slug="x").address
    assert positions[forged] is None


def test_clerks_and_auditors_see_each_break_with_its_position_and_links(story):
    office, position = rename_office()
    record_check(check())
    for person in (story.people.clerk, story.people.auditor):
        text = read(person)
        assert "The record does not hold" in text
        assert f'href="/ledger/?at={position}#event-{position}"' in text
        assert f'href="/admin/decisions/office/{office.pk}/change/"' in text
        assert "The row was altered after it was recorded" in text
    page = read(story.people.auditor, f"/ledger/?at={position}")
    assert f'id="event-{position}"' in page


def test_the_page_that_holds_a_position_is_opened(story):
    with clock.told(makers.at("2004-12-10", "04:00")):
        for _ in range(60):
            record_check(Checked((), 1, "0" * 64))
    last = Event.objects.count()
    for position in (1, last // 2, last):
        text = read(story.people.auditor, f"/ledger/?at={position}")
        assert f'id="event-{position}"' in text
    for odd in ("x", "-1", "9" * 30, "²", str(last + 1)):
        assert signed_in(story.people.auditor).get("/ledger/", {"at": odd})


def test_nobody_else_sees_the_checks(story):
    for person in (story.people.officer, story.people.member, story.people.director):
        assert signed_in(person).get(CHECKS).status_code == 403


def test_an_earlier_check_can_be_read_and_one_that_is_not_there_not(story):
    first = record_check(Checked((("Chain", [Break("x:1", "it is odd")]),), 5, "h"))
    record_check(check())
    text = read(story.people.clerk)
    assert "The record holds" in text
    assert "It is odd" not in text
    assert "It is odd" in read(story.people.clerk, f"{CHECKS}?check={first.pk}")
    answer = signed_in(story.people.clerk).get(f"{CHECKS}?check=99")
    assert answer.status_code == 404


def test_a_record_broken_everywhere_is_counted_and_its_first_breaks_named(story):
    breaks = [Break(f"x:{n}", "odd") for n in range(MOST_NAMED + 20)]
    row = record_check(Checked((("Chain", breaks),), 1, "h"))
    assert (row.found, len(row.named)) == (MOST_NAMED + 20, MOST_NAMED)
    assert f"The first {MOST_NAMED} of {MOST_NAMED + 20} breaks" in read(
        story.people.clerk
    )


def test_the_home_page_warns_when_it_is_broken_old_or_was_never_checked(story):
    clerk, officer = story.people.clerk, story.people.officer
    assert "The record has never been checked." in read(clerk, "/")
    assert "never been checked" not in read(officer, "/")
    record_check(check())
    assert "govuk-warning-text" not in read(clerk, "/")
    with clock.told(makers.at("2004-12-12", "03:00")):
        assert "govuk-warning-text" not in read(clerk, "/")
    with clock.told(makers.at("2004-12-12", "03:01")):
        assert "not been checked for more than two days" in read(clerk, "/")
        assert "not been checked for more than two days" in read(clerk)
    rename_office()
    record_check(check())
    for person in (clerk, story.people.auditor):
        text = read(person, "/")
        assert "The record does not hold: the last check found 1 break." in text
        assert f'href="{CHECKS}"' in text


def test_a_break_is_mailed_to_clerks_and_auditors_at_once(
    story, django_capture_on_commit_callbacks
):
    office, position = rename_office()
    story.people.auditor.mail_choice = "digest"
    story.people.auditor.save()
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        record_check(check())
    told = {message.to[0]: message for message in mail.outbox}
    who = story.people
    wanted = {p.email for p in (who.clerk, who.second_clerk, who.auditor)}
    assert set(told) == wanted
    text = told[who.auditor.email].body
    assert f"{office.address}: the row was altered" in text
    assert f"(ledger position {position})" in text
    assert CHECKS in text
