import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone

from decisions.actions import sign_change
from decisions.coverage import coverage
from decisions.gate import obstacles
from decisions.models import Appointment, Change, Decision, Delegation, Report
from decisions.states import CallIn, ChangeStatus, Mode, Outcome
from decisions.story.accounts import PASSWORD
from decisions.story.resuming import START, resume_clock
from decisions.transitions import CLEAR
from iegtracker import clock
from iegtracker.ledger.models import DemonstrationClock, Event
from iegtracker.ledger.record import head
from iegtracker.ledger.verification import verify
from iegtracker.people.models import User
from statements import figures
from statements.models import FinalCopy, Grant, Receipt, Statement
from statements.states import StatementStatus
from tests.databases import copied

REPORT = Path(__file__).parents[2] / "decisions/story/report-2004-12-09.txt"


def demo(*arguments):
    said = io.StringIO()
    call_command("demo", *arguments, stdout=said)
    return said.getvalue()


@pytest.fixture(scope="module")
def told_database(django_db_setup, django_db_blocker):
    """The story takes seconds to tell, so it is told once and copied for each test."""
    with django_db_blocker.unblock(), copied():
        clock.offset.cache_clear()
        yield demo()
        clock.offset.cache_clear()


@pytest.fixture
def story(told_database, django_db_blocker):
    with django_db_blocker.unblock(), copied():
        yield told_database


def section(document, key):
    return next(uid for uid in document.children() if document.get(uid, "key") == key)


def elements(document, kind):
    return [uid for uid in document.walk() if document.get(uid, "kind") == kind]


def heading(document, uid):
    return document.get(uid, "text", "").startswith("#")


def test_the_demonstration_holds_the_story(story, mailoutbox):
    statement = Statement.objects.get(round="2004")
    _the_clock_stands_at_its_start()
    _the_accounts_are_named_by_role(story)
    _the_earlier_statements_are_imported()
    _the_grants_reconcile(statement)
    _cabinet_decided_as_recommended(statement)
    _the_first_minute_is_worth_it(statement)
    _what_the_report_does_not_say_is_an_example(statement)
    _the_ledger_is_in_order()
    assert mailoutbox == []


def _the_clock_stands_at_its_start():
    assert abs(clock.now() - START) < timedelta(minutes=1)
    assert clock.today() == date(2004, 12, 10)


def _the_accounts_are_named_by_role(story):
    assert PASSWORD in story
    assert "portfolio-holder" in story
    members = User.objects.filter(groups__name="Member")
    assert members.count() == 57
    assert members.filter(username="portfolio-holder").exists()
    assert User.objects.get(is_superuser=True).granted == frozenset()
    for user in User.objects.all():
        assert user.email == f"{user.username}@example.invalid"
    assert User.objects.get(username="member-57").check_password(PASSWORD)
    for appointment in Appointment.objects.all():
        assert appointment.starts_on < date(2004, 12, 1)
        assert appointment.entered_by != appointment.confirmed_by


def _the_earlier_statements_are_imported():
    earlier = Statement.objects.filter(imported=True)
    assert [s.round for s in earlier.order_by("due")] == ["2001", "2002", "2003"]
    for statement in earlier:
        assert statement.status == StatementStatus.PUBLISHED
        assert "not proved here" in statement.current.authority
        assert bytes(statement.current.final_copy.pdf).startswith(b"%PDF")
    assert FinalCopy.objects.count() == 3


def _the_grants_reconcile(statement):
    received = {
        grant.year: sum(receipt.pence for receipt in grant.receipts.all())
        for grant in Grant.objects.all()
    }
    assert received == {"2002": 20_000_000, "2003": 20_000_000, "2004": 35_000_000}
    assert Receipt.objects.filter(reverses__isnull=False).count() == 1
    document = statement.current.document
    assert figures.quoted_grants(document) == received
    assert not any(document.get(u, "example") for u in elements(document, "grant"))
    report = Report.objects.get().current.document
    background = next(
        u for u in elements(report, "block") if "£750,000" in str(report.get(u, "text"))
    )
    stated = figures.amounts_in_text(report.get(background, "text"))
    assert (stated.total, stated.by_year) == (75_000_000, received)


def _cabinet_decided_as_recommended(statement):
    report = Report.objects.get()
    assert report.meeting.held_on == date(2004, 12, 9)
    tabled = timezone.localtime(report.tablings.get().tabled_at).date()
    assert tabled == date(2004, 12, 1)
    outcomes = {d.recommendation.letter: d.outcome for d in Decision.objects.all()}
    assert outcomes == {"a": Outcome.NOTED, "b": Outcome.AGREED}
    assert {d.call_in for d in Decision.objects.all()} == {CallIn.NOT_KNOWN}
    delegation = Delegation.objects.get()
    assert delegation.decision.recommendation.letter == "b"
    assert (delegation.mode, delegation.until) == (Mode.JOINT, None)
    assert {row.office.name for row in delegation.offices.all()} == {
        "Information and Customer Services Portfolio Holder",
        "Finance and Resources Director",
    }
    assert statement.status == StatementStatus.DECIDED


def _the_first_minute_is_worth_it(statement):
    waiting, writing, agreed = Change.objects.order_by("number")
    assert waiting.status == ChangeStatus.PROPOSED
    signed = waiting.latest_round.signoffs.get()
    assert signed.person.username == "director"
    assert writing.status == ChangeStatus.WRITING
    assert writing.draft.saves.exists()
    assert agreed.status == ChangeStatus.APPLIED
    assert statement.current.number == 2
    document = statement.current.document
    awaited = [uid for uid in document.walk() if document.get(uid, "awaiting")]
    assert len({document.section_of(uid) for uid in awaited}) == 3
    bvpi = section(document, "bvpi157")
    assert figures.bvpi157(document, bvpi).words == "71.00%"
    after = waiting.latest_round.difference.apply(document)
    assert figures.bvpi157(after, bvpi).words == "74.00%"
    kinds = {obstacle.kind for obstacle in obstacles(statement, CLEAR)}
    assert "incomplete" in kinds
    assert coverage(statement).holds


def _what_the_report_does_not_say_is_an_example(statement):
    document = statement.current.document
    for kind in ("block", "outcome", "figure"):
        found = [uid for uid in elements(document, kind) if not heading(document, uid)]
        assert found
        assert all(document.get(uid, "example") is True for uid in found)
    assert len(elements(document, "outcome")) == 54
    stated = {
        document.get(u, "progress")["status"] for u in elements(document, "outcome")
    }
    assert stated == {"done", "on_the_way", "planned", "not_applicable"}
    report = Report.objects.get().current.document
    assert not any(report.get(uid, "example") for uid in report.walk())


def _the_ledger_is_in_order():
    moments = list(Event.objects.order_by("position").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] < START
    assert [title for title, breaks in verify() if breaks] == []


def test_a_second_call_keeps_the_story_and_its_clock(story):
    before = head()
    stood = clock.now()
    again = demo()
    assert head() == before
    assert "Telling" not in again
    assert PASSWORD in again
    assert abs(clock.now() - stood) < timedelta(minutes=1)
    assert DemonstrationClock.objects.count() == 1


def the_portfolio_holder_signs():
    change = Change.objects.get(number=1)
    holder = User.objects.get(username="portfolio-holder")
    appointment = holder.appointments.get()
    sign_change(
        change,
        seen=change.latest_round.digest,
        office=appointment.office,
        interests="None",
        by=holder,
    )


def test_the_portfolio_holder_can_sign_what_waits(story):
    the_portfolio_holder_signs()
    assert Change.objects.get(number=1).status == ChangeStatus.APPLIED
    assert Statement.objects.get(round="2004").current.number == 3


def test_the_clock_resumes_where_the_story_stopped(story):
    """Nobody was there for a year: it is still that morning in December 2004."""
    row = DemonstrationClock.objects.get()
    DemonstrationClock.objects.update(offset=row.offset - timedelta(days=365))
    clock.offset.cache_clear()
    assert resume_clock() == START
    assert abs(clock.now() - START) < timedelta(minutes=1)


def test_the_clock_never_runs_behind_the_last_event(story):
    later = START + timedelta(days=2)
    with clock.told(later):
        the_portfolio_holder_signs()
    demo()
    assert clock.now() >= later


def test_the_clock_stays_ahead_of_the_last_sign_in(story):
    row = DemonstrationClock.objects.get()
    User.objects.filter(username="officer").update(
        last_login=timezone.now() + timedelta(hours=3)
    )
    assert resume_clock() >= START + timedelta(hours=3)
    assert DemonstrationClock.objects.get().offset > row.offset


@pytest.mark.soak
def test_a_reset_tells_the_story_anew(story):
    before = head()
    the_portfolio_holder_signs()
    demo("--reset")
    assert head() != before
    assert Change.objects.get(number=1).status == ChangeStatus.PROPOSED
    assert [title for title, breaks in verify() if breaks] == []


def test_a_database_with_a_record_of_its_own_is_left_alone(story):
    DemonstrationClock.objects.all().delete()
    before = head()
    with pytest.raises(CommandError, match="record of its own"):
        demo()
    assert head() == before


@override_settings(IEG_DEMO=False)
def test_outside_the_demonstration_nothing_is_touched(story):
    before = head()
    with pytest.raises(CommandError, match="IEG_DEMO=1"):
        demo("--reset")
    assert head() == before


def imported(*arguments):
    said = io.StringIO()
    call_command("import_report", str(REPORT), *arguments, stdout=said)
    return said.getvalue()


def test_import_report_only_checks_the_file_unless_told_who(story):
    assert "11 sections, 2 recommendations. Nothing was stored" in imported()
    assert Report.objects.count() == 1


def test_import_report_opens_a_report_for_its_meeting(story):
    assert "Report 2 is opened" in imported("--by", "officer", "--round", "2004")
    report = Report.objects.get(number=2)
    assert report.meeting.held_on == date(2004, 12, 9)
    assert report.open_draft.document.get("root", "to") == "Leader and Cabinet"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--by", "nobody", "--round", "2004"], "There is no account nobody."),
        (["--by", "officer", "--round", "1999"], "no statement of the round 1999"),
        (["--by", "officer"], "Name the statement with --round"),
        (["--by", "member-02", "--round", "2004"], "Member 02 may not write a report"),
    ],
)
def test_import_report_refuses_in_a_sentence(story, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        imported(*arguments)
    assert Report.objects.count() == 1
