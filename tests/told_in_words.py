"""A story in which each thing to be known is one word, told until any state."""

from dataclasses import replace

from django.test import Client

from decisions import actions as authority_actions
from iegtracker import clock
from iegtracker.people.roles import Role
from statements import actions
from statements.document import Document
from tests import makers

STATES = ("drafting", "reported", "decided", "cleared", "published", "reopened")
# The words that stand for what there is to know.
WORDS = {
    "a word of the draft, struck out again": "Wicken",
    "the statement's text": "Cottenham",
    "the report": "Fulbourn",
    "what was resolved": "Histon",
    "a change being written": "Linton",
    "a change withdrawn before it was proposed": "Linton",
    "a change proposed": "Melbourn",
    "a change declined, and why": "Sawston",
    "a change agreed": "Waterbeach",
    "an account's email address": "second-officer@example.invalid",
}


def _written(story, block, text):
    draft = story.statement.open_draft
    actions.save_draft(
        draft,
        draft.document.with_values({(block, "text"): text}),
        seen=draft.digest,
        place="section 1, Local context",
        by=story.people.officer,
    )


def _drafting():
    small = makers.statement_document()
    tree = {
        uid: {name: small.thawed(uid, name) for name in fields}
        for uid, fields in small.elements.items()
    }
    for n in (3, 4, 5):
        tree[f"b-{n}"] = {"kind": "block", "text": f"Paragraph {n}."}
    tree["s-local"]["order"] = [f"b-{n}" for n in range(1, 6)]
    tree["b-1"]["text"] = "A kiosk opens in Cottenham."
    story = makers.prepared_statement(Document.from_tree(tree))
    who = story.people
    who.spare = makers.user("spare-delegate", Role.DELEGATE)
    with clock.told(makers.at("2004-11-03")):
        _written(story, "b-2", "A kiosk opens in Wicken.")
        _written(story, "b-2", "A kiosk opens somewhere.")
        draft = story.report.open_draft
        actions.save_draft(
            draft,
            draft.document.with_values({("p-1", "text"): "To note Fulbourn."}),
            seen=draft.digest,
            place="section 1, Purpose",
            by=who.officer,
        )
        grant = actions.record_grant(
            year="2004",
            source="ODPM",
            capital=True,
            awarded_pence=100,
            by=who.officer,
        )
        actions.record_receipt(
            grant,
            pence=100,
            received_on=clock.today(),
            reference="BACS-1",
            by=who.officer,
        )
        deputy = authority_actions.record_office(
            slug="deputy", name="Deputy", holder_kind="officer", by=who.clerk
        )
        makers.appoint(story, deputy, who.second_officer)
        makers.stood_in(story, deputy)
        office = authority_actions.record_office(
            slug="leader", name="Leader", holder_kind="member", by=who.clerk
        )
        authority_actions.enter_appointment(
            office, who.member, starts_on=clock.today(), by=who.second_clerk
        )
    story.fresh()
    return story


def _reported(story):
    with clock.told(makers.at("2004-12-01")):
        authority_actions.report(
            story.statement, report=story.report, by=story.people.clerk
        )


def _decided(story):
    taken = makers.taken(story, delegation=makers.joint(story))
    taken[1] = replace(taken[1], wording="AGREED at Histon.")
    with clock.told(makers.at("2004-12-09", "11:00")):
        authority_actions.decide(story.statement, taken, by=story.people.clerk)
    with clock.told(makers.at("2004-12-10")):
        declined = makers.proposed_change(story, text="Sawston.", block="b-3")
        makers.answer(story, declined, "decline_change")
        makers.applied_change(story, text="Waterbeach.", block="b-4")
        makers.written_change(story, text="Linton.", block="b-2")
        makers.proposed_change(story, text="Melbourn.", block="b-5")


def _cleared(story):
    """What was open is withdrawn, and declined."""
    who = story.people
    with clock.told(makers.at("2004-12-11")):
        writing, proposed = story.statement.changes.open().order_by("number")
        authority_actions.withdraw_change(writing, by=who.officer)
        makers.answer(story, proposed, "decline_change")
        story.fresh()
        makers.finally_approved(story)
        authority_actions.clear(story.statement, by=who.clerk)


def _published(story):
    who = story.people
    with clock.told(makers.at("2004-12-15")):
        authority_actions.submit(
            story.statement,
            reference="ESD-1",
            sent_at=makers.at("2004-12-14"),
            by=who.clerk,
        )
    story.fresh()
    with clock.told(makers.at("2004-12-16")):
        authority_actions.publish(story.statement, by=who.clerk)


def _reopened(story):
    with clock.told(makers.at("2004-12-17")):
        authority_actions.reopen(
            story.statement, reason="A slip.", by=story.people.clerk
        )


_STEPS = (_reported, _decided, _cleared, _published, _reopened)


def told_until(state):
    story = _drafting()
    for step in _STEPS[: STATES.index(state)]:
        step(story)
        story.fresh()
    return story


def readers(story):
    """A browser for each letter."""
    who = story.people
    people = {
        "O": who.officer,
        "D": who.director,
        "d": who.spare,
        "C": who.clerk,
        "M": who.member,
        "A": who.auditor,
        "S": who.administrator,
    }
    found = {"P": Client()}
    for letter, person in people.items():
        found[letter] = Client()
        found[letter].force_login(person)
    return found
