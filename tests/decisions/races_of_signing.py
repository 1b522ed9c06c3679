"""Two people at once propose, sign, take back, approve and clear."""

from datetime import timedelta
from functools import partial

from decisions import actions
from decisions.models import Appointment, Change, Clearance, SigningRound, SignOff
from iegtracker import clock
from iegtracker.errors import DomainError
from statements import actions as statement_actions
from statements.models import Draft, Version
from tests import makers
from tests.databases import run_in_threads
from tests.decisions.racing import ON, nobody_failed, one_winner


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
]
