"""What those concerned are told of decisions, of call-in and of what was raised."""

from dataclasses import replace
from datetime import date

import pytest

from decisions import actions
from decisions.models import Change, DelegatedDecision, Notice
from decisions.states import CallInEnd, Outcome, Scope
from iegtracker import clock
from iegtracker.errors import NotAllowed
from iegtracker.people.models import MailChoice, User
from tests import makers, minute_book
from tests.decisions.test_notices import only, told
from tests.told_in_words import told_until

pytestmark = pytest.mark.django_db
ON = makers.at("2004-12-10")
WORKERS = {"officer", "second-officer", "second-clerk"}
HOLDERS = {"director", "portfolio-holder"}


@pytest.fixture(autouse=True)
def _in_december():
    with clock.told(ON):
        yield


@pytest.fixture
def story():
    return makers.delegated_statement()


@pytest.fixture
def published(story):
    """The decision of 9 December, in the window of its call-in."""
    row = makers.decision_on(story)
    makers.published_record(story, row, call_in=makers.applies())
    return row


def decide(story, taken):
    return actions.decide(story.statement, taken, by=story.people.clerk)


def reason(message):
    return message.text.split("Why you: ")[1].split("\n")[0]


# --- What a body resolved -----------------------------------------------------------


def test_what_was_resolved_is_told_to_the_delegates_the_officers_and_the_other_clerk(
    story,
):
    assert told("decided").keys() == HOLDERS | WORKERS
    delegates = "you hold an office to which it delegates."
    for name, message in told("decided").items():
        expected = delegates if name in HOLDERS else "you work on the statement."
        assert reason(message) == expected


def test_what_was_resolved_is_told_in_its_words(story):
    message = only("decided")
    assert message.subject == "IEG 2004: what Cabinet resolved on 9 December"
    for words in (
        "Cabinet resolved on IEG Statement 2004 on 9 December 2004.",
        "Recommendation (a), noted: Cabinet NOTED the progress.",
        "Recommendation (b), agreed: Cabinet AGREED the delegation.",
        "Delegated to: Information and Customer Services Portfolio Holder, decides; "
        "Finance and Resources Director, decides.",
        "How: Jointly: every office signs. Any change.",
        "/meetings/2004-12-09/cabinet/",
    ):
        assert words in message.text


def test_a_delegation_is_told_with_its_last_day_and_conditions():
    given = {"until": date(2004, 12, 31), "conditions": "After both have met."}
    makers.delegated_as(makers.alone, scope=Scope.MINOR, **given)
    assert told("decided").keys() == {"director"} | WORKERS
    text = only("decided").text
    assert "How: Alone: one office signs. Minor changes only. Until 31 December" in text
    assert "On conditions: After both have met." in text


def test_nothing_exempt_is_mailed_to_anybody(monkeypatch):
    mark = {("r-b", "exempt"): {"paragraph": "9", "reason": "Terms."}}
    report = makers.report_document().with_values(mark)
    monkeypatch.setattr("tests.makers.story.report_document", lambda: report)
    story = makers.reported_statement(makers.statement_document())
    given = makers.joint(story, conditions="Not above the price at Teversham.")
    noted, agreed = makers.taken(story, delegation=given)
    decide(story, [noted, replace(agreed, wording="Cabinet AGREED Teversham.")])
    assert told("decided").keys() == HOLDERS | WORKERS
    for message in told("decided").values():
        assert "Teversham" not in message.text + message.html
        assert "conditions" not in message.text
        assert (
            "Recommendation (b), agreed: This part is not for publication: exempt "
            "under paragraph 9 of Schedule 12A."
        ) in message.text
        assert "Delegated to: " in message.text


def test_no_message_of_a_story_with_exempt_words_holds_one_of_what_was_resolved():
    told_until("published")
    assert Notice.objects.filter(occasion__startswith="decided:").exists()
    assert not Notice.objects.filter(text__contains="Teversham").exists()


def test_what_was_referred_back_is_told_as_drafted_again():
    story = makers.reported_statement()
    decide(story, makers.taken(story, delegation=None, outcome=Outcome.REFERRED_BACK))
    assert told("decided").keys() == WORKERS
    assert "(b), referred back: " in only("decided").text
    assert "The statement is drafted again." in only("decided").text


def test_a_text_that_was_approved_or_amended_is_told_as_such():
    story = makers.reported_statement()
    change = makers.written_change(story)
    told_of = {"outcome": Outcome.AMENDED, "amended_by": change, "approves_text": True}
    decide(story, makers.taken(story, delegation=None, **told_of))
    text = only("decided").text
    assert "The decision itself changed the text." in text
    assert "The text was approved, so it needs no final approval." in text
    assert "A contact centre" not in text


def test_whose_delegation_ends_by_a_new_decision_is_told():
    story = makers.delegated_as(makers.joint)
    makers.empty_post()
    who, meeting = story.people, story.meeting
    story.meeting = actions.record_meeting(
        meeting.body, held_on=date(2004, 12, 16), by=who.clerk
    )
    story.report = actions.open_report(
        story.statement, story.meeting, makers.report_document(), by=who.officer
    )
    actions.report(story.statement, report=story.report, by=who.clerk)
    with clock.told(makers.at("2004-12-16")):
        decide(story, makers.taken(story, delegation=makers.alone(story)))
    messages = told("decided")
    assert messages.keys() == HOLDERS | WORKERS
    assert reason(messages["director"]) == "you hold an office to which it delegates."
    assert reason(messages["portfolio-holder"]) == (
        "you hold an office whose delegation it ended."
    )
    assert (
        "Ended: Delegation by decision on recommendation (b), Cabinet, 9 December 2004."
    ) in messages["officer"].text


def test_what_another_body_resolved_is_told_too(story):
    with clock.told(makers.at("2004-12-17")):
        minute_book.endorsed(story)
    assert told("endorsed").keys() == HOLDERS | WORKERS
    assert "resolved on version 1 of IEG Statement 2004" in only("endorsed").text


def test_what_was_resolved_waits_for_a_digest():
    story = makers.reported_statement()
    User.objects.filter(username="officer").update(mail_choice=MailChoice.DIGEST)
    decide(story, makers.taken(story, delegation=makers.joint(story)))
    held = {name for name, row in told("decided").items() if row.held}
    assert held == {"officer"}
    with clock.told(makers.at("2004-12-13")):
        for _ in range(2):
            actions.remind()
    (digest,) = Notice.objects.filter(occasion__startswith="digest:")
    assert digest.person == story.people.officer
    assert digest.text.count("Cabinet AGREED the delegation.") == 1


# --- Call-in ------------------------------------------------------------------------


def test_a_call_in_is_told_to_delegates_officers_and_the_other_clerk(story, published):
    makers.called_in(story, published)
    assert told("called-in").keys() == HOLDERS | WORKERS
    message = told("called-in")["director"]
    assert message.subject == "IEG 2004: a decision was called in"
    assert reason(message) == "you hold an office that decides under it."
    for words in (
        "The decision on (b) of Cabinet, 9 December 2004 was called in on 10 December",
        "Called in by: Five members of the scrutiny committee",
        "Grounds: The cost is not known.",
        "How it stands: It has been called in, on 10 December 2004.",
        "/statements/2004/call-in/",
    ):
        assert words in message.text


def test_each_outcome_of_a_call_in_is_told(story, published):
    makers.called_in(story, published)
    for outcome in (CallInEnd.TO_COUNCIL, CallInEnd.UPHELD):
        makers.call_in_ended(story, published, outcome)
    rows = Notice.objects.filter(occasion__startswith="call-in-outcome:")
    assert [row.subject for row in rows.filter(person=story.people.director)] == [
        "IEG 2004: call-in, referred to Council",
        "IEG 2004: call-in, upheld",
    ]
    assert {row.person.username for row in rows} == HOLDERS | WORKERS
    text = rows.filter(person=story.people.officer).latest("pk").text
    assert "Outcome: Upheld: the decision stands" in text
    assert "Reasons: The committee heard the portfolio holder." in text
    assert "How it stands: It took effect on 10 December 2004." in text


def test_a_waiver_of_call_in_is_told(story, published):
    makers.waived(story, published)
    assert told("call-in-waived").keys() == HOLDERS | WORKERS
    text = only("call-in-waived").text
    assert "Agreed by: Chairman of the scrutiny committee" in text
    assert "Why: The return is due on 20 December 2004." in text
    assert "How it stands: Call-in was waived on 10 December 2004." in text


def test_mistakes_about_call_in_are_told_as_what_they_put_right_was(story, published):
    makers.waived(story, published)
    actions.withdraw_waiver(published, why="It can wait.", by=story.people.clerk)
    assert told("waiver-withdrawn").keys() == HOLDERS | WORKERS
    assert "Why: It can wait." in only("waiver-withdrawn").text
    makers.called_in(story, published)
    makers.call_in_ended(story, published, CallInEnd.RELEASED)
    actions.correct_call_in_outcome(
        published,
        outcome=CallInEnd.NOTHING,
        correction="The committee has not met.",
        by=story.people.clerk,
    )
    texts = [row.text for row in Notice.objects.order_by("pk")]
    assert "Recorded wrongly before: The committee has not met." in texts[-1]


def test_call_in_of_what_delegates_decided_is_told_to_them():
    story = makers.delegated_as(makers.alone)
    makers.sign_as_director(story, makers.proposed_change(story))
    row = DelegatedDecision.objects.get()
    makers.published_record(story, row, call_in=makers.applies())
    makers.called_in(story, row)
    assert told("called-in").keys() == {"director"} | WORKERS
    assert "The delegated decision of 10 December 2004 (change 1) was called in" in (
        only("called-in").text
    )


def test_a_holder_who_may_not_read_of_call_in_is_told_nothing_of_it(story, published):
    story.people.director.groups.clear()
    makers.called_in(story, published)
    assert "director" not in told("called-in")
    assert "portfolio-holder" in told("called-in")


def test_what_is_refused_of_call_in_is_told_to_nobody(story, published):
    before = Notice.objects.count()
    with pytest.raises(NotAllowed):
        makers.called_in(story, published, by=story.people.officer)
    assert Notice.objects.count() == before


# --- Raised to material -------------------------------------------------------------


def hold(story, change, **changed):
    fresh = Change.objects.get(pk=change.pk)
    told = {
        "seen": fresh.latest_round.digest,
        "office": story.director_office,
        "reason": "It is a matter of policy.",
        "by": story.people.director,
        **changed,
    }
    return actions.raise_change(fresh, **told)


def minor_only():
    """A minor change proposed under a delegation for minor changes only."""
    story = makers.delegated_as(makers.joint, scope=Scope.MINOR)
    change = makers.written_change(story, text="A contact centre, will open.")
    actions.propose_change(change, reason="x", by=story.people.officer)
    return story, change


def test_what_is_held_to_be_material_is_told_to_authors_and_other_signers(story):
    hold(story, makers.proposed_change(story, text=makers.COMMA_ADDED))
    assert told("raised").keys() == {"officer", "portfolio-holder"}
    message = told("raised")["officer"]
    assert message.subject == "IEG 2004: change 1 is held to be material"
    assert reason(message) == "you proposed it or wrote a part of it."
    assert reason(told("raised")["portfolio-holder"]) == "you were asked to sign it."
    for words in (
        "The Finance and Resources Director holds change 1 to be material.",
        "Reason: It is a matter of policy.",
        "It can be signed as before.",
        "/statements/2004/changes/1/",
    ):
        assert words in message.text


def test_where_it_can_no_longer_be_agreed_every_officer_is_told_to_recall_it():
    story, change = minor_only()
    hold(story, change)
    messages = told("raised")
    assert messages.keys() == {"officer", "second-officer", "portfolio-holder"}
    assert reason(messages["second-officer"]) == "you can recall it."
    for message in messages.values():
        assert "An officer must recall it and propose it under another." in message.text


def test_who_may_not_read_changes_is_not_told_why_one_is_material(story):
    change = makers.proposed_change(story, text=makers.COMMA_ADDED)
    story.people.portfolio_holder.groups.clear()
    hold(story, change)
    assert told("raised").keys() == {"officer"}


def test_who_may_not_read_changes_is_not_told_what_was_said_of_one(story):
    change = makers.proposed_change(story)
    story.people.portfolio_holder.groups.clear()
    makers.answer(story, change, "return_change", comment="Not before May.")
    assert told("answered").keys() == {"officer"}
