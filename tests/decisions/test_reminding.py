"""Reminders, escalation, vacancies and digests, by the demonstration's clock."""

from datetime import date

import pytest
from django.core import mail
from django.core.management import call_command
from django.db.models import Q

from decisions import actions
from decisions.models import Notice
from iegtracker import clock
from iegtracker.ledger.models import Event
from iegtracker.people.models import MailChoice, User
from tests import makers
from tests.databases import run_in_threads

ON = makers.at("2004-12-10")


@pytest.fixture
def story(db):
    """Change 1 waits for both, since Friday 10 December; six working days are left."""
    with clock.told(ON):
        story = makers.delegated_statement()
        makers.empty_post()
        story.change = makers.proposed_change(story)
    return story


@pytest.fixture
def christmas(db, monkeypatch):
    """Due on Wednesday 29 December: 27 and 28 are bank holidays."""
    with clock.told(ON):
        story = makers.delegated_statement_due(monkeypatch, "2004-12-29")
        story.change = makers.proposed_change(story)
    return story


def run(day, time="08:00"):
    """What one run says, and what it kept: (kind, person)."""
    before = set(Notice.objects.values_list("pk", flat=True))
    with clock.told(makers.at(day, time)):
        done = actions.remind()
    new = Notice.objects.exclude(pk__in=before).select_related("person")
    return done, {(n.occasion.rsplit(":")[0], n.person.username) for n in new}


def reminded(day):
    """Who was reminded to sign on a day, and with which reminder."""
    _, kept = run(day)
    keys = {
        (n.person.username, int(n.occasion.split(":")[2]))
        for n in Notice.objects.filter(occasion__startswith="remind:")
        if n.made_at.date() == date.fromisoformat(day)
    }
    assert {("remind", name) for name, _ in keys} <= kept or not keys
    return keys


BOTH_AT = {
    stage: {("director", stage), ("portfolio-holder", stage)} for stage in (5, 2, 1)
}


def test_reminders_come_five_two_and_one_working_days_before(story):
    told = {
        day: reminded(f"2004-12-{day}") for day in (11, 12, 13, 14, 15, 16, 17, 18, 19)
    }
    assert told == {
        **dict.fromkeys((11, 12, 14, 15, 18, 19), set()),
        13: BOTH_AT[5],
        16: BOTH_AT[2],
        17: BOTH_AT[1],
    }


def test_reminders_count_no_bank_holiday(christmas):
    told = {day: reminded(f"2004-12-{day}") for day in range(17, 30)}
    assert {day: found for day, found in told.items() if found} == {
        20: BOTH_AT[5],
        23: BOTH_AT[2],
        24: BOTH_AT[1],
    }


@pytest.mark.parametrize(
    "day", ["2004-12-25", "2004-12-26", "2004-12-27", "2004-12-28"]
)
def test_nobody_is_reminded_over_christmas(christmas, day):
    done, kept = run(day)
    assert kept == set()
    assert not done.kept


def test_a_run_that_was_missed_is_made_good_by_the_next(story):
    assert reminded("2004-12-14") == BOTH_AT[5]
    assert reminded("2004-12-15") == set()


def test_the_days_are_a_setting(story, settings):
    settings.IEG_REMIND_DAYS = [3]
    assert reminded("2004-12-13") == set()
    assert {stage for _, stage in reminded("2004-12-15")} == {3}
    settings.IEG_REMIND_DAYS = []
    assert reminded("2004-12-17") == set()


def test_a_reminder_says_how_many_days_are_left(story):
    run("2004-12-16")
    message = Notice.objects.filter(occasion__startswith="remind:").first()
    assert message.subject == (
        "IEG 2004: please sign change 1 by 20 December (reminder: 2 working days left)"
    )
    assert "have not answered" in message.text


def test_running_twice_tells_nothing_twice(story):
    run("2004-12-16")
    mail.outbox.clear()
    done, kept = run("2004-12-16", "09:00")
    assert kept == set()
    assert not +done.kept
    assert mail.outbox == []


def test_whoever_signed_is_not_reminded(story):
    with clock.told(makers.at("2004-12-11")):
        makers.sign_as_director(story, story.change)
    assert reminded("2004-12-13") == {("portfolio-holder", 5)}


def test_a_new_round_is_another_occasion(story):
    assert reminded("2004-12-13") == BOTH_AT[5]
    with clock.told(makers.at("2004-12-14")):
        actions.recall_change(story.change, by=story.people.officer)
        actions.propose_change(story.change, reason="Again.", by=story.people.officer)
    assert reminded("2004-12-14") == set()
    assert reminded("2004-12-16") == BOTH_AT[2]


def test_what_was_asked_today_is_not_reminded_of_today(story):
    with clock.told(makers.at("2004-12-16")):
        makers.proposed_change(story, block="b-1", text="The council serves towns.")
    _, kept = run("2004-12-16", "18:00")
    asked = Notice.objects.filter(occasion__startswith="remind:")
    assert {n.occasion.split(":")[1] for n in asked} == {
        str(story.change.latest_round.pk)
    }
    assert ("remind", "director") in kept


def test_whoever_comes_to_the_office_is_asked(story):
    who = story.people
    with clock.told(makers.at("2004-12-13", "10:00")):
        actions.end_appointment(
            story.director_office.appointments.get(),
            ends_on=date(2004, 12, 13),
            reason="Retires.",
            by=who.clerk,
        )
        makers.appoint(
            story, story.director_office, who.second_officer, date(2004, 12, 14)
        )
    _, kept = run("2004-12-14")
    assert ("sign", "second-officer") in kept
    assert ("remind", "second-officer") not in kept
    assert ("remind", "director") not in kept


def test_others_are_told_once_what_waits_for_them(story):
    with clock.told(ON):
        makers.written_change(story, block="b-1", text="The council serves towns.")
    _, kept = run("2004-12-13")
    assert ("todo", "officer") in kept
    message = Notice.objects.get(
        occasion__startswith="todo:", person=story.people.officer
    )
    assert "* Go on writing change 2 (IEG 2004)" in message.text
    assert "serves towns" not in message.text
    assert "1 thing waits for you, by 20 December (5 working days left)" in (
        message.subject
    )
    assert not any(name in ("member", "auditor") for _, name in kept)


def test_a_holder_whose_account_is_named_like_the_office_is_named_once(story):
    office = "Finance and Resources Director"
    User.objects.filter(username="director").update(name=office)
    run("2004-12-17")
    message = Notice.objects.filter(occasion__startswith="missing:").first()
    assert f"Change 1 waits for the {office}." in message.text


def test_the_clerks_are_told_who_has_not_answered_and_at_last_the_officers(story):
    _, kept = run("2004-12-16")
    assert not any(kind == "missing" for kind, _ in kept)
    _, kept = run("2004-12-17")
    clerks = {("missing", "clerk"), ("missing", "second-clerk")}
    assert {pair for pair in kept if pair[0] == "missing"} == clerks
    message = Notice.objects.filter(occasion__startswith="missing:").first()
    assert "Change 1 waits for the Finance and Resources Director (Director)." in (
        message.text
    )
    _, kept = run("2004-12-20")
    officers = {("missing", "officer"), ("missing", "second-officer")}
    assert {pair for pair in kept if pair[0] == "missing"} == clerks | officers


def test_what_is_overdue_is_told_once_to_signers_clerks_and_officers(story):
    _, kept = run("2004-12-21")
    assert {pair for pair in kept if pair[0] in ("late", "overdue")} == {
        ("overdue", "director"),
        ("overdue", "portfolio-holder"),
        ("late", "clerk"),
        ("late", "second-clerk"),
        ("late", "officer"),
        ("late", "second-officer"),
    }
    assert run("2004-12-22")[1] == set()


def test_nothing_is_late_that_was_submitted(db):
    makers.submitted_statement()
    for day in ("2004-12-16", "2004-12-17", "2004-12-20", "2004-12-21"):
        assert run(day)[1] == set(), day


def test_a_vacancy_that_is_waited_for_is_told_to_the_clerks_once(story):
    who = story.people
    with clock.told(makers.at("2004-12-10", "15:00")):
        actions.end_appointment(
            story.director_office.appointments.get(),
            ends_on=date(2004, 12, 10),
            reason="Retires.",
            by=who.clerk,
        )
    _, kept = run("2004-12-13")
    clerks = {("vacancy", "clerk"), ("vacancy", "second-clerk")}
    assert {pair for pair in kept if pair[0] == "vacancy"} == clerks
    message = Notice.objects.filter(occasion__startswith="vacancy:").first()
    assert message.subject == (
        "IEG 2004: nobody can sign as Finance and Resources Director"
    )
    assert "Nobody holds that office." in message.text
    assert not any(kind == "vacancy" for kind, _ in run("2004-12-14")[1])


def test_a_holder_whose_account_is_closed_leaves_a_vacancy(story):
    User.objects.filter(username="director").update(is_active=False)
    _, kept = run("2004-12-13")
    assert ("vacancy", "clerk") in kept
    assert not any(name == "director" for _, name in kept)
    text = Notice.objects.filter(occasion__startswith="vacancy:").first().text
    assert "The account of Director, who holds it, is closed." in text


def test_a_second_vacancy_is_another_occasion(story):
    who = story.people
    office = story.director_office
    for first, last in (("2004-12-10", "2004-12-13"), ("2004-12-14", "2004-12-15")):
        with clock.told(makers.at(first, "15:00")):
            actions.end_appointment(
                office.appointments.latest("pk"),
                ends_on=date.fromisoformat(first),
                reason="Retires.",
                by=who.clerk,
            )
        assert ("vacancy", "clerk") in run(last)[1]
        with clock.told(makers.at(last, "16:00")):
            makers.appoint(story, office, who.second_officer, date.fromisoformat(last))


# --- Digests ------------------------------------------------------------------------


@pytest.fixture
def digested(db):
    """The director chose a digest before change 1 was proposed on Friday the 10th."""
    with clock.told(ON):
        story = makers.delegated_statement()
        User.objects.filter(username="director").update(mail_choice=MailChoice.DIGEST)
        story.people.director.refresh_from_db()
        story.change = makers.proposed_change(story)
    return story


def digests():
    return Notice.objects.filter(occasion__startswith="digest:")


def test_a_digest_goes_out_on_the_morning_of_the_next_working_day(digested):
    for moment in (("2004-12-10", "18:00"), ("2004-12-11", "08:00")):
        assert ("digest", "director") not in run(*moment)[1]
    mail.outbox.clear()
    run("2004-12-13")
    mine = [m for m in mail.outbox if m.to == ["director@example.invalid"]]
    assert [m.subject for m in mine] == ["IEG digest of 13 December: 2 messages"]
    body = mine[0].body
    assert "1. IEG 2004: please sign change 1 by 20 December" in body
    assert "(reminder: 5 working days left)" in body
    assert body.count("\n-- \n") == 1
    told = Notice.objects.filter(told_in=digests().get())
    assert told.count() == 2
    assert not told.filter(sent_at__isnull=False).exists()


def test_one_digest_a_day(digested):
    run("2004-12-13")
    with clock.told(makers.at("2004-12-13", "10:00")):
        actions.recall_change(digested.change, by=digested.people.officer)
    run("2004-12-13", "11:00")
    assert digests().count() == 1
    run("2004-12-14")
    assert digests().count() == 2
    assert "recalled" in digests().latest("pk").text


def test_what_is_held_in_the_course_of_a_day_waits_for_the_next_morning(digested):
    run("2004-12-13")
    run("2004-12-14")
    with clock.told(makers.at("2004-12-14", "10:00")):
        actions.recall_change(digested.change, by=digested.people.officer)
    run("2004-12-14", "11:00")
    assert not digests().filter(occasion="digest:2004-12-14").exists()
    run("2004-12-15")
    assert digests().filter(occasion="digest:2004-12-15").exists()


def test_a_reminder_in_the_last_two_days_waits_for_no_digest(digested):
    run("2004-12-13")
    mail.outbox.clear()
    run("2004-12-16")
    mine = [m for m in mail.outbox if m.to == ["director@example.invalid"]]
    assert [m.subject for m in mine] == [
        "IEG 2004: please sign change 1 by 20 December (reminder: 2 working days left)"
    ]


def test_what_was_held_is_told_though_the_choice_was_changed_back(digested):
    User.objects.filter(username="director").update(mail_choice=MailChoice.AT_ONCE)
    run("2004-12-13")
    assert digests().get().text.count("please sign change 1") == 1


# --- The command --------------------------------------------------------------------


def test_the_command_prints_what_it_did(story, capsys):
    with clock.told(makers.at("2004-12-17")):
        call_command("remind")
        first = capsys.readouterr().out
        call_command("remind")
        second = capsys.readouterr().out
    assert first == "New: 4 reminders, 2 escalations.\nSent: 8 messages.\n"
    assert second == "New: nothing.\nSent: 0 messages.\n"


def test_the_command_says_what_was_not_sent(story, capsys, settings):
    settings.EMAIL_BACKEND = "tests.decisions.test_sending.Down"
    with clock.told(makers.at("2004-12-17")):
        call_command("remind")
    assert "Not sent: 1, and whatever waits behind (ConnectionRefusedError)" in (
        capsys.readouterr().out
    )


def test_reminding_changes_nothing_of_the_record(story):
    before = Event.objects.count()
    run("2004-12-17")
    assert Event.objects.count() == before


def test_two_runs_at_once_remind_once(copied_database):
    with clock.told(ON):
        story = makers.delegated_statement()
        User.objects.filter(username="director").update(mail_choice=MailChoice.DIGEST)
        makers.proposed_change(story)
    mail.outbox.clear()
    with clock.told(makers.at("2004-12-13")):
        answers = run_in_threads([actions.remind] * 3)
    assert not [a for a in answers if isinstance(a, Exception)]
    assert sum(a.delivery.sent for a in answers) == len(mail.outbox)
    sent = [(m.to[0], m.subject) for m in mail.outbox]
    assert len(sent) == len(set(sent))
    assert ("director@example.invalid", "IEG digest of 13 December: 2 messages") in sent
    assert (
        sum(a.kept["reminder"] for a in answers)
        == Notice.objects.filter(
            Q(occasion__startswith="remind:") | Q(occasion__startswith="todo:")
        ).count()
    )
    assert sum(a.kept["digest"] for a in answers) == 1
