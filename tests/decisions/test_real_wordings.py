"""What councils resolved, in their own manner, each told to its end.

The wordings are shortened, and are no quotation. Where a council's papers leave a day,
an office's holder or a rule open, it is an example and says so.
"""

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from decisions import actions
from decisions.call_in import CallInTold
from decisions.coverage import coverage
from decisions.evidence import chain_of
from decisions.gate import BLOCKS, WAIVER, WARNS, blocking
from decisions.models import Body, DelegatedDecision
from decisions.records import Record, shown
from decisions.states import CallIn, Endorsing, Mode, Outcome, Scope
from iegtracker import clock
from iegtracker.errors import NotAllowed, NotReady
from statements.rendering.authority import authority
from tests import makers, minute_book
from tests.decisions.test_signing import refused
from tests.decisions.wordings import Given, Post, Resolved, Told, Wording

pytestmark = pytest.mark.django_db


HOLDER, DIRECTOR = "portfolio_holder", "director"
# Each with its source; "example" marks what the source leaves open.
SOUTH_CAMBRIDGESHIRE_2004 = Wording(
    # The report of 9 December 2004, recommendation (b). Both must approve: "and".
    council="South Cambridgeshire District Council",
    body="Cabinet",
    round="2004",
    reported="2004-12-01",
    decided="2004-12-09",
    due="2004-12-20",
    posts={
        "holder": Post(
            "Information and Customer Services Portfolio Holder", "member", HOLDER
        ),
        "director": Post("Finance and Resources Director", "officer", DIRECTOR),
    },
    resolved=(
        Resolved("Cabinet NOTED the progress.", outcome=Outcome.NOTED),
        Resolved(
            "Cabinet AGREED to delegate later changes, and approval of the final "
            "statement before it is submitted, to the Portfolio Holder and the "
            "Director; the final copy to go to all members.",
            gives=(Given(Mode.JOINT, Scope.ANY, ("holder", "director")),),
        ),
    ),
)
HUNTINGDONSHIRE_2005 = Wording(
    # The mid-term statement, July 2005. The days of July and September are examples.
    council="Huntingdonshire District Council",
    body="Cabinet",
    round="2005-mid-year",
    reported="2005-06-29",
    decided="2005-07-07",
    due="2005-07-18",
    posts={
        "director": Post("Director", "officer", DIRECTOR),
        "councillor": Post("Executive Councillor", "member", HOLDER),
    },
    resolved=(
        Resolved(
            "RESOLVED (a) that the statement be approved for submission.",
            approves_text=True,
        ),
        Resolved(
            "RESOLVED (b) that the Director, after consultation with the Executive "
            "Councillor, may make minor amendments before it is submitted.",
            gives=(
                Given(Mode.CONSULTATION, Scope.MINOR, ("director",), ("councillor",)),
            ),
        ),
        Resolved(
            "RESOLVED (c) that the final version go to Council in September for "
            "approval.",
            endorsement=Endorsing.WANTED,
        ),
    ),
)
SOUTHAMPTON_2005 = Wording(
    # December 2005: a record of an executive decision; the day is an example.
    council="Southampton City Council",
    body="Cabinet",
    round="2005",
    reported="2005-11-25",
    decided="2005-12-05",
    due="2005-12-19",
    posts={"director": Post("Executive Director", "officer", DIRECTOR)},
    resolved=(
        Resolved(
            "That the statement be submitted, and that the Executive Director may fine "
            "tune it.",
            gives=(Given(Mode.SOLE, Scope.MINOR, ("director",)),),
        ),
    ),
)
BARKING_AND_DAGENHAM_2005 = Wording(
    # Decided 13, published 16, effective 22, due 19 December 2005; not a key decision;
    # subject to call-in. The length of the window is not said: see `legal_clock`.
    council="London Borough of Barking and Dagenham",
    body="Executive",
    round="2005",
    reported="2005-12-05",
    decided="2005-12-13",
    due="2005-12-19",
    posts={
        "director": Post("Director of Finance", "officer", DIRECTOR),
        "member": Post("Lead Member", "member", HOLDER),
    },
    resolved=(
        Resolved(
            "AGREED that the Director of Finance submit the statement, in consultation "
            "with the Lead Member.",
            gives=(Given(Mode.CONSULTATION, Scope.ANY, ("director",), ("member",)),),
        ),
    ),
    call_in=CallIn.APPLIES,
)
SOUTH_CAMBRIDGESHIRE_2023 = Wording(
    # The manner of two delegations in one resolution; the days are examples.
    council="South Cambridgeshire District Council",
    body="Cabinet",
    round="2023",
    reported="2023-02-27",
    decided="2023-03-07",
    due="2023-03-31",
    posts={
        "member": Post("Lead Cabinet Member", "member", HOLDER),
        "officer": Post("Head of Transformation", "officer", DIRECTOR),
    },
    resolved=(
        Resolved(
            "Cabinet AGREED to authorise the Lead Cabinet Member to approve material "
            "changes, and the Head of Transformation to make minor ones in "
            "consultation with the Lead Cabinet Member.",
            gives=(
                Given(Mode.SOLE, Scope.MATERIAL, ("member",)),
                Given(Mode.CONSULTATION, Scope.MINOR, ("officer",), ("member",)),
            ),
        ),
    ),
)


def recorded(row, told, **changed):
    """All that the published record of a decision says, in one text."""
    made = actions.publish_record(row, makers.record_told(**changed), by=told.clerk)
    read = shown(Record.from_bytes(bytes(made.content)))
    parts = [" ".join([p.heading, *p.paragraphs, *p.items]) for p in read.parts]
    return "\n".join([read.title, *(f"{a}: {b}" for a, b in read.facts), *parts])


BY_2000 = ("SI 2000/3272", "standards committee")
BY_2012 = ("SI 2012/2089", "head of paid service")


def says(text, rules, others):
    assert all(words in text for words in rules), text
    assert not any(words in text for words in others), text


def test_south_cambridgeshire_2004_both_offices_sign_every_change_and_the_whole():
    told = Told(SOUTH_CAMBRIDGESHIRE_2004)
    with clock.told(makers.at("2004-12-16", "10:00")):
        change = told.proposed("A contact centre will open in April 2005.")
        assert change.latest_round.is_material
        told.sign("holder", change)
        assert told.words() == "A contact centre will open."
    with clock.told(makers.at("2004-12-17", "09:30")):
        told.sign("director", change)
        assert told.words() == "A contact centre will open in April 2005."
        made = DelegatedDecision.objects.get()
        # The later time is the time of decision.
        assert made.made_at == makers.at("2004-12-17", "09:30")
        text = recorded(made, told)
        says(text, BY_2000, BY_2012)
        assert "Date of the decision: 17 December 2004" in text
        assert "regulation 4" in text
        refused(NotReady, lambda: actions.clear(told.statement, by=told.clerk))
        told.approved("director")
        refused(NotReady, lambda: actions.clear(told.statement, by=told.clerk))
        told.sign("holder", told.statement.changes.get(kind="final"))
        body = told.meeting.decisions.last()
        says(recorded(body, told), (*BY_2000, "regulation 3"), BY_2012)
        actions.clear(told.statement, by=told.clerk)
    submission = told.sent("2004-12-20", "11:00")
    assert submission.late == ""
    with clock.told(makers.at("2004-12-21")):
        # "Before it is submitted": with that the power is spent.
        actions.reopen(told.statement, reason="A slip.", by=told.clerk)
        told.fresh()
        later = told.written("A contact centre will open in May 2005.")
        propose = partial(actions.propose_change, later, reason="x")
        refused(NotReady, lambda: propose(by=told.people.officer), "is spent")


def test_huntingdonshire_2005_minor_amendments_after_consultation_and_council_later():
    """Council met in September, and the return was due on 18 July: its approval cannot
    have been a condition of submitting. It is *wanted*, so that the gate keeps saying
    that it is missing, and does not refuse.

    Cabinet approved the text as it was put. Once it is amended, that is not this text
    any more: whoever may amend it approves the whole.
    """
    told = Told(HUNTINGDONSHIRE_2005)
    with clock.told(makers.at("2005-07-12")):
        assert blocking(told.gate()) == []
        (wanted,) = told.gate(kind="endorsement")
        assert wanted.severity == WARNS
        assert wanted.sentence == "Council has not endorsed the statement yet."
        material = told.written("A contact centre will open in April 2006.")
        propose = partial(actions.propose_change, material, reason="x")
        why = "for minor changes only, .* material: .*“in April 2006” is added"
        refused(NotReady, lambda: propose(by=told.people.officer), why)
        actions.withdraw_change(material, by=told.people.officer)
        minor = told.proposed("A contact center will open.")
        refused(NotReady, lambda: told.sign("director", minor), "comes after it")
        told.sign("councillor", minor)
        assert told.words() == "A contact centre will open."
        told.sign("director", minor)
        assert told.words() == "A contact center will open."
        text = recorded(DelegatedDecision.objects.get(), told)
        says(text, BY_2000, BY_2012)
        assert "Executive Councillor (Portfolio holder): approved change 2" in text
    with clock.told(makers.at("2005-07-14")):
        # Cabinet's approval was of other words than these.
        assert [o.severity for o in told.gate(kind="missing sign-offs")] == [BLOCKS]
        told.approved("councillor", "director")
        actions.clear(told.statement, by=told.clerk)
    told.sent("2005-07-18", "16:00")
    with clock.told(makers.at("2005-09-29")):
        council = actions.record_meeting(
            Body.objects.get(name="Council"), held_on=date(2005, 9, 28), by=told.clerk
        )
        minute_book.endorsed(told, meeting=council)
        assert told.gate(kind="endorsement") == []
        told.holds()


def test_southampton_2005_one_director_fine_tunes_alone_and_not_what_they_wrote():
    """To "fine tune" is to make minor changes: a new date or figure is none."""
    told = Told(SOUTHAMPTON_2005)
    director = told.people.director
    with clock.told(makers.at("2005-12-08")):
        own = told.written("A contact center will open.", by=director)
        propose = partial(actions.propose_change, own, reason="x")
        refused(NotReady, lambda: propose(by=told.people.officer), "wrote part of it")
        actions.withdraw_change(own, by=told.people.officer)
        change = told.proposed("A contact center will open.")
        for person in (told.people.portfolio_holder, told.people.administrator):
            refused(
                NotAllowed,
                lambda person=person: actions.sign_change(
                    change,
                    seen=change.latest_round.digest,
                    office=told.offices["director"],
                    interests="None",
                    by=person,
                ),
            )
        told.sign("director", change)
        text = recorded(DelegatedDecision.objects.get(), told)
        says(text, BY_2000, BY_2012)
        # An officer's decision that is not key needed no statement, and has one.
        assert "kept all the same" in text
        told.approved("director")
        actions.clear(told.statement, by=told.clerk)
    assert told.holds().changes == 1
    told.sent("2005-12-19", "15:00")


IN_CALL_IN = CallInTold(
    CallIn.APPLIES,
    working_days=5,
    from_publication_day=True,
    effective_on=date(2005, 12, 22),
)


def barking():
    """Decided on the 13th, finally approved on the 15th, published on the 16th."""
    told = Told(BARKING_AND_DAGENHAM_2005)
    with clock.told(makers.at("2005-12-13", "17:00")):
        (window,) = told.gate(kind="call-in")
        assert window.severity == WAIVER
        assert window.sentence == (
            "The decision on (a) of Executive, 13 December 2005: not published yet, "
            "today at the earliest. Published on 13 December 2005, the decision can be "
            "called in until the end of 20 December 2005 and takes effect on 21 "
            "December 2005: it cannot lawfully be in time for 19 December 2005."
        )
        # It had to be published on Friday 9 December, before it was made.
        assert window.by == date(2005, 12, 9)
    with clock.told(makers.at("2005-12-15")):
        told.approved("member", "director")
    with clock.told(makers.at("2005-12-16")):
        text = recorded(told.meeting.decisions.get(), told, call_in=IN_CALL_IN)
        says(text, (*BY_2000, "regulation 3"), BY_2012)
        assert "Published: 16 December 2005" in text
        assert "Effective: 22 December 2005" in text
        # What the council recorded holds, not what would be computed.
        window, _ = told.gate(kind="call-in")
        assert window.sentence.endswith(
            "takes effect on 22 December 2005: it cannot lawfully be in time for 19 "
            "December 2005."
        )
        refused(NotReady, lambda: actions.clear(told.statement, by=told.clerk))
    return told


def test_barking_and_dagenham_2005_is_in_time_only_where_its_urgency_is_agreed():
    told = barking()
    with clock.told(makers.at("2005-12-16", "15:00")):
        actions.waive_call_in(
            told.meeting.decisions.get(),
            agreed_by="Chairman of the scrutiny board",
            why="The return is due on 19 December 2005.",
            on=clock.today(),
            by=told.clerk,
        )
        assert blocking(told.gate()) == []
        actions.clear(told.statement, by=told.clerk)
    assert told.sent("2005-12-19", "10:00").late == ""


def test_barking_and_dagenham_2005_without_a_waiver_is_sent_late_and_says_so(client):
    told = barking()
    with clock.told(makers.at("2005-12-21", "23:59")):
        refused(NotReady, lambda: actions.clear(told.statement, by=told.clerk))
    with clock.told(makers.at("2005-12-22", "00:00")):
        assert [o.sentence for o in told.gate(kind="deadline")] == [
            "The statement was due on 19 December 2005: it is 3 working days late."
        ]
        actions.clear(told.statement, by=told.clerk)
    late = "3 working days late: it was due on 19 December 2005"
    assert told.sent("2005-12-22", "09:00").late == late
    assert authority(chain_of(told.statement)).submission.endswith(f"{late}.")
    client.force_login(told.clerk)
    page = client.get(f"/statements/{told.statement.round}/submit/")
    assert late in page.content.decode()


def test_south_cambridgeshire_2023_materiality_says_who_decides():
    told = Told(SOUTH_CAMBRIDGESHIRE_2023)
    with clock.told(makers.at("2023-03-14")):
        material = told.proposed("A contact centre will open in May 2023.")
        assert _mode(material) == Mode.SOLE
        refused(NotAllowed, lambda: told.sign("officer", material), "has no part")
        told.sign("member", material)
        minor = told.proposed("The council serve villages.", block="b-1")
        assert _mode(minor) == Mode.CONSULTATION
        told.sign("member", minor)
        told.sign("officer", minor)
        of_member, of_officer = DelegatedDecision.objects.order_by("pk")
        for made in (of_member, of_officer):
            says(recorded(made, told), (*BY_2012, "regulation 13"), BY_2000)
        body = told.meeting.decisions.get()
        says(recorded(body, told), (*BY_2012, "regulation 12"), BY_2000)
        told.approved("member")
        actions.clear(told.statement, by=told.clerk)
    assert told.holds().changes == 2
    told.sent("2023-03-30", "12:00")


def test_south_cambridgeshire_2023_what_is_raised_moves_to_the_other_delegation():
    told = Told(SOUTH_CAMBRIDGESHIRE_2023)
    officer = told.people.officer
    with clock.told(makers.at("2023-03-14")):
        change = told.proposed("The council serve villages.", block="b-1")
        told.sign("member", change)
        actions.raise_change(
            change,
            seen=change.latest_round.digest,
            office=told.offices["officer"],
            reason="It is no matter of spelling.",
            by=told.people.director,
        )
        refused(NotReady, lambda: told.sign("officer", change), "recall it and propose")
        assert told.words("b-1") == "The council serves villages."
        actions.recall_change(change, by=officer)
        actions.propose_change(change, reason="As raised.", by=officer)
        assert _mode(change) == Mode.SOLE
        refused(NotAllowed, lambda: told.sign("officer", change), "has no part")
        told.sign("member", change)
    assert told.words("b-1") == "The council serve villages."
    told.holds()


def _mode(change):
    return change.latest_round.delegation.mode


@pytest.mark.parametrize(
    "wording",
    [
        SOUTH_CAMBRIDGESHIRE_2004,
        HUNTINGDONSHIRE_2005,
        SOUTHAMPTON_2005,
        BARKING_AND_DAGENHAM_2005,
        SOUTH_CAMBRIDGESHIRE_2023,
    ],
    ids=lambda wording: f"{wording.council} {wording.round}",
)
def test_nothing_can_be_done_by_anybody_before_it_was_resolved(wording):
    """The same papers, referred back: no wording, no power."""
    back = [
        replace(r, outcome=Outcome.REFERRED_BACK, approves_text=False, gives=())
        for r in wording.resolved
    ]
    told = Told(replace(wording, resolved=tuple(back)))
    assert told.fresh().status == "drafting"
    assert not told.statement.delegations.exists()
    assert not coverage(told.statement).holds
