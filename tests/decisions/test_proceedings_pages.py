"""The page of a meeting, the forms that fill it, and the same steps in the admin."""

import re

import pytest
from django.urls import reverse

from decisions import actions as authority_actions
from decisions.models import (
    AgendaItem,
    Attendee,
    Citation,
    Decision,
    DecisionCorrection,
    Endorsement,
    MeetingRecord,
    MinutesConfirmation,
    Publication,
    WordingFinding,
)
from decisions.states import Endorsing
from iegtracker import clock
from tests import makers, minute_book
from tests.decisions.pages import signed_in
from tests.decisions.test_admin import step_of

pytestmark = pytest.mark.django_db
NOW = makers.at("2004-12-14", "11:00")
MEETING = "/meetings/2004-12-09/cabinet/"
GATE = "/statements/2004/gate/"
DAY = {"published_on_day": 1, "published_on_month": 12, "published_on_year": 2004}


@pytest.fixture
def story():
    with clock.told(NOW):
        yield makers.delegated_statement()


def button(page):
    found = re.findall(r'class="govuk-button" href="([^"]*)"', page)
    assert len(found) <= 1
    return found[0] if found else ""


def read(client, address=MEETING):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client, address, **told):
    answer = client.post(address, told)
    assert answer.status_code in (200, 302), answer.status_code
    return "" if answer.status_code == 302 else answer.content.decode()


def agenda(story, **changed):
    return {
        "count": 2,
        "seen": 0,
        "row1_number": "1",
        "row1_title": "Implementing Electronic Government",
        "row1_kind": "decision",
        "row1_report": story.report.number,
        "row2_kind": "procedural",
        **changed,
    }


def test_a_clerk_is_led_from_part_to_part(story):
    clerk = signed_in(story.people.clerk)
    tabling = story.report.tablings.get()
    steps = [
        ("publication/", {**DAY, "what": str(tabling.pk), "where": "Offices."}),
        (
            "attendance/",
            {"count": 1, "row1_name": "Leader", "row1_presence": "present"},
        ),
        ("interests/", {"count": 1, "declared": "none"}),
        ("minutes/", {"seen": 0, "text": "Cabinet AGREED the delegation."}),
    ]
    for name, told in steps:
        assert button(read(clerk)) == f"{MEETING}{name}"
        assert post(clerk, f"{MEETING}{name}", **told) == ""
    assert button(read(clerk)) == ""
    later = minute_book.next_cabinet(story)
    assert button(read(clerk)) == f"{MEETING}minutes/confirm/"
    told = {"seen": 1, "at": later.pk, "signed_by": "Leader", "corrections": "None"}
    told["text"] = "Cabinet AGREED the delegation."
    for row in Decision.objects.all():
        told[f"wording_{row.pk}"] = f"{row.wording} Indeed."
    assert post(clerk, f"{MEETING}minutes/confirm/", **told) == ""
    assert MinutesConfirmation.objects.get().signed_by == "Leader"
    assert DecisionCorrection.objects.count() == 2
    assert button(read(clerk)) == ""
    second = signed_in(story.people.second_clerk)
    for _ in range(2):
        address = button(read(second))
        assert "as recorded" in read(second, address).lower()
        assert post(second, address, stands="yes", reason="The same.") == ""
    assert WordingFinding.objects.count() == 2
    assert button(read(second)) == ""


def test_the_parts_stand_in_their_order(story):
    minute_book.agenda(story)
    minute_book.published_papers(story)
    minute_book.attended(story)
    minute_book.minuted(story)
    minute_book.cited(story)
    page = read(signed_in(story.people.member))
    places = [page.index(f'id="{name}"') for name in (
        "agenda", "publication", "attendance", "interests", "report-1", "minutes",
    )]  # fmt: skip
    assert places == sorted(places)
    for words in (
        "Published on 1 December 2004: five clear days before the meeting.",
        "None declared.",
        "Leader of the Council",
        "These minutes are a draft until the next meeting of Cabinet",
        "Cabinet, 20 June 2002: Contact Centre",
        "The wording is not held here.",
    ):
        assert words in page
    assert button(page) == ""
    assert "Other steps" not in page


def test_before_the_meeting_the_agenda_and_its_publication_are_next():
    with clock.told(makers.at("2004-11-03")):
        story = makers.prepared_statement()
        clerk, member = (
            signed_in(person) for person in (story.people.clerk, story.people.member)
        )
        assert button(read(clerk)) == f"{MEETING}agenda/"
        assert post(clerk, f"{MEETING}agenda/", **agenda(story)) == ""
        assert button(read(clerk)) == f"{MEETING}publication/"
        assert "has not been published yet" in read(clerk)
        assert "Implementing Electronic" not in read(member)
        told = {
            **DAY,
            "published_on_day": 3,
            "published_on_month": 11,
            "what": "agenda",
            "where": "Offices.",
        }
        assert post(clerk, f"{MEETING}publication/", **told) == ""
        assert "Implementing Electronic" in read(member)


def test_more_rows_are_given_and_what_was_typed_is_kept(story):
    clerk = signed_in(story.people.clerk)
    told = agenda(story, row2_title="Any other business", more="yes")
    page = post(clerk, f"{MEETING}agenda/", **told)
    assert 'name="row6_title"' in page
    assert "Any other business" in page
    assert "error-summary" not in page
    assert not AgendaItem.objects.exists()
    del told["more"]
    assert post(clerk, f"{MEETING}agenda/", **told) == ""
    assert AgendaItem.objects.count() == 2
    page = read(clerk, f"{MEETING}agenda/")
    assert "Any other business" in page
    assert 'name="seen" value="1"' in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"row2_number": "2"}, "Enter the title in item 2"),
        ({"row1_title": "", "row1_number": "", "row1_report": ""}, "at least one item"),
        ({"row1_kind": "tea"}, "must be one of the choices"),
        ({"row1_report": "99"}, "must be one of the choices"),
        ({"row1_title": "x" * 301}, "300 characters or fewer"),
        ({"row1_title": "\x00"}, "control characters"),
        ({"count": "many", "row1_title": ""}, "Enter the title in item 1"),
        ({"count": "9" * 30, "row2_number": "7"}, "Enter the title in item 1"),
        ({"seen": "7"}, "Read it first"),
    ],
)
def test_a_wrong_agenda_is_refused_with_a_sentence(story, changed, sentence):
    told = agenda(story, **changed)
    if changed.get("count", "").startswith("9"):
        told["row1_title"] = ""
    page = post(signed_in(story.people.clerk), f"{MEETING}agenda/", **told)
    assert sentence in page
    assert not MeetingRecord.objects.exists()


@pytest.mark.parametrize(
    ("name", "told", "sentence"),
    [
        ("publication/", {}, "Select what was published"),
        ("publication/", {"what": "9999"}, "must be one of the choices"),
        ("attendance/", {"count": 1}, "at least one person who was present"),
        ("attendance/", {"count": 1, "row1_office": "9"}, "must be one of the choices"),
        ("interests/", {"count": 1}, "Select whether any interests were declared"),
        ("interests/", {"count": 1, "declared": "some"}, "Enter each interest"),
        (
            "interests/",
            {"count": 1, "declared": "none", "row1_who": "x"},
            "Select “Yes, as follows”",
        ),
        (
            "interests/",
            {"count": 1, "declared": "some", "row1_who": "x"},
            "Enter what they did in interest 1",
        ),
        ("minutes/", {"text": "x"}, "Read what is recorded before you record anew"),
        ("minutes/", {"text": " ", "seen": 0}, "Enter the minutes"),
    ],
)
def test_a_wrong_answer_is_refused_with_a_sentence(story, name, told, sentence):
    page = post(signed_in(story.people.clerk), f"{MEETING}{name}", **told)
    assert sentence in page
    assert not MeetingRecord.objects.exists()
    assert not Publication.objects.exists()


def test_short_notice_is_asked_for_beside_its_field(story):
    clerk = signed_in(story.people.clerk)
    told = {**DAY, "published_on_day": 3, "where": "Offices."}
    told["what"] = str(story.report.tablings.get().pk)
    page = post(clerk, f"{MEETING}publication/", **told)
    assert "3 December 2004 gives 3 clear days, and 5 are needed" in page
    assert post(clerk, f"{MEETING}publication/", **told, urgency="Late figure.") == ""
    page = read(clerk)
    assert "three clear days before the meeting, where five are the rule" in page
    assert "Why the notice was short: Late figure." in page
    assert "Reason given: Late figure." in read(clerk, GATE)


def test_a_draft_begins_with_the_agenda_and_what_was_resolved(story):
    minute_book.agenda(story)
    page = read(signed_in(story.people.clerk), f"{MEETING}minutes/")
    assert "1 Implementing Electronic Government" in page
    assert "Cabinet AGREED the delegation." in page


def test_a_minute_number_is_filled_in_and_printed_with_the_wording(story):
    clerk = signed_in(story.people.clerk)
    decision = Decision.objects.get(recommendation__letter="b")
    address = reverse("decisions:correct_decision", args=[decision.pk])
    assert address in read(clerk)
    told = {"seen": 0, "wording": decision.wording, "reason": "Minuted."}
    assert "says already" in post(clerk, address, **told)
    assert post(clerk, address, **told, minute_number="15") == ""
    page = read(clerk)
    assert "<dd>15</dd>" in page
    assert "The wording was corrected" not in page
    told = {**told, "seen": 1, "wording": "Cabinet AGREED to delegate."}
    assert post(clerk, address, **told, minute_number="15") == ""
    for shown in (MEETING, "/reports/1/"):
        page = read(signed_in(story.people.member), shown)
        assert "Cabinet AGREED to delegate." in page
    assert "The wording as first recorded" in read(clerk)
    page = read(clerk, GATE)
    assert "another clerk must find whether" in page
    finding = reverse(
        "decisions:record_finding", args=[DecisionCorrection.objects.last().pk]
    )
    assert finding in page
    assert clerk.get(finding).status_code == 403


def test_the_finding_waits_for_the_other_clerk_only(story):
    correction = minute_book.corrected(story)
    words = "Find whether the corrected wording"
    first, second = (
        signed_in(person) for person in (story.people.clerk, story.people.second_clerk)
    )
    assert words not in read(first, "/")
    assert words in read(second, "/")
    minute_book.found_to_stand(story, correction)
    assert words not in read(second, "/")


@pytest.mark.parametrize("pk", [1, 10**30])
def test_what_is_not_there_is_not_found(story, pk):
    clerk = signed_in(story.people.clerk)
    Decision.objects.get(recommendation__letter="b")
    assert clerk.get(f"/corrections/{pk}/finding/").status_code == 404
    assert clerk.get(f"/decisions/{pk + 10**6}/correct/").status_code == 404
    assert clerk.get("/meetings/2004-12-08/cabinet/agenda/").status_code == 404
    assert clerk.get("/meetings/today/cabinet/agenda/").status_code == 404


def test_another_body_is_recorded_from_the_gate_and_shown_at_both_meetings(story):
    clerk = signed_in(story.people.clerk)
    council = minute_book.council(story)
    address = "/statements/2004/endorsement/"
    assert address in read(clerk, GATE)
    told = {
        "meeting": council.pk,
        "version": story.statement.current.pk,
        "outcome": "endorsed",
        "wording": "Council RESOLVED to endorse it.",
        "reasons": "As in the report.",
        "alternatives": "None",
        "interests": "None",
    }
    assert "Select what was resolved" in post(clerk, address, **told | {"outcome": ""})
    page = post(clerk, address, **told | {"meeting": story.meeting.pk})
    assert "must be one of the choices" in page or "Select a valid" in page
    assert post(clerk, address, **told) == ""
    assert Endorsement.objects.get().meeting == council
    for shown in (MEETING, council.get_absolute_url()):
        assert "Council RESOLVED to endorse it." in read(clerk, shown)


def test_an_earlier_decision_is_recorded_and_referred_to(story):
    clerk, officer = (
        signed_in(person) for person in (story.people.clerk, story.people.officer)
    )
    told = {
        "body": story.body.pk,
        "held_on_day": 20,
        "held_on_month": 6,
        "held_on_year": 2002,
        "subject": "Contact Centre",
    }
    assert post(clerk, "/earlier-decisions/new/", **told) == ""
    page = post(clerk, "/earlier-decisions/new/", **told)
    assert "has been recorded already" in page
    assert "/reports/1/references/" in read(officer, "/reports/1/")
    page = read(officer, "/reports/1/references/")
    key = re.search(r'<option value="(\d+)">Cabinet, 20 June 2002', page)[1]
    told = {"earlier": key, "place": "paragraph 5"}
    assert post(officer, "/reports/1/references/", **told) == ""
    assert Citation.objects.get().place == "paragraph 5"
    assert "(paragraph 5)" in read(signed_in(story.people.member), "/reports/1/")


def test_the_gate_says_that_nothing_calls_for_endorsement():
    with clock.told(makers.at("2004-12-01")):
        story = makers.reported_statement()
    words = "The recommendations do not call for the endorsement of Council"
    with clock.told(NOW):
        minute_book.published_papers(story)
        told = {"endorsement": Endorsing.NOT_CALLED_FOR}
        taken = makers.taken(story, delegation=makers.joint(story), **told)
        taken[0] = type(taken[0])(**{**vars(taken[0]), **told})
        authority_actions.decide(story.statement, taken, by=story.people.clerk)
        clerk = signed_in(story.people.clerk)
        page = read(clerk, GATE)
        assert words in page
        assert "published on 1 December 2004: five clear days" in page
        assert words in read(clerk)


def test_the_record_is_kept_in_the_admin_too(story):
    clerk, second = (
        signed_in(person) for person in (story.people.clerk, story.people.second_clerk)
    )
    tabling = story.report.tablings.get()
    meeting, later = story.meeting, minute_book.next_cabinet(story)
    steps = [
        ("record_agenda", agenda(story)),
        (
            "record_publication",
            {**DAY, "what": str(tabling.pk), "where": "Offices."},
        ),
        (
            "record_attendance",
            {"count": 1, "row1_name": "Leader", "row1_presence": "present"},
        ),
        ("record_interests", {"count": 1, "declared": "none"}),
        ("record_minutes", {"seen": 0, "text": "AGREED."}),
        (
            "confirm_minutes",
            {
                "seen": 1,
                "text": "AGREED.",
                "at": later.pk,
                "signed_by": "Leader",
                "corrections": "None",
                **{f"wording_{d.pk}": d.wording for d in Decision.objects.all()},
            },
        ),
    ]
    for name, told in steps:
        assert "<form" in read(clerk, step_of(meeting, name))
        assert post(clerk, step_of(meeting, name), **told) == "", name
    assert Attendee.objects.get().name == "Leader"
    decision = Decision.objects.get(recommendation__letter="b")
    told = {"seen": 0, "wording": "AGREED it.", "reason": "A slip."}
    assert post(clerk, step_of(decision, "correct_decision"), **told) == ""
    finding = step_of(DecisionCorrection.objects.get(), "record_finding")
    assert clerk.get(finding).status_code == 403
    assert post(second, finding, stands="no", reason="Another office.") == ""
    assert WordingFinding.objects.get().stands is False
    council = minute_book.council(story)
    told = {
        "meeting": council.pk,
        "version": story.statement.current.pk,
        "outcome": "noted",
        "wording": "NOTED.",
        "reasons": "x",
        "alternatives": "None",
        "interests": "None",
    }
    assert post(clerk, step_of(story.statement, "record_endorsement"), **told) == ""
    told = {
        "body": story.body.pk,
        "held_on_day": 20,
        "held_on_month": 6,
        "held_on_year": 2002,
        "subject": "Contact Centre",
    }
    recorded = reverse("admin:decisions_earlierdecision_record")
    assert post(clerk, recorded, **told) == ""
    key = story.body.earlier_decisions.get().pk
    told = {"earlier": key, "place": "paragraph 5"}
    assert post(clerk, step_of(story.report, "cite_decision"), **told) == ""
    assert Citation.objects.count() == 1
