"""What ends or begins at midnight in London, asked of the actions themselves.

The days and windows are in `test_legal_clock`; here people act a moment before, and at,
midnight: in winter, in summer when it is 23:00 in UTC, and in the nights on which the
clocks change.
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from decisions import actions
from iegtracker import clock
from iegtracker.errors import DomainError
from tests import makers

pytestmark = pytest.mark.django_db
INSTANT = timedelta(microseconds=1)


def d(text):
    return date.fromisoformat(text)


def proposes(story):
    change = story.statement.changes.get()
    return lambda: actions.propose_change(change, reason="x", by=story.people.officer)


def signs(story):
    change = story.statement.changes.get()
    return lambda: makers.sign_as_director(story, change)


def written_until(day):
    """A change that was written under a delegation with a last day."""
    story = makers.delegated_as(makers.joint, until=d(day))
    makers.written_change(story)
    return proposes(story)


def proposed_until(day):
    """A change that waits for signatures under a delegation with a last day."""
    story = makers.delegated_as(makers.joint, until=d(day))
    makers.proposed_change(story)
    return signs(story)


def held_until(day):
    """The director leaves office: that is their last day."""
    story = makers.delegated_statement()
    makers.proposed_change(story)
    actions.end_appointment(
        story.director_office.appointments.get(),
        ends_on=d(day),
        reason="Retires.",
        by=story.people.clerk,
    )
    return signs(story)


def held_from(day):
    """A successor, whose first day that is."""
    story = makers.delegated_statement()
    change = makers.proposed_change(story)
    office, successor = story.director_office, makers.user("successor")
    actions.end_appointment(
        office.appointments.get(),
        ends_on=d(day) - timedelta(days=1),
        reason="Retires.",
        by=story.people.clerk,
    )
    makers.appoint(story, office, successor, d(day))
    return lambda: makers.sign(story, change, successor, office)


def away_until(day):
    """A substitute acts until the holder is back."""
    story, change, substitute = _with_a_substitute()
    makers.away(story, story.director_office, until=d(day))
    return lambda: makers.sign(story, change, substitute, story.director_office)


def away_from(day):
    """A substitute acts from the first day on which the holder is away."""
    story, change, substitute = _with_a_substitute()
    makers.away(story, story.director_office, starts_on=d(day))
    return lambda: makers.sign(story, change, substitute, story.director_office)


def _with_a_substitute():
    story = makers.reported_statement()
    who = story.people
    leader = actions.record_office(
        slug="leader", name="Leader", holder_kind="member", by=who.clerk
    )
    makers.appoint(story, leader, who.member)
    given = makers.joint(story, substitutes={story.director_office.pk: leader})
    taken = makers.taken(story, delegation=given)
    actions.decide(story.statement, taken, by=who.clerk)
    story.fresh()
    return story, makers.proposed_change(story), who.member


def urgent_until(day):
    """An urgent power with a last day."""
    story = makers.delegated_statement()
    power = makers.urgent_power(story, story.director_office, until=d(day))
    change = makers.written_change(story)
    by = story.people.officer
    return lambda: actions.propose_change(change, reason="x", under=power, by=by)


def confirmed_until(day):
    """An urgent power that a second clerk confirms on its last day."""
    story = makers.delegated_statement()
    entered = makers.urgency(story, story.director_office, until=d(day))
    return lambda: actions.confirm_urgency(entered, by=story.people.clerk)


def decided_from(day):
    """A decision is not recorded before the day of its meeting."""
    story = makers.reported_statement()
    assert story.meeting.held_on == d(day)
    given = makers.taken(story, delegation=makers.joint(story))
    return lambda: actions.decide(story.statement, given, by=story.people.clerk)


def tabled_until(day):
    """Papers are put to a meeting on its day at the latest."""
    story = makers.drafted_with_report()
    assert story.meeting.held_on == d(day)
    told = {"report": story.report, "by": story.people.clerk}
    return lambda: actions.report(story.statement, **told)


def called_in_until(day):
    """A decision that was published on 10 December, with five working days."""
    story, row = _published()
    return lambda: makers.called_in(story, row, on=clock.today())


def in_effect_from(day):
    """The same, acted on once its window is over."""
    story, _ = _published()
    makers.finally_approved(story)
    return lambda: actions.clear(story.statement, by=story.people.clerk)


def _published():
    story = makers.delegated_statement()
    row = makers.decision_on(story)
    makers.published_record(story, row, call_in=makers.applies())
    return story, row


# What can be done until a day ends: the day, its midnight in UTC, and why it is here.
ENDS = [
    (written_until, "2004-12-20", "2004-12-21T00:00", "the seed's last day, in winter"),
    (proposed_until, "2004-12-20", "2004-12-21T00:00", "the same, to sign"),
    (written_until, "2005-06-20", "2005-06-20T23:00", "summer: 23:00 in UTC"),
    (proposed_until, "2005-06-20", "2005-06-20T23:00", "the same, to sign"),
    (proposed_until, "2005-03-26", "2005-03-27T00:00", "the night clocks go on"),
    (written_until, "2005-03-27", "2005-03-27T23:00", "a day of 23 hours"),
    (proposed_until, "2005-10-29", "2005-10-29T23:00", "the night clocks go back"),
    (written_until, "2005-10-30", "2005-10-31T00:00", "a day of 25 hours"),
    (proposed_until, "2008-02-29", "2008-03-01T00:00", "leap day"),
    (proposed_until, "2004-12-25", "2004-12-26T00:00", "Christmas Day is a day too"),
    (proposed_until, "2004-12-31", "2005-01-01T00:00", "the end of a year"),
    (held_until, "2004-12-12", "2004-12-13T00:00", "the last day in office, a Sunday"),
    (held_until, "2005-06-20", "2005-06-20T23:00", "the same in summer"),
    (away_until, "2004-12-17", "2004-12-18T00:00", "a substitute's last day"),
    (away_until, "2005-06-17", "2005-06-17T23:00", "the same in summer"),
    (urgent_until, "2004-12-24", "2004-12-25T00:00", "urgency until Christmas Eve"),
    (confirmed_until, "2004-12-24", "2004-12-25T00:00", "nor confirmed after it"),
    (tabled_until, "2004-12-09", "2004-12-10T00:00", "nothing is tabled afterwards"),
    (called_in_until, "2004-12-17", "2004-12-18T00:00", "the window of five days"),
]
# What can be done from a day on, in the same manner.
BEGINS = [
    (held_from, "2004-12-13", "2004-12-13T00:00", "the first day in office"),
    (held_from, "2005-06-21", "2005-06-20T23:00", "the same in summer"),
    (away_from, "2004-12-13", "2004-12-13T00:00", "a substitute's first day"),
    (away_from, "2005-03-28", "2005-03-27T23:00", "after the clocks went on"),
    (decided_from, "2004-12-09", "2004-12-09T00:00", "the day of Cabinet"),
    (in_effect_from, "2004-12-18", "2004-12-18T00:00", "the day after the window"),
]


def told(builder, day):
    """The story as it stands some time before."""
    early = (decided_from, tabled_until)
    day_told = "2004-12-03" if builder in early else "2004-12-10"
    with clock.told(makers.at(day_told)):
        return builder(day)


def _moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _done(act, moment):
    with clock.told(moment), makers.undone():
        act()


def _refused(act, moment):
    with clock.told(moment):
        before = makers.everything_stored()
        with pytest.raises(DomainError, match=r"\.$"):
            act()
        assert makers.everything_stored() == before


@pytest.mark.parametrize(
    ("builder", "day", "midnight"),
    [line[:3] for line in ENDS],
    ids=[f"{line[0].__name__}-{line[3]}" for line in ENDS],
)
def test_it_can_be_done_until_the_day_ends_in_london(builder, day, midnight):
    act, ends = told(builder, day), _moment(midnight)
    _done(act, ends - INSTANT)
    _refused(act, ends)


@pytest.mark.parametrize(
    ("builder", "day", "midnight"),
    [line[:3] for line in BEGINS],
    ids=[f"{line[0].__name__}-{line[3]}" for line in BEGINS],
)
def test_it_can_be_done_once_the_day_begins_in_london(builder, day, midnight):
    act, begins = told(builder, day), _moment(midnight)
    _refused(act, begins - INSTANT)
    _done(act, begins)


@pytest.mark.parametrize(
    ("due", "midnight"),
    [("2004-12-20", "2004-12-21T00:00"), ("2005-07-18", "2005-07-18T23:00")],
)
def test_the_return_is_late_from_midnight_in_london(monkeypatch, due, midnight):
    monkeypatch.setitem(makers.GUIDELINES, "deadline", due)
    document = makers.statement_document(deadline=due)
    story = makers.delegated_statement(document)
    with clock.told(makers.at("2004-12-10")):
        makers.finally_approved(story)
        actions.clear(story.statement, by=story.people.clerk)
    ends = _moment(midnight)
    with clock.told(ends + timedelta(hours=9)):
        sent = {"sent_at": ends - INSTANT, "by": story.people.clerk}
        in_time = actions.submit(story.statement, reference="R-1", **sent)
        sent["sent_at"] = ends
        late = actions.submit_again(story.statement, reference="R-2", **sent)
    assert in_time.late == ""
    assert "late" in late.late
