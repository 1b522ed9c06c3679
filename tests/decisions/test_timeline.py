"""The story of a statement, and who is told what of it."""

import re

import pytest

from decisions import actions
from decisions.access import TOLD_TO_ALL
from iegtracker import clock
from iegtracker.ledger.models import Event
from iegtracker.ledger.sentences import knows
from iegtracker.people.roles import Role
from tests import makers
from tests.decisions.pages import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/statements/2004/timeline/"


def read(client, address=PAGE):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def plain(text):
    body = text.partition("<main")[2].partition("</main>")[0]
    body = re.sub(r'<span class="govuk-visually-hidden">.*?</span>', "", body)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def told(story, name):
    return plain(read(signed_in(getattr(story.people, name))))


def test_the_whole_story_is_told_in_order_to_those_who_work_on_it():
    story = makers.published_statement()
    with clock.told(makers.at("2004-12-17")):
        text = told(story, "auditor")
    wanted = [
        "1 November 2004",
        "Officer opened IEG Statement 2004.",
        "1 December 2004",
        "Clerk put IEG Statement 2004 to the meeting.",
        "9 December 2004",
        "Clerk recorded what was decided on IEG Statement 2004.",
        "Recommendation (a): noted; recommendation (b): agreed.",
        "10 December 2004",
        "Officer proposed change 1: “Change of b-2”. Reason: More is known now.",
        "Director signed change 1, as Finance and Resources Director: “Change of b-2”.",
        "Change 1 was agreed when Portfolio holder signed, as Information and Customer "
        "Services Portfolio Holder: “Change of b-2”.",
        "Agreed by Director (Finance and Resources Director) and Portfolio holder "
        "(Information and Customer Services Portfolio Holder).",
        "Final approval of IEG Statement 2004 was agreed",
        "Clerk cleared IEG Statement 2004 for submission. Version 2.",
        "15 December 2004",
        "Clerk recorded the submission of IEG Statement 2004.",
        "The ministry’s reference: ESD-1.",
        "16 December 2004",
        "Clerk published IEG Statement 2004. SHA-256 of the file:",
    ]
    places = [text.index(words) for words in wanted]
    assert places == sorted(places)
    assert "draft" not in text.replace("Each save of a draft stands", "")


def test_members_are_told_what_was_agreed_and_not_what_was_not():
    story = makers.delegated_statement()
    with clock.told(makers.at("2004-12-10")):
        makers.answer(story, makers.proposed_change(story), "decline_change")
        written = makers.written_change(story, text="Other.")
        actions.withdraw_change(written, by=story.people.officer)
        makers.applied_change(story, text="Agreed words.")
        makers.finally_approved(story)
        actions.clear(story.statement, by=story.people.clerk)
    with clock.told(makers.at("2004-12-15")):
        actions.submit(
            story.statement,
            reference="E",
            sent_at=clock.now(),
            by=story.people.clerk,
        )
        makers.explained(
            story, makers.read_back(story, ("Agreed words", "Agreed word"))
        )
        member = signed_in(story.people.member)
        assert member.get(PAGE).status_code == 403
        actions.publish(story.statement, by=story.people.clerk)
        makers.certified(story)
        text = told(story, "member")
        whole = told(story, "officer")
    assert "Change 3 was agreed" in text
    assert "Agreed by Director" in text
    assert "to all members. There were 2 members on the roll." in text
    assert "2 of 2 have it, or have left office." in text
    for closed in ("refused", "withdrew", "proposed", "read back", "explains"):
        assert closed in whole
        assert closed not in text.partition("What was proposed")[2][60:]
    assert "The date is not known." in whole
    assert "The date is not known." not in text
    assert "/changes/" not in read(signed_in(story.people.member)).partition("<main")[2]


def test_a_change_being_written_is_told_to_those_who_may_read_it_only():
    story = makers.delegated_statement()
    with clock.told(makers.at("2004-12-10")):
        makers.written_change(story)
        spare = makers.user("spare", Role.DELEGATE)
        assert "“Change of b-2”" in told(story, "director")
        assert "“Change of b-2”" not in plain(read(signed_in(spare)))


def test_what_is_told_of_another_statement_does_not_stand_here():
    story = makers.published_statement()
    with clock.told(makers.at("2004-12-17")):
        about = Event.objects.filter(subject_type="decisions.office")
        assert about.exists()
        assert "office" not in told(story, "clerk").lower().replace("officer", "")
        answer = signed_in(story.people.clerk).get("/statements/1999/timeline/")
    assert answer.status_code == 404


def test_a_long_story_is_told_in_pages():
    story = makers.delegated_statement()
    with clock.told(makers.at("2004-12-10")):
        for n in range(20):
            makers.half_signed_change(story, text=f"Words {n}.")
    clerk = signed_in(story.people.clerk)
    first = plain(read(clerk))
    assert "Page 1 of 2" in first
    second = plain(read(clerk, f"{PAGE}?page=2"))
    assert "Change of b-2" in second
    assert "Officer opened IEG Statement 2004" not in second
    assert plain(read(clerk, f"{PAGE}?page=x")) == first


def test_clerks_and_auditors_are_led_to_the_ledger():
    story = makers.delegated_statement()
    with clock.told(makers.at("2004-12-10")):
        assert "/ledger/?at=" in read(signed_in(story.people.auditor))
        assert "/ledger/?at=" not in read(signed_in(story.people.officer))


def test_every_verb_that_is_told_to_all_is_a_verb():
    assert [verb for verb in TOLD_TO_ALL if not knows(verb)] == []
