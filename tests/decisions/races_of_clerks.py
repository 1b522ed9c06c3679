"""Two clerks at once record, confirm, dismiss and publish."""

from functools import partial

from decisions import actions
from decisions.actions.dismissing import dismissal_refusal
from decisions.models import (
    Appointment,
    DecisionRecord,
    DelegatedDecision,
    Dismissal,
)
from tests import makers
from tests.databases import run_in_threads
from tests.decisions.racing import ON, nobody_failed, one_winner


def appointment_entered(story, number):
    who = story.people
    office = actions.record_office(
        slug=f"office-{number}",
        name=f"Office {number}",
        holder_kind="officer",
        by=who.clerk,
    )
    return actions.enter_appointment(
        office, who.second_officer, starts_on=ON.date(), by=who.clerk
    )


def confirmations_at_once(story, number):
    """Of one entry: the office is filled once."""
    entry = appointment_entered(story, number)
    confirm = partial(actions.confirm_appointment, entry, by=story.people.second_clerk)
    one_winner(run_in_threads([confirm] * 2))
    assert Appointment.objects.filter(office=entry.office).count() == 1


def confirmed_or_dismissed(story, entry, confirm, counts):
    """Either it counts or it was dismissed; what it became when it counts."""
    who = story.people
    # Two clerks read it on two pages, when both might still do either.
    mine, theirs = (type(entry).objects.get(pk=entry.pk) for _ in range(2))
    assert dismissal_refusal(mine, who.clerk) is None
    won = one_winner(
        run_in_threads(
            [
                partial(actions.dismiss_entry, mine, reason="A slip.", by=who.clerk),
                partial(confirm, theirs, by=who.second_clerk),
            ]
        )
    )
    entry.refresh_from_db()
    was_dismissed = isinstance(won, Dismissal)
    assert hasattr(entry, "dismissal") == was_dismissed
    assert hasattr(entry, counts) != was_dismissed
    return None if was_dismissed else won


def dismissal_against_confirmation_of_an_appointment(story, number):
    entry = appointment_entered(story, number)
    confirm = actions.confirm_appointment
    won = confirmed_or_dismissed(story, entry, confirm, "appointment")
    held = Appointment.objects.on(ON.date()).filter(office=entry.office)
    assert held.exists() == bool(won)


def dismissal_against_confirmation_of_an_urgent_power(story, number):
    clerk = story.people.clerk
    entry = makers.urgency(story, story.director_office, by=clerk)
    confirm = actions.confirm_urgency
    if won := confirmed_or_dismissed(story, entry, confirm, "delegation"):
        actions.end_delegation(won, reason="The next one.", by=clerk)


def dismissal_against_confirmation_of_a_signature_on_paper(story, number):
    change = makers.proposed_change(story, text=f"A contact centre {number} opens.")
    entry = makers.on_paper(story, change)
    confirm = actions.confirm_paper_signature
    won = confirmed_or_dismissed(story, entry, confirm, "signoff")
    assert change.latest_round.signoffs.exists() == bool(won)
    actions.recall_change(change, by=story.people.officer)
    actions.withdraw_change(change, by=story.people.officer)


def offices_of_one_name_at_once(story, number):
    told = {
        "slug": f"twin-{number}",
        "name": f"Twin {number}",
        "holder_kind": "officer",
    }
    recorded = partial(actions.record_office, by=story.people.clerk, **told)
    one_winner(run_in_threads([recorded] * 2))


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


RACES = [
    dismissal_against_confirmation_of_an_appointment,
    dismissal_against_confirmation_of_an_urgent_power,
    dismissal_against_confirmation_of_a_signature_on_paper,
    confirmations_at_once,
    offices_of_one_name_at_once,
    records_published_at_once,
]
