"""Two people at once: one wins, the other is told, and the record holds."""

from datetime import date, timedelta
from functools import partial

import pytest

from decisions import actions
from decisions.coverage import coverage
from decisions.models import (
    Appointment,
    Change,
    Clearance,
    DecisionRecord,
    DelegatedDecision,
    SigningRound,
    SignOff,
)
from iegtracker import clock
from iegtracker.errors import DomainError
from iegtracker.ledger.models import Event
from iegtracker.ledger.verification import verify
from statements import actions as statement_actions
from statements.actions import EditConflict
from statements.models import Draft, FinalCopy, Version
from tests import makers
from tests.databases import copied, run_in_threads

ON = makers.at("2004-12-10")
QUICK, REST, LONG, LONGEST = 3, 40, 200, 500
BATCH = 25


def one_winner(answers):
    """The answer of the one that won; every other was refused with a sentence."""
    lost = [answer for answer in answers if isinstance(answer, Exception)]
    won = [answer for answer in answers if not isinstance(answer, Exception)]
    assert all(isinstance(answer, DomainError) for answer in lost), lost
    assert all(str(answer).strip().endswith(".") for answer in lost), lost
    assert len(won) == 1, answers
    return won[0]


def nobody_failed(answers):
    assert [a for a in answers if isinstance(a, Exception)] == []


def holds(story):
    assert {title: found for title, found in verify() if found} == {}
    proof = coverage(story.fresh())
    assert proof.holds, proof.sentence


def signing(story, change, person, office):
    return partial(makers.sign, story, change, person, office)


def both_sign(story, change):
    who = story.people
    return [
        signing(story, change, who.director, story.director_office),
        signing(story, change, who.portfolio_holder, story.portfolio_office),
    ]


def both_offices_at_once(story, number):
    """Neither signature may miss the other: the change is applied exactly once."""
    change = makers.proposed_change(story, text=f"A contact centre {number} opens.")
    versions = Version.objects.count()
    nobody_failed(run_in_threads(both_sign(story, change)))
    assert Change.objects.get(pk=change.pk).status == "applied"
    assert SignOff.objects.filter(signing_round__change=change).count() == 2
    assert Version.objects.count() == versions + 1


def one_office_twice_at_once(story, number):
    """The same office pressed twice: one first signature stands."""
    change = makers.proposed_change(story, text=f"A contact centre {number} opens.")
    one_winner(run_in_threads(both_sign(story, change)[:1] * 2))
    assert SignOff.objects.filter(signing_round__change=change).count() == 1
    actions.recall_change(change, by=story.people.officer)


def last_signature_twice_at_once(story, number):
    change = makers.half_signed_change(story, text=f"A contact centre {number} opens.")
    versions = Version.objects.count()
    one_winner(run_in_threads(both_sign(story, change)[1:] * 2))
    assert Version.objects.count() == versions + 1


def signature_against_recall_and_save(story, number):
    """What is signed is what was read, or it is not signed."""
    change = makers.half_signed_change(story, text=f"A contact centre {number} opens.")
    seen = change.latest_round.digest
    officer = story.people.officer

    def edit():
        actions.recall_change(change, by=officer)
        draft = Draft.objects.get(pk=change.draft_id)
        statement_actions.save_draft(
            draft,
            draft.document.with_values({("b-2", "text"): f"Other words {number}."}),
            seen=draft.digest,
            place="section 1",
            by=officer,
        )

    last = partial(both_sign(story, change)[1], seen=seen)
    one_winner(run_in_threads([last, edit]))
    change = Change.objects.get(pk=change.pk)
    text = story.fresh().current.document.get("b-2", "text")
    signed = text == f"A contact centre {number} opens."
    assert (change.status == "applied") == signed
    if not signed:
        assert change.status == "writing"
        assert text != f"Other words {number}."
        actions.withdraw_change(change, by=officer)


def two_proposals_at_once(story, number):
    change = makers.written_change(story, text=f"A contact centre {number} opens.")
    propose = partial(
        actions.propose_change, change, reason="Known now.", by=story.people.officer
    )
    one_winner(run_in_threads([propose] * 2))
    assert SigningRound.objects.filter(change=change).count() == 1
    actions.recall_change(change, by=story.people.officer)
    actions.withdraw_change(change, by=story.people.officer)


def two_clearings_at_once(story, number):
    makers.finally_approved(story)
    cleared = Clearance.objects.count()
    clear = partial(actions.clear, story.statement, by=story.people.clerk)
    one_winner(run_in_threads([clear] * 2))
    assert Clearance.objects.count() == cleared + 1
    actions.reopen(story.fresh(), reason="Again.", by=story.people.clerk)


def two_askings_at_once(story, number):
    ask = partial(actions.ask_final_approval, story.statement, by=story.people.officer)
    one_winner(run_in_threads([ask] * 2))
    asked = story.statement.changes.get(kind="final", status="proposed")
    actions.recall_change(asked, by=story.people.officer)


def final_approval_against_a_change(story, number):
    """The last signature under a whole text, and one that changes it, at once."""
    who = story.people
    final = actions.ask_final_approval(story.statement, by=who.officer).change
    makers.sign_as_director(story, final)
    change = makers.half_signed_change(story, text=f"A contact centre {number} opens.")
    holder = (who.portfolio_holder, story.portfolio_office)
    answers = run_in_threads(
        [signing(story, final, *holder), signing(story, change, *holder)]
    )
    assert all(isinstance(a, DomainError | SignOff) for a in answers), answers
    assert Change.objects.get(pk=change.pk).status == "applied"
    # The approval was of the words before: it is void, whoever came first.
    assert Change.objects.get(pk=final.pk).status == "withdrawn"


def saving(draft, block, text, by):
    def save():
        with clock.told(ON):
            return statement_actions.save_draft(
                draft,
                draft.document.with_values({(block, "text"): text}),
                seen=draft.digest,
                place=block,
                by=by,
            )

    return save


def saves_of_two_blocks(story, number):
    """Both are kept."""
    draft = fresh_draft(story)
    who = story.people
    nobody_failed(
        run_in_threads(
            [
                saving(draft, "b-1", f"First {number}.", who.officer),
                saving(draft, "b-2", f"Second {number}.", who.second_officer),
            ]
        )
    )
    document = Draft.objects.get(pk=draft.pk).document
    assert document.get("b-1", "text") == f"First {number}."
    assert document.get("b-2", "text") == f"Second {number}."


def saves_of_one_block(story, number):
    """One is kept; the other is shown both texts."""
    draft = fresh_draft(story)
    who = story.people
    answers = run_in_threads(
        [
            saving(draft, "b-1", f"Mine {number}.", who.officer),
            saving(draft, "b-1", f"Theirs {number}.", who.second_officer),
        ]
    )
    kept = one_winner(answers).document.get("b-1", "text")
    refused = next(a for a in answers if isinstance(a, EditConflict))
    assert refused.theirs.get("b-1", "text") == kept
    assert refused.mine.get("b-1", "text") != kept


def fresh_draft(story):
    change = Change.objects.filter(status="writing").first()
    if change is None:
        change = makers.written_change(story)
    return Draft.objects.get(pk=change.draft_id)


def confirmations_at_once(story, number):
    """Of one entry: the office is filled once."""
    who = story.people
    office = actions.record_office(
        slug=f"office-{number}",
        name=f"Office {number}",
        holder_kind="officer",
        by=who.clerk,
    )
    entry = actions.enter_appointment(
        office, who.second_officer, starts_on=ON.date(), by=who.clerk
    )
    confirm = partial(actions.confirm_appointment, entry, by=who.second_clerk)
    one_winner(run_in_threads([confirm] * 2))
    assert Appointment.objects.filter(office=office).count() == 1


def offices_of_one_name_at_once(story, number):
    told = {
        "slug": f"twin-{number}",
        "name": f"Twin {number}",
        "holder_kind": "officer",
    }
    recorded = partial(actions.record_office, by=story.people.clerk, **told)
    one_winner(run_in_threads([recorded] * 2))


def statements_of_one_round_at_once(story, number):
    told = {**makers.GUIDELINES, "round": f"twin-{number}"}
    opened = partial(
        statement_actions.open_statement,
        statement_actions.load_guidelines(told),
        council="A council",
        by=story.people.officer,
    )
    one_winner(run_in_threads([opened] * 2))


def changes_begun_at_once(story, number):
    """Each has its own number."""
    begin = partial(
        actions.start_change,
        story.statement,
        title="One of many",
        by=story.people.officer,
    )
    answers = run_in_threads([begin] * 3)
    nobody_failed(answers)
    assert len({change.number for change in answers}) == 3
    for change in answers:
        actions.withdraw_change(change, by=story.people.officer)


def records_published_at_once(story, number):
    """Each has its own number, and a decision only one record."""
    for n in range(2):
        makers.applied_change(story, text=f"A contact centre {number}.{n} opens.")
    first, second = DelegatedDecision.objects.order_by("-pk")[:2]
    publish = partial(makers.published_record, story)
    twice, other = partial(publish, first), partial(publish, second)
    answers = run_in_threads([twice, twice, other])
    one_winner(answers[:2])
    nobody_failed(answers[2:])
    made = DecisionRecord.objects.filter(delegated__in=[first, second])
    assert len(set(made.values_list("number", flat=True))) == made.count() == 2


def signature_against_withdrawal(story, number):
    """The other's signature is there when the last one is given, or it is not."""
    who = story.people
    text = f"A contact centre {number} opens."
    change = makers.half_signed_change(story, text=text)
    last = partial(both_sign(story, change)[1], seen=change.latest_round.digest)
    withdraw = partial(
        actions.withdraw_signature,
        change,
        office=story.director_office,
        reason="Too quick.",
        by=who.director,
    )
    one_winner(run_in_threads([last, withdraw]))
    change = Change.objects.get(pk=change.pk)
    in_text = story.fresh().current.document.get("b-2", "text") == text
    assert in_text == (change.status == "applied")
    if not in_text:
        assert change.latest_round.number == 2
        actions.recall_change(change, by=who.officer)
        actions.withdraw_change(change, by=who.officer)


def signature_against_the_end_of_an_appointment(story, number):
    """Who signs holds the office then; who no longer holds it does not sign."""
    who = story.people
    today = ON.date() + timedelta(days=number + 1)
    with clock.told(ON + timedelta(days=number + 1)):
        text = f"A contact centre {number} opens."
        change = makers.half_signed_change(story, text=text)
        office = story.portfolio_office
        appointment = Appointment.objects.on(today).get(office=office)
        end = partial(
            actions.end_appointment,
            appointment,
            ends_on=today - timedelta(days=1),
            reason="Left.",
            by=who.clerk,
        )
        won = one_winner(run_in_threads([both_sign(story, change)[1], end]))
        applied = Change.objects.get(pk=change.pk).status == "applied"
        assert applied == isinstance(won, SignOff)
        if not applied:
            makers.appoint(story, office, who.portfolio_holder, today)
            makers.sign_as_portfolio_holder(story, change)


def signature_against_renewal(story, number):
    """What the text has left behind is asked anew, and not signed as it was."""
    who = story.people
    change = makers.half_signed_change(story, text=f"A contact centre {number} opens.")
    other = f"A call centre {number} opens."
    makers.applied_change(story, text=other)
    last = partial(both_sign(story, change)[1], seen=change.latest_round.digest)
    renew = partial(actions.renew_change, change, by=who.officer)
    won = one_winner(run_in_threads([last, renew]))
    assert isinstance(won, SigningRound)
    assert not won.signoffs.exists()
    assert story.fresh().current.document.get("b-2", "text") == other
    actions.recall_change(change, by=who.officer)
    actions.withdraw_change(change, by=who.officer)


RACES = [
    signature_against_withdrawal,
    signature_against_the_end_of_an_appointment,
    signature_against_renewal,
    both_offices_at_once,
    one_office_twice_at_once,
    last_signature_twice_at_once,
    signature_against_recall_and_save,
    two_proposals_at_once,
    two_askings_at_once,
    two_clearings_at_once,
    final_approval_against_a_change,
    saves_of_two_blocks,
    saves_of_one_block,
    confirmations_at_once,
    offices_of_one_name_at_once,
    statements_of_one_round_at_once,
    changes_begun_at_once,
    records_published_at_once,
]


def run(race, rounds):
    story = makers.delegated_statement()
    with clock.told(ON):
        for number in rounds:
            race(story, number)
    assert Event.objects.count() == Event.objects.last().position
    holds(story)


def in_batches(race, rounds):
    """So many rounds on a copy of their own: a race asks nothing of those before it,
    and a statement that was decided on 500 times would only be slow to read."""
    for first in range(0, rounds, BATCH):
        with copied():
            race(range(first, min(first + BATCH, rounds)))


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__)
def test_a_race_has_one_outcome(race, copied_database):
    run(race, range(QUICK))


# The races that would cost a word its authority are run the longest.
ROUNDS = {
    both_offices_at_once: LONG,
    one_office_twice_at_once: LONG,
    signature_against_recall_and_save: LONG,
    signature_against_withdrawal: LONGEST,
    signature_against_the_end_of_an_appointment: LONGEST,
    signature_against_renewal: LONGEST,
}


@pytest.mark.soak
@pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__)
def test_a_long_race_has_one_outcome(race, copied_database):
    in_batches(partial(run, race), ROUNDS.get(race, REST))


def submitted_at_once(rounds):
    """Cleared by decision each round, so that only the submissions race."""
    story = makers.cleared_statement()
    who = story.people
    with clock.told(makers.at("2004-12-16", "15:00")):
        meeting = actions.record_meeting(
            story.body, held_on=date(2004, 12, 16), by=who.clerk
        )
        for number in rounds:
            submit = partial(
                actions.submit,
                story.fresh(),
                reference=f"ESD-{number}",
                sent_at=clock.now(),
                by=who.clerk,
            )
            one_winner(run_in_threads([submit] * 2))
            sent = story.statement.submissions.filter(reference=f"ESD-{number}")
            assert sent.count() == 1
            _cleared_again(story, meeting)
    holds(story)


def _cleared_again(story, meeting):
    """Reopened, put to the same day's meeting and approved outright."""
    who, statement = story.people, story.fresh()
    actions.reopen(statement, reason="Again.", by=who.clerk)
    story.report = actions.open_report(
        statement, meeting, makers.report_document(), by=who.officer
    )
    actions.report(statement, report=story.report, by=who.clerk)
    taken = makers.taken(story, delegation=None, approves_text=True)
    actions.decide(statement, taken, by=who.clerk)
    actions.clear(statement, by=who.clerk)


def test_two_submissions_at_once(copied_database):
    submitted_at_once(range(QUICK))


@pytest.mark.soak
def test_two_submissions_at_once_again_and_again(copied_database):
    in_batches(submitted_at_once, LONGEST)


def published_once():
    story = makers.submitted_statement()
    with clock.told(makers.at("2004-12-16")):
        publish = partial(actions.publish, story.statement, by=story.people.clerk)
        one_winner(run_in_threads([publish] * 2))
    assert FinalCopy.objects.count() == 1
    holds(story)


def test_two_publish_at_once(copied_database):
    published_once()


@pytest.mark.soak
def test_two_publish_at_once_again_and_again(copied_database):
    in_batches(published_again, LONG)


def test_two_publish_at_once_after_a_reopening(copied_database):
    published_again(range(QUICK))


def published_again(rounds):
    """Reopened, put to the same day's meeting, approved outright, sent again."""
    story = makers.published_statement()
    who = story.people
    with clock.told(makers.at("2004-12-16", "15:00")):
        meeting = actions.record_meeting(
            story.body, held_on=date(2004, 12, 16), by=who.clerk
        )
        for number in rounds:
            _cleared_again(story, meeting)
            statement = story.fresh()
            sent = {"reference": f"ESD-{number}", "sent_at": clock.now()}
            actions.submit(statement, by=who.clerk, **sent)
            publish = partial(actions.publish, statement, by=who.clerk)
            one_winner(run_in_threads([publish] * 2))
    published = Event.objects.filter(verb="statement.published")
    assert published.count() == 1 + len(rounds)
    assert FinalCopy.objects.count() == 1
    holds(story)


def test_papers_are_saved_and_tabled_at_once(copied_database):
    """A save is in what was tabled, or it came too late and says so."""
    story = makers.drafted_with_report()
    who = story.people
    with clock.told(makers.at("2004-12-03")):
        draft = story.statement.open_draft
        answers = run_in_threads(
            [
                partial(
                    statement_actions.save_draft,
                    draft,
                    draft.document.with_values(
                        {("b-1", "text"): "Saved at the last moment."}
                    ),
                    seen=draft.digest,
                    place="b-1",
                    by=who.officer,
                ),
                partial(
                    actions.report, story.statement, report=story.report, by=who.clerk
                ),
            ]
        )
    saved, tabling = answers
    assert not isinstance(tabling, Exception), tabling
    text = tabling.appendix.document.get("b-1", "text")
    in_time = text == "Saved at the last moment."
    assert in_time == (not isinstance(saved, Exception)), answers
    assert in_time or isinstance(saved, DomainError)
    assert {title: found for title, found in verify() if found} == {}
