"""Records of decisions: what they say, by the rules of which date, and how numbered."""

import hashlib
import io
from datetime import date, datetime

import pikepdf
import pytest
from django.db import IntegrityError, transaction

from decisions import actions
from decisions.models import CallInRuling, DecisionRecord, DelegatedDecision
from decisions.records import NOT_NUMBERED, Record, drafted, record_pdf, rules_on, shown
from decisions.records.rules import OF_2000, OF_2012
from decisions.states import CallIn, KeyDecision, Mode
from iegtracker import clock
from iegtracker.errors import BadInput, NotAllowed, Stale, WrongState
from iegtracker.ledger.models import Event
from iegtracker.ledger.record import head
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_december():
    with clock.told(makers.at("2004-12-10")):
        yield


def words_of(record):
    """All the words of a record as it is read, in one text."""
    told = shown(record)
    parts = [
        "\n".join([part.heading, *part.paragraphs, *part.items]) for part in told.parts
    ]
    facts = [f"{label}: {words}" for label, words in told.facts]
    return "\n".join([told.title, *facts, *parts])


def value(row):
    return Record.from_bytes(bytes(row.content))


def part(record, heading):
    return next(p for p in shown(record).parts if p.heading.startswith(heading))


def the_delegated(story):
    makers.applied_change(story)
    return DelegatedDecision.objects.latest("pk")


def test_a_record_of_a_body_says_what_the_regulations_of_2000_ask():
    story = makers.delegated_statement()
    before = head()
    row = makers.published_record(
        story, makers.decision_on(story), call_in=makers.applies()
    )
    assert (row.number, row.edition) == ("CAB/2004-12-09/1", 1)
    text = words_of(value(row))
    for words in (
        "Decision of Cabinet, 9 December 2004",
        "CAB/2004-12-09/1 (this system’s own numbering)",
        "Minute number: Not known",
        "Published: 10 December 2004",
        "Effective: 18 December 2004",
        "Cabinet AGREED the delegation.",
        "Reasons\nAs in the report.",
        "Alternatives considered and rejected\nNone.",
        "Interests declared, and by whom\nNone.",
        "Dispensation granted by the standards committee\nNone",
        "No: It is below the council's threshold.",
        "Applies, for 5 working days from publication; the day of publication does not",
        "Contact\nFinance and Resources Director",
        "IEG Statement 2004",
        "SI 2000/3272, regulation 3",
    ):
        assert words in text, words
    assert shown(value(row)).head == before
    event = Event.objects.get(verb="decision.record_published")
    assert event.actor == story.people.clerk
    assert value(row).digest == row.digest == hashlib.sha256(row.content).hexdigest()


def test_each_recommendation_has_a_record_of_its_own():
    story = makers.delegated_statement()
    first = makers.published_record(story, makers.decision_on(story, "a"))
    second = makers.published_record(story, makers.decision_on(story, "b"))
    assert [first.number, second.number] == ["CAB/2004-12-09/1", "CAB/2004-12-09/2"]
    assert "Decision: noted" in words_of(value(first))


def test_a_delegated_decision_lists_what_one_occasion_decided():
    story = makers.delegated_statement()
    one = makers.proposed_change(story)
    two = makers.proposed_change(story, block="b-1", text="The council serves towns.")
    office, people = story.director_office, story.people
    makers.sign_as_portfolio_holder(story, one, interests="A flat in the village.")
    makers.sign_as_portfolio_holder(story, two)
    seen = [(c, c.latest_round.digest) for c in (one, two)]
    actions.sign_changes(seen, office=office, interests="None", by=people.director)
    row = makers.published_record(story, DelegatedDecision.objects.get())
    assert row.number == "DD/2004/1"
    record = value(row)
    text = words_of(record)
    for change in (one, two):
        assert f"Decision: change {change.number}, {change.title}" in text
    assert "Change 1: More is known now." in text
    holder = "Information and Customer Services Portfolio Holder (Portfolio holder)"
    director = "Finance and Resources Director (Director)"
    both = "approved change 1 and change 2, 10 December 2004, 9:00 am"
    assert f"{director}: {both}" in part(record, "Who decided").items
    declared = part(record, "Interests declared").items
    assert f"{holder}, on change 1: A flat in the village." in declared
    assert f"{holder}, on change 2: None" in declared
    assert f"{director}, on change 1 and change 2: None" in declared
    assert part(record, "Who was consulted").paragraphs == ("None",)
    assert "“Cabinet AGREED the delegation.”" in text
    assert part(record, "Alternatives").paragraphs == ("None",)
    assert "SI 2000/3272, regulation 4" in text


def test_a_consulted_office_is_named_with_its_view():
    story = makers.delegated_as(makers.consulting)
    change = makers.proposed_change(story)
    makers.answer(
        story,
        change,
        "decline_change",
        office=story.portfolio_office,
        by=story.people.portfolio_holder,
        comment="Too soon.",
    )
    makers.sign_as_director(story, change)
    record = value(makers.published_record(story, DelegatedDecision.objects.get()))
    (view,) = part(record, "Who was consulted").items
    assert "refused change 1" in view
    assert "“Too soon.”" in view
    assert record.get("by_officers_only")


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (KeyDecision.YES, "This is one."),
        (KeyDecision.NO, "This is not one; the record is kept all the same."),
        (KeyDecision.NOT_KNOWN, "is not known; the record is kept all the same."),
    ],
)
def test_an_officers_decision_of_2004_needs_a_statement_only_if_key(key, words):
    story = makers.delegated_as(makers.alone)
    change = makers.proposed_change(story)
    makers.sign_as_director(story, change)
    row = DelegatedDecision.objects.get()
    text = words_of(drafted(row, makers.record_told(key_decision=key)))
    assert "only if it is a key decision (regulation 4(4))" in text
    assert words in text


def test_an_urgent_decision_says_why_and_who_agreed():
    story = makers.delegated_statement()
    who = story.people
    urgency = actions.enter_urgency(
        story.statement,
        kind="rule",
        citation="Part 3, paragraph 12",
        wording="The director may act where it cannot wait.",
        why="The return is due.",
        agreed_by="Chairman of the council",
        office=story.director_office,
        by=who.clerk,
    )
    actions.confirm_urgency(urgency, by=who.second_clerk)
    change = makers.proposed_change(story)
    assert change.latest_round.delegation.mode == Mode.SOLE
    makers.sign_as_director(story, change)
    text = words_of(drafted(DelegatedDecision.objects.get(), makers.record_told()))
    assert "It could not wait for a meeting: The return is due." in text
    assert "Agreed by: Chairman of the council" in text
    assert "Part 3, paragraph 12" in text


@pytest.mark.parametrize(
    ("day", "rules"),
    [
        ("2004-12-09", OF_2000),
        ("2012-09-09", OF_2000),
        ("2012-09-10", OF_2012),
        ("2023-05-01", OF_2012),
    ],
)
def test_the_day_of_the_decision_picks_the_rules(day, rules):
    assert rules_on(date.fromisoformat(day)) is rules


def of_day(record, day):
    """The same record as if it had been decided on another day."""
    rules = rules_on(date.fromisoformat(day)).key
    return Record({**record.record, "decided_on": day, "rules": rules})


def test_no_record_uses_words_of_the_other_rules():
    story = makers.delegated_as(makers.alone)
    makers.sign_as_director(story, makers.proposed_change(story))
    for row in (makers.decision_on(story), DelegatedDecision.objects.get()):
        drawn = drafted(row, makers.record_told())
        old = words_of(of_day(drawn, "2004-12-09"))
        new = words_of(of_day(drawn, "2023-05-01"))
        for words in ("head of paid service", "2012", "28"):
            assert words not in old, words
        for words in ("standards committee", "2000", "written statement"):
            assert words not in new, words
        assert "head of paid service" in new
        assert "standards committee" in old


def test_a_decision_of_council_is_not_said_to_be_the_executives():
    story = makers.delegated_statement()
    told = makers.record_told(executive=False)
    text = words_of(drafted(makers.decision_on(story), told))
    assert "not a decision of the executive" in text
    assert "standards committee" not in text


def test_what_is_not_known_is_said_and_nothing_is_blank():
    story = makers.delegated_statement()
    told = makers.record_told(
        key_decision=KeyDecision.NOT_KNOWN, key_reason="", documents=[]
    )
    record = drafted(makers.decision_on(story), told)
    assert part(record, "Key decision").paragraphs == ("Not known",)
    assert part(record, "Documents").paragraphs == ("None",)
    assert part(record, "Call-in").paragraphs == ("Not known whether it applies.",)
    facts = dict(shown(record).facts)
    assert facts["Effective"] == facts["Minute number"] == "Not known"
    assert facts["Record"].startswith(NOT_NUMBERED)
    for told_part in shown(record).parts:
        assert all(told_part.paragraphs + told_part.items)
        assert told_part.paragraphs + told_part.items


@pytest.mark.parametrize(
    ("field", "missing"),
    [
        ("dispensation", ""),
        ("contact", " "),
        ("alternatives", ""),
        ("key_reason", ""),
        ("key_decision", "perhaps"),
    ],
)
def test_what_must_be_said_is_asked_for(field, missing):
    story = makers.delegated_statement()
    row = the_delegated(story)
    before = makers.everything_stored()
    with pytest.raises(BadInput) as caught:
        makers.published_record(story, row, **{field: missing})
    assert caught.value.field == field
    assert makers.everything_stored() == before


def test_a_body_is_not_asked_for_what_it_recorded():
    story = makers.delegated_statement()
    row = makers.published_record(story, makers.decision_on(story), alternatives="")
    assert part(value(row), "Alternatives").paragraphs == ("None.",)


def test_only_clerks_publish_records_and_only_once():
    story = makers.delegated_statement()
    row, who = makers.decision_on(story), story.people
    told = makers.record_told()
    before = makers.everything_stored()
    for person in (who.officer, who.director, who.auditor, who.administrator):
        with pytest.raises(NotAllowed):
            actions.publish_record(row, told, by=person)
        with pytest.raises(NotAllowed):
            actions.correct_record(row, told, why="A slip.", by=person)
    with pytest.raises(WrongState, match="no record yet"):
        actions.correct_record(row, told, why="A slip.", by=who.clerk)
    assert makers.everything_stored() == before
    makers.published_record(story, row)
    with pytest.raises(WrongState, match="has been published"):
        makers.published_record(story, row)


def test_what_is_published_is_the_draft_that_was_read():
    story = makers.delegated_statement()
    row, told = makers.decision_on(story), makers.record_told()
    seen = drafted(row, told).digest
    before = makers.everything_stored()
    other = makers.record_told(contact="Somebody else")
    with pytest.raises(Stale):
        actions.publish_record(row, other, seen=seen, by=story.people.clerk)
    assert makers.everything_stored() == before
    actions.publish_record(row, told, seen=seen, by=story.people.clerk)


def test_a_correction_is_a_further_edition_and_the_first_stays():
    story = makers.delegated_statement()
    row, clerk = makers.decision_on(story), story.people.clerk
    first = makers.published_record(story, row, call_in=makers.applies())
    kept = bytes(first.content)
    told = makers.record_told(contact="Head of ICT", call_in=makers.applies())
    with clock.told(makers.at("2004-12-13")):
        with pytest.raises(BadInput) as caught:
            actions.correct_record(row, told, why=" ", by=clerk)
        assert caught.value.field == "why"
        second = actions.correct_record(row, told, why="The contact left.", by=clerk)
    assert (second.number, second.edition) == (first.number, 2)
    text = words_of(value(second))
    assert "13 December 2004 (edition 2): The contact left." in text
    assert "Published: 10 December 2004" in text
    assert "Effective: 18 December 2004" in text
    assert bytes(DecisionRecord.objects.get(pk=first.pk).content) == kept
    assert CallInRuling.objects.count() == 1


def test_a_correction_that_says_otherwise_of_call_in_rules_anew():
    story = makers.delegated_statement()
    row, clerk = makers.decision_on(story), story.people.clerk
    makers.published_record(story, row)
    told = makers.record_told(call_in=makers.applies(3))
    with clock.told(makers.at("2004-12-13")):
        second = actions.correct_record(row, told, why="It applies.", by=clerk)
    assert "Effective: 16 December 2004" in words_of(value(second))
    assert [r.ruling for r in row.rulings.order_by("number")] == [
        CallIn.NOT_KNOWN,
        CallIn.APPLIES,
    ]


def test_the_database_gives_a_number_once():
    story = makers.delegated_statement()
    first = makers.published_record(story, makers.decision_on(story, "a"))
    other = makers.decision_on(story, "b")
    columns = {
        f.attname: getattr(first, f.attname)
        for f in DecisionRecord._meta.concrete_fields
        if f.attname != "id"
    }
    for changed in (
        {"decision_id": other.pk},
        {"number": "X/1", "slug": "x-1"},
        {"number": "X/1", "slug": "x-1", "decision_id": None},
        {"number": "X/1", "slug": "x-1", "decision_id": other.pk, "edition": 2},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            DecisionRecord.objects.create(**{**columns, **changed})


def test_the_council_numbers_records_by_its_own_pattern(settings):
    settings.IEG_RECORD_PATTERN = "{year}/{n:03}/{body}"
    story = makers.delegated_statement()
    row = makers.published_record(story, makers.decision_on(story))
    assert row.number == "2004/001/CAB"
    assert dict(shown(value(row)).facts)["Record"] == "2004/001/CAB"


def records_of_both_kinds():
    """One of a body with a ruling, one of delegates with odd words in it."""
    story = makers.delegated_statement()
    makers.applied_change(story, text="Ĉiuj & <b>all</b> “words” of £350,000.")
    rows = (makers.decision_on(story), DelegatedDecision.objects.get())
    return [
        value(makers.published_record(story, row, call_in=makers.applies()))
        for row in rows
    ]


@pytest.mark.pdf
def test_a_record_is_a_tagged_file_with_its_own_words_attached():
    for record in records_of_both_kinds():
        made = record_pdf(record)
        with pikepdf.open(io.BytesIO(made.content)) as file:
            assert file.Root.MarkInfo.Marked
            attached = file.attachments["record.json"].get_file().read_bytes()
        assert attached == record.canonical
        # The same value gives the same bytes, whatever has been kept.
        record_pdf.cache_clear()
        with clock.told(makers.at("2026-01-01")):
            again = record_pdf(Record.from_bytes(record.canonical))
        assert again.sha256 == made.sha256


def test_nothing_is_read_to_make_the_file(django_assert_num_queries):
    record = records_of_both_kinds()[1]
    record_pdf.cache_clear()
    with django_assert_num_queries(0):
        record_pdf(record)


def test_the_day_of_a_delegated_decision_is_londons():
    story = makers.delegated_statement()
    row = the_delegated(story)
    row.made_at = datetime.fromisoformat("2004-07-01T23:30+00:00")
    assert drafted(row, makers.record_told()).get("decided_on") == "2004-07-02"
