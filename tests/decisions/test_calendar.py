"""A person's calendar: what stands in it, and who can read it."""

import hashlib
import io
import logging
import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from decisions import actions
from iegtracker import clock
from iegtracker.people.actions import (
    close_account,
    make_calendar_address,
    revoke_calendar_address,
)
from iegtracker.people.models import CalendarAddress, User
from tests import makers

pytestmark = pytest.mark.django_db
ON = makers.at("2004-12-10")


@pytest.fixture
def story():
    with clock.told(ON):
        story = makers.delegated_statement()
        makers.proposed_change(story)
        yield story


def address_of(user):
    return reverse("decisions:calendar", args=[make_calendar_address(user, by=user)])


def read(user, client=None):
    answer = (client or Client()).get(address_of(user))
    assert answer.status_code == 200
    return answer


def events(user):
    """Day and title of everything in a person's calendar."""
    calendar = Calendar.from_ical(read(user).content)
    return [(e.decoded("dtstart"), str(e["summary"])) for e in calendar.events]


DUE = (date(2004, 12, 20), "IEG 2004 is due: the last safe working day")
TO_SIGN = (date(2004, 12, 20), "Sign change 1 (IEG 2004)")


def test_a_signer_reads_the_day_it_is_due_and_what_is_to_be_signed(story):
    assert events(story.people.director) == [DUE, TO_SIGN]


def test_what_was_signed_is_no_longer_there(story):
    makers.sign_as_director(story, story.statement.changes.get())
    assert events(story.people.director) == [DUE]
    assert events(story.people.portfolio_holder) == [DUE, TO_SIGN]


def test_the_last_safe_working_day_stands_beside_a_due_day_on_a_sunday(monkeypatch):
    with clock.told(ON):
        story = makers.delegated_statement_due(monkeypatch, "2004-12-19")
        assert events(story.people.auditor) == [
            (date(2004, 12, 17), "IEG 2004: the last safe working day"),
            (date(2004, 12, 19), "IEG 2004 is due"),
        ]


def test_meetings_to_come_are_there_and_past_ones_are_not(story):
    actions.record_meeting(story.body, held_on=date(2005, 1, 13), by=story.people.clerk)
    assert events(story.people.member) == [(date(2005, 1, 13), "Cabinet meets")]
    assert (date(2005, 1, 13), "Cabinet meets") in events(story.people.director)


def test_a_member_reads_no_deadline_and_no_change(story):
    assert events(story.people.member) == []


def test_an_officer_reads_what_is_to_be_written_by_its_number_alone(story):
    makers.written_change(story, block="b-1", text="The council serves Cottenham.")
    found = events(story.people.officer)
    assert (date(2004, 12, 20), "Go on writing change 2 (IEG 2004)") in found
    content = read(story.people.officer).content.decode()
    assert "Cottenham" not in content
    assert "Change of b-1" not in content


def test_the_same_record_gives_the_same_bytes_whenever_it_is_read(story):
    user = story.people.director
    path = address_of(user)
    first = Client().get(path).content
    with clock.told(makers.at("2004-12-14", "17:31")):
        assert Client().get(path).content == first
    uids = re.findall(rb"UID:(\S+)", first)
    assert len(uids) == len(set(uids)) == 2
    assert all(uid.endswith(b"@127.0.0.1") for uid in uids)


def test_it_is_a_calendar_of_whole_days(story):
    answer = read(story.people.director)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private"
    calendar = Calendar.from_ical(answer.content)
    assert calendar["version"] == "2.0"
    for event in calendar.events:
        assert type(event.decoded("dtstart")) is date
        assert (event.decoded("dtend") - event.decoded("dtstart")).days == 1
        assert event.decoded("dtstamp").tzinfo
        assert str(event["url"]).startswith("http://127.0.0.1:8000/statements/2004/")
    assert b"\r\n" in answer.content
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))


def test_only_the_hash_of_the_token_is_kept_and_it_is_long_enough(story):
    user = story.people.director
    token = make_calendar_address(user, by=user)
    assert len(token) == 32  # 24 bytes: 192 bits
    assert token != make_calendar_address(user, by=user)
    (kept,) = CalendarAddress.objects.all()
    assert kept.digest != hashlib.sha256(token.encode()).hexdigest()
    last = make_calendar_address(user, by=user)
    kept.refresh_from_db()
    assert kept.digest == hashlib.sha256(last.encode()).hexdigest()


def test_a_replaced_address_opens_nothing(story):
    user = story.people.director
    old, new = address_of(user), address_of(user)
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200


def test_a_revoked_address_answers_as_one_that_never_was(story):
    user = story.people.director
    path = address_of(user)
    revoke_calendar_address(user, by=user)
    revoked = Client().get(path)
    unknown = Client().get("/calendar/no-such-token.ics")
    assert revoked.status_code == unknown.status_code == 404
    assert revoked.content == unknown.content
    assert revoked.headers == unknown.headers


def test_a_closed_account_loses_its_calendar(story):
    who = story.people
    path = address_of(who.officer)
    close_account(who.officer, by=who.administrator)
    assert Client().get(path).status_code == 404
    assert not CalendarAddress.objects.exists()


def test_an_account_closed_by_other_means_loses_it_too(story):
    path = address_of(story.people.officer)
    User.objects.filter(username="officer").update(is_active=False)
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/calendar/.ics",
        "/calendar/a/b.ics",
        "/calendar/%00.ics",
        "/calendar/%ff%fe.ics",
        "/calendar/%ED%A0%80.ics",
        f"/calendar/{'x' * 4000}.ics",
        "/calendar/x.ics.ics",
        "/calendar/",
    ],
)
def test_no_odd_address_is_an_error_of_ours(path):
    assert Client().get(path).status_code in (302, 404)


def test_it_is_only_ever_read(story):
    path = address_of(story.people.director)
    assert Client().post(path).status_code == 405
    assert Client().head(path).status_code == 200


@pytest.mark.parametrize("known", [True, False])
def test_no_log_holds_the_token(story, known):
    user = story.people.director
    token = make_calendar_address(user, by=user)
    if not known:
        revoke_calendar_address(user, by=user)
    # What the settings write to; the other handlers are those of the test's own run.
    (handler,) = (h for h in logging.getLogger().handlers if h.name == "stderr")
    written = io.StringIO()
    before = handler.setStream(written)
    try:
        Client().get(f"/calendar/{token}.ics")
        Client().post(f"/calendar/{token}.ics")
        Client().get(f"/calendar/<{token} >.ics")
        logging.getLogger("django.server").info('"GET /calendar/%s.ics" 200', token)
    finally:
        handler.setStream(before)
    assert written.getvalue().count("/calendar/...") == (3 if known else 4)
    assert token not in written.getvalue()
