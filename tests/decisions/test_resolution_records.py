"""Records of what another body, such as Council, resolved on a statement."""

import io
import re
from datetime import date

import pikepdf
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from decisions import actions
from decisions.evidence import chain_of
from decisions.models import CallInRuling, DecisionRecord, Endorsement
from decisions.records import Record, drafted, record_pdf, shown
from decisions.selectors.records import publish_address
from decisions.states import CallIn, EndorsementOutcome
from iegtracker import clock
from iegtracker.errors import BadInput, NotAllowed, Stale, WrongState
from iegtracker.ledger import guards
from iegtracker.ledger.models import Event
from tests import makers, minute_book
from tests.decisions.pages import signed_in
from tests.decisions.test_record_pages import answers, words
from tests.decisions.test_records import value, words_of
from tests.decisions.test_tampering import after_update

pytestmark = pytest.mark.django_db
KIND = "endorsements"


@pytest.fixture(autouse=True)
def _after_council():
    with clock.told(makers.at("2004-12-14")):
        yield


@pytest.fixture
def story():
    return makers.delegated_statement()


@pytest.fixture
def row(story):
    return minute_book.endorsed(story)


def told(**changed):
    return makers.record_told(executive=False, **changed)


def published(story, row, **changed):
    return makers.published_record(story, row, executive=False, **changed)


# --- what it says


def test_it_says_the_same_things_as_any_record_and_under_which_law(story, row):
    made = published(story, row)
    assert (made.number, made.edition) == ("COU/2004-12-13/1", 1)
    text = words_of(value(made))
    for said in (
        "Decision of Council, 13 December 2004",
        "COU/2004-12-13/1 (this system’s own numbering)",
        "Minute number: Not known",
        "About: IEG Statement 2004",
        f"Version: 1, whose SHA-256 begins {row.version.digest[:12]}",
        "Published: 14 December 2004",
        "Effective: 13 December 2004",
        "Decision: endorsed or agreed\nCouncil RESOLVED to endorse the statement.",
        "Reasons\nAs in the report.",
        "Alternatives considered and rejected\nNone",
        "Interests declared, and by whom\nNone",
        "Dispensation granted\nNone",
        "Does not apply: It is not a decision of the executive.",
        "This is not a decision of the executive",
        "Local Government Act 1972, Schedule 12, paragraph 41",
    ):
        assert said in text, said
    for part in shown(value(made)).parts:
        assert all((*part.paragraphs, *part.items))
        assert part.paragraphs or part.items
    event = Event.objects.get(verb="decision.record_published")
    assert (event.actor, event.told["number"]) == (story.people.clerk, made.number)


@pytest.mark.parametrize(
    ("day", "place"),
    [("2004-12-13", "SI 2000/3272, regulation 3"), ("2023-05-01", "SI 2012/2089")],
)
def test_where_the_executive_is_asked_its_regulations_hold(story, row, day, place):
    row.meeting.held_on = date.fromisoformat(day)
    text = words_of(drafted(row, makers.record_told()))
    assert place in text
    assert "Schedule 12" not in text


def test_whether_the_executives_view_can_be_called_in_is_not_known(story, row):
    made = makers.published_record(story, row, executive=True)
    text = words_of(value(made))
    assert "Not known whether it applies." in text
    assert "Effective: Not known" in text
    assert "SI 2000/3272, regulation 3" in text


def test_nothing_is_ruled_on_its_call_in(story, row):
    published(story, row, call_in=makers.applies())
    actions.correct_record(
        row, told(call_in=makers.applies()), why="A slip.", by=story.people.clerk
    )
    assert not CallInRuling.objects.exists()
    for made in DecisionRecord.objects.all():
        assert value(made).get("call_in")["ruling"] == CallIn.DOES_NOT


def test_the_council_numbers_it_by_its_own_pattern(settings, story, row):
    settings.IEG_RECORD_PATTERN = "{year}/{body}/{n:03}"
    made = published(story, row)
    assert (made.number, value(made).get("own_number")) == ("2004/COU/001", False)


# --- by whom, once, and as read


def test_only_clerks_publish_it_and_only_once(story, row):
    who = story.people
    before = makers.everything_stored()
    for person in (who.officer, who.director, who.auditor, who.administrator):
        with pytest.raises(NotAllowed):
            actions.publish_record(row, told(), by=person)
    with pytest.raises(WrongState, match="no record yet"):
        actions.correct_record(row, told(), why="A slip.", by=who.clerk)
    with pytest.raises(Stale):
        actions.publish_record(row, told(), seen="0" * 64, by=who.clerk)
    with pytest.raises(BadInput):
        actions.publish_record(row, told(contact=" "), by=who.clerk)
    assert makers.everything_stored() == before
    published(story, row)
    with pytest.raises(WrongState, match="has been published"):
        published(story, row)


def test_the_database_holds_that_a_resolution_has_one_record(story, row):
    first = published(story, row)
    decision = makers.decision_on(story)
    columns = {
        f.attname: getattr(first, f.attname)
        for f in DecisionRecord._meta.concrete_fields
        if f.attname != "id"
    }
    for changed in ({}, {"endorsement_id": None}, {"decision_id": decision.pk}):
        other = {**columns, "number": "X/1", "slug": "x-1", **changed}
        with pytest.raises(IntegrityError), transaction.atomic():
            DecisionRecord.objects.create(**other)
    assert guards.missing() == []


# --- recorded again


def test_what_is_recorded_again_stands_in_a_further_edition(story, row):
    first = published(story, row)
    again = minute_book.endorsed(
        story, EndorsementOutcome.REJECTED, wording="Council did not endorse it."
    )
    with pytest.raises(WrongState, match="has been published"):
        published(story, again)
    why = "It was recorded wrongly."
    second = actions.correct_record(again, told(), why=why, by=story.people.clerk)
    assert (second.number, second.edition) == (first.number, 2)
    assert second.endorsement == row
    text = words_of(value(second))
    assert "Council did not endorse it." in text
    assert f"14 December 2004 (edition 2): {why}" in text
    assert "Council RESOLVED" in words_of(value(first))


def test_a_resolution_of_another_meeting_has_a_record_of_its_own(story, row):
    first = published(story, row)
    other = minute_book.council(story, date(2004, 12, 14))
    second = published(story, minute_book.endorsed(story, meeting=other))
    assert [first.number, second.number] == ["COU/2004-12-13/1", "COU/2004-12-14/1"]


# --- pages


def test_the_clerk_publishes_it_from_the_list_after_reading_the_draft(story, row):
    clerk, address = signed_in(story.people.clerk), publish_address(KIND, row.pk)
    again = minute_book.endorsed(story, minute_number="12")
    waiting = clerk.get("/records/").content.decode()
    assert address in waiting
    assert publish_address(KIND, again.pk) not in waiting
    form = clerk.get(address).context["form"]
    assert {"ruling", "working_days", "alternatives"}.isdisjoint(form.fields)
    assert form["executive"].value() == "no"
    assert form["documents"].value() == "IEG Statement 2004, version 1"
    typed = answers(executive="no")
    draft = clerk.post(address, typed)
    assert "Not numbered yet" in words(draft)
    assert "Minute number 12" in words(draft)
    typed["seen"] = draft.context["form"]["seen"].value()
    done = clerk.post(address, typed)
    assert done.url == "/records/cou-2004-12-13-1/"
    assert address not in clerk.get("/records/").content.decode()
    page = clerk.get(done.url)
    assert "Correct this record" in words(page)
    assert address in page.content.decode()
    assert "/call-in/" not in page.content.decode()
    typed |= {"why": "A slip.", "contact": "Head of ICT", "seen": ""}
    corrected = clerk.post(address, typed)
    typed["seen"] = corrected.context["form"]["seen"].value()
    assert clerk.post(address, typed).url == done.url
    assert "Head of ICT" in words(clerk.get(done.url))
    assert "Head of ICT" not in words(clerk.get(f"{done.url}?edition=1"))


def test_everybody_reads_it_on_its_page_in_its_file_and_from_the_meetings(
    client, story, row
):
    council = row.meeting.get_absolute_url()
    member = signed_in(story.people.member)
    assert "Not published yet" in words(member.get(council))
    made = published(story, row)
    assert "Council RESOLVED" in words(client.get(made.get_absolute_url()))
    file = client.get(f"{made.get_absolute_url()[:-1]}.pdf")
    with pikepdf.open(io.BytesIO(file.content)) as read:
        assert read.Root.MarkInfo.Marked
        attached = read.attachments["record.json"].get_file().read_bytes()
    assert attached == bytes(made.content)
    for address in (council, story.meeting.get_absolute_url()):
        assert made.get_absolute_url() in member.get(address).content.decode()
    listed = words(client.get("/records/?body=council"))
    assert "COU/2004-12-13/1 , Decision of Council, 13 December 2004" in listed
    assert "Version 1: endorsed or agreed. About IEG Statement 2004." in listed
    for other in ("cabinet", "delegated"):
        assert "COU/2004" not in words(client.get(f"/records/?body={other}"))


def test_the_same_value_gives_the_same_file(django_assert_num_queries, story, row):
    record = value(published(story, row))
    record_pdf.cache_clear()
    with django_assert_num_queries(0):
        made = record_pdf(record)
    record_pdf.cache_clear()
    with clock.told(makers.at("2026-01-01")):
        again = record_pdf(Record.from_bytes(record.canonical))
    assert again.sha256 == made.sha256


def test_a_resolution_that_is_not_there_or_not_called_in_is_not_found(story, row):
    clerk = signed_in(story.people.clerk)
    for address in (
        f"/records/{KIND}/999/publish/",
        f"/call-in/{KIND}/{row.pk}/rule/",
    ):
        assert clerk.get(address).status_code == 404
    assert (
        signed_in(story.people.officer).get(publish_address(KIND, row.pk)).status_code
        == 403
    )


def test_the_clerk_does_the_same_in_the_admin(story, row):
    clerk = signed_in(story.people.clerk)
    minute_book.endorsed(story, minute_number="12")
    publish = reverse("admin:decisions_decisionrecord_publish")
    page = clerk.get(publish).content.decode()
    assert re.findall(rf'value="({KIND}:\d+)"', page) == [f"{KIND}:{row.pk}"]
    typed = answers(executive="no", about=f"{KIND}:{row.pk}", ruling="")
    clerk.post(publish, typed)
    made = DecisionRecord.objects.get()
    assert (made.endorsement, made.decision) == (row, None)
    shown_at = reverse("admin:decisions_decisionrecord_change", args=[made.pk])
    assert "resolution of Council" in words(clerk.get(shown_at))
    typed["about"] = f"decisions:{makers.decision_on(story).pk}"
    refused = clerk.post(publish, typed)
    assert "ruling" in refused.context["form"].errors
    rule = clerk.get(reverse("admin:decisions_callinruling_rule_first"))
    assert f'value="{KIND}:' not in rule.content.decode()


def test_the_timeline_tells_of_its_record(story, row):
    published(story, row)
    officer = signed_in(story.people.officer)
    assert "published the record COU/2004-12-13/1" in words(
        officer.get("/statements/2004/timeline/")
    )


# --- proof


def test_the_final_copy_has_the_records_that_are_published_by_then(story, row):
    makers.finally_approved(story)
    actions.clear(story.statement, by=story.people.clerk)
    before = chain_of(story.statement)
    assert not before.get("records")
    published(story, row)
    again = minute_book.endorsed(story, minute_number="12")
    second = actions.correct_record(again, told(), why="x", by=story.people.clerk)
    (attached,) = chain_of(story.statement).get("records")
    assert attached["file"] == "record-cou-2004-12-13-1.json"
    assert (attached["edition"], attached["sha256"]) == (2, second.digest)
    assert chain_of(story.statement).canonical == chain_of(story.statement).canonical


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"wording": "Council was asleep."}, "it is not what was resolved"),
        ({"version": {"number": 9, "digest": "0" * 64}}, "it names another version"),
        ({"edition": 2}, "it says another number, edition or day"),
    ],
)
def test_a_record_that_says_otherwise_than_the_resolution_is_named(
    story, row, changed, sentence
):
    made = published(story, row)
    forged = Record({**value(made).record, **changed})
    said, code = after_update(
        DecisionRecord, made.pk, content=forged.canonical, digest=forged.digest
    )
    assert code == 1
    assert f"{made.address}: {sentence}" in said


def test_a_record_about_the_row_that_was_recorded_again_is_named(story, row):
    made = published(story, row)
    again = minute_book.endorsed(story, minute_number="12")
    said, code = after_update(DecisionRecord, made.pk, endorsement=again.pk)
    assert code == 1
    assert "the row by which the resolution was recorded first" in said
    assert Endorsement.objects.count() == 2
