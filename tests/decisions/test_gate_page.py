"""What stands in the way, and what changed since the decision."""

import re

import pytest

from decisions import actions as authority_actions
from decisions.gate import obstacles
from decisions.transitions import ASK, CLEAR
from iegtracker import clock
from tests import makers
from tests.decisions.pages import STATES, signed_in

pytestmark = pytest.mark.django_db
GATE, SINCE = "/statements/2004/gate/", "/statements/2004/since-cabinet/"


def built(name, day="2004-12-10"):
    with clock.told(makers.at(day)):
        return STATES[name]()


def read(user, address, day="2004-12-10"):
    with clock.told(makers.at(day, "11:00")):
        response = signed_in(user).get(address)
    assert response.status_code == 200
    return response.content.decode()


def heading(text):
    return re.search(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL)[1]


def test_the_heading_counts_and_the_list_is_grouped_by_owner():
    story = built("half signed")
    text = read(story.people.officer, GATE)
    with clock.told(makers.at("2004-12-10", "11:00")):
        found = obstacles(story.statement, CLEAR)
    warn = sum(o.severity == "warns" for o in found)
    stand = len(found) - warn
    assert heading(text) == (
        f"Not yet ready to clear: {stand} things stand in the way, {warn} warning"
    )
    for obstacle in found:
        assert obstacle.owner in text
        assert obstacle.place in text
    assert "Needs a waiver:" in text
    assert "/statements/2004/sections/s-local/#e-s-local" in text
    assert "Last safe day: 13 December 2004" in text
    assert "Proved: the text is the version put to Cabinet, unchanged." in text
    assert "What is in order" in text
    assert "The delegation holds." in text


@pytest.mark.parametrize(
    ("state", "person", "words", "button"),
    [
        ("delegated", "officer", "Not yet ready to clear", "Ask for final approval"),
        ("delegated", "auditor", "Not yet ready to clear", ""),
        ("final asked", "clerk", "Not yet ready to clear", ""),
        ("finally approved", "clerk", "Ready to clear", "Clear it for submission"),
        ("finally approved", "officer", "Ready to clear", ""),
        ("cleared", "clerk", "Ready to record its", "Record its submission"),
        ("submitted", "clerk", "Ready to publish", "Publish the final copy"),
        (
            "published",
            "clerk",
            "Published, and not sent to members yet",
            "Send the final copy to all members",
        ),
    ],
)
def test_the_one_green_button_is_the_step_that_is_next(state, person, words, button):
    story = built(state)
    text = read(getattr(story.people, person), GATE, "2004-12-16")
    assert heading(text).startswith(words)
    buttons = re.findall(r'class="govuk-button"[^>]*>(.*?)<', text)
    assert buttons == ([button] if button else [])


def test_what_is_awaited_does_not_keep_the_final_approval_from_being_asked():
    story = built("final asked")
    with clock.told(makers.at("2004-12-10")):
        found = obstacles(story.statement, ASK)
    assert [o.kind for o in found if o.severity == "needs a waiver"] == ["incomplete"]


def test_members_and_administrators_do_not_see_the_gate():
    story = built("proposed")
    for person in (story.people.member, story.people.administrator):
        assert signed_in(person).get(GATE).status_code == 403


def test_since_cabinet_says_each_change_with_its_reason_and_signatures():
    story = built("applied")
    text = read(story.people.auditor, SINCE)
    assert heading(text) == "What changed since Cabinet"
    assert "Cabinet decided on version 1 on 9 December 2004." in text
    assert "Paragraph 1.2" in text
    assert "<ins>" in text
    assert "More is known now." in text
    assert text.count("✓") == 2
    assert "it made version 2" in text


def test_members_read_since_cabinet_once_it_is_published():
    story = built("submitted")
    member = story.people.member
    assert signed_in(member).get(SINCE).status_code == 403
    with clock.told(makers.at("2004-12-16")):
        authority_actions.publish(story.statement, by=story.people.clerk)
    text = read(member, SINCE, "2004-12-17")
    assert "More is known now." in text
    assert "/changes/1/" not in text


def test_a_declined_change_is_not_among_what_changed():
    story = built("declined")
    text = read(story.people.officer, SINCE)
    assert "Nothing has changed since." in text
    assert "More is known now." not in text
