"""A story in which each thing to be known is one word, told until any state."""

from dataclasses import replace
from datetime import date

from django.http import HttpResponse
from django.test import Client

from decisions import actions as authority_actions
from decisions.models import DecisionCorrection, DelegatedDecision
from decisions.states import CallIn, CallInEnd, Endorsing, Outcome
from iegtracker import clock
from iegtracker.people.roles import Role
from statements import actions
from statements.document import Document
from tests import makers, minute_book, pages
from tests.retelling import told_once

STATES = ("drafting", "reported", "decided", "cleared", "published", "reopened")
# The words that stand for what there is to know.
WORDS = {
    "a word of the draft, struck out again": "Wicken",
    "the statement's text": "Cottenham",
    "the report": "Fulbourn",
    "exempt words of the report that members may read": "Oakington",
    "exempt words of the report that members may not read": "Papworth",
    "why they are exempt, where members may read them": "Harston",
    "why they are exempt, where members may not": "Foxton",
    "an exempt recommendation": "Swavesey",
    "an item of the agenda": "Grantchester",
    "what was resolved": "Histon",
    "what was resolved on an exempt recommendation": "Teversham",
    "its wording as corrected": "Fowlmere",
    "the conditions of what it delegated": "Caxton",
    "why it was resolved so, and what else was thought of": "Elsworth",
    "an amendment that was resolved with it": "Toft",
    "why call-in of it was thought not to apply": "Eltisley",
    "on which grounds it was called in, and what came of that": "Kneesworth",
    "what another body resolved because of it": "Babraham",
    "why an urgent power was given": "Meldreth",
    "exempt papers in the background": "Bassingbourn",
    "words marked as exempt later, and written anew": "Hauxton",
    "exempt words since taken out, that members may read": "Girton",
    "exempt words since taken out, that members may not read": "Landbeach",
    "who attended": "Orwell",
    "the draft minutes": "Impington",
    "a record that was published": "Duxford",
    "a change being written": "Linton",
    "a change withdrawn before it was proposed": "Linton",
    "a change proposed": "Melbourn",
    "a change declined, and why": "Sawston",
    "a change agreed": "Waterbeach",
    "a signed form, as scanned": "Stapleford",
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


def _exempt(paragraph, text, kind="block"):
    reason = {"8": "It names Harston.", "9": "It names Foxton."}[paragraph]
    mark = {"paragraph": paragraph, "reason": reason}
    return {"kind": kind, "text": text, "exempt": mark}


def _with_exempt(report):
    """Two paragraphs and a recommendation: members may read paragraph 8 only."""
    return report.with_values(
        {
            (uid, name): value
            for uid, fields in {
                "p-8": _exempt("8", "Of Oakington."),
                "p-9": _exempt("9", "Of Papworth."),
                "r-b": _exempt("9", "delegates Swavesey.", "recommendation"),
                "s-purpose": {"order": ["p-1", "p-8", "p-9"]},
                "s-papers": {
                    "kind": "section",
                    "key": "background_papers",
                    "title": "Background papers",
                    "layout": "entries",
                    "numbered": False,
                    "order": ["e-1"],
                },
                "e-1": _exempt("9", "The tender of Bassingbourn.", "entry"),
                "root": {"order": ["s-purpose", "s-recommendations", "s-papers"]},
            }.items()
            for name, value in fields.items()
        }
    )


def _drafting():
    small = makers.statement_document()
    tree = {
        uid: {name: small.thawed(uid, name) for name in fields}
        for uid, fields in small.elements.items()
    }
    for n in (3, 4, 5, 8, 9):
        tree[f"b-{n}"] = {"kind": "block", "text": f"Paragraph {n}."}
    tree["b-6"] = _exempt("8", "The kiosk at Girton.")
    tree["b-7"] = _exempt("9", "The kiosk at Landbeach.")
    tree["s-local"]["order"] = [f"b-{n}" for n in range(1, 10)]
    tree["b-1"]["text"] = "A kiosk opens in Cottenham."
    tree["b-9"]["text"] = "Hauxton pays for it."
    story = makers.prepared_statement(Document.from_tree(tree))
    who = story.people
    who.spare = makers.user("spare-delegate", Role.DELEGATE)
    with clock.told(makers.at("2004-11-03")):
        _written(story, "b-2", "A kiosk opens in Wicken.")
        _written(story, "b-2", "A kiosk opens somewhere.")
        draft = story.report.open_draft
        actions.save_draft(
            draft,
            _with_exempt(
                draft.document.with_values({("p-1", "text"): "To note Fulbourn."})
            ),
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
        makers.stood_in(story, deputy, why="Of Meldreth.")
        office = authority_actions.record_office(
            slug="leader", name="Leader", holder_kind="member", by=who.clerk
        )
        authority_actions.enter_appointment(
            office, who.member, starts_on=clock.today(), by=who.second_clerk
        )
        pages.open_calendar(story)
        minute_book.agenda(story, title="Kiosks in Grantchester")
    story.fresh()
    return story


def _reported(story):
    with clock.told(makers.at("2004-12-01")):
        authority_actions.report(
            story.statement, report=story.report, by=story.people.clerk
        )
        minute_book.published_papers(story)


def _resolved(story, council):
    """(a) in public; (b), which delegates, with everything that can be said of it."""
    amended = makers.written_change(story, text="A kiosk for Toft.", block="b-8")
    given = makers.joint(story, conditions="Not before Caxton agrees.")
    noted, agreed = makers.taken(story, delegation=given)
    return [
        replace(noted, wording="NOTED at Histon."),
        replace(
            agreed,
            outcome=Outcome.AMENDED,
            amended_by=amended,
            wording="AGREED at Teversham.",
            reasons="As Elsworth said.",
            alternatives="Elsworth alone.",
            call_in=CallIn.DOES_NOT,
            call_in_reason="Eltisley cannot wait.",
            endorsement=Endorsing.WANTED,
            endorsing_body=council.body,
        ),
    ]


def _decided(story):
    second = story.people.second_clerk
    with clock.told(makers.at("2004-12-09", "11:00")):
        council = minute_book.council(story, date(2004, 12, 10))
        taken = _resolved(story, council)
        authority_actions.decide(story.statement, taken, by=story.people.clerk)
        minute_book.attended(story, name="The parish clerk of Orwell")
        minute_book.cited(story)
        minute_book.corrected(story, wording="AGREED, at Fowlmere.", by=second)
        row = makers.decision_on(story)
        contact, applies = "The clerk, at Duxford.", makers.applies()
        makers.published_record(story, row, contact=contact, call_in=applies)
        makers.called_in(story, row, grounds="Kneesworth was not heard.")
        story.fresh()
    with clock.told(makers.at("2004-12-10")):
        told = "Kneesworth was heard."
        makers.call_in_ended(story, row, CallInEnd.RELEASED, reasons=told)
        told = {"wording": "ENDORSED for Babraham.", "reasons": "As Babraham asked."}
        resolved = minute_book.endorsed(story, meeting=council, **told)
        makers.published_record(story, resolved, executive=False)
        mark = {"paragraph": "9", "reason": "It names Foxton."}
        _signed(story, "One more is exempt", {("b-9", "exempt"): mark})
        makers.published_record(story, DelegatedDecision.objects.get())
        declined = makers.proposed_change(story, text="Sawston.", block="b-3")
        makers.answer(story, declined, "decline_change")
        makers.applied_change(story, text="Waterbeach.", block="b-4")
        makers.written_change(story, text="Linton.", block="b-2")
        proposed = makers.proposed_change(story, text="Melbourn.", block="b-5")
        scan = makers.SCAN + b" of Stapleford"
        makers.on_paper(story, proposed, scan=scan, by=story.people.second_clerk)


def _cleared(story):
    """What was open is withdrawn, and declined; what is exempt is taken out; there are
    minutes by now."""
    who = story.people
    with clock.told(makers.at("2004-12-11")):
        minute_book.minuted(story, text="Kiosks were agreed in Impington.")
        correction = DecisionCorrection.objects.get()
        minute_book.found_to_stand(story, correction, by=who.clerk)
        writing, proposed = story.statement.changes.open().order_by("number")
        authority_actions.withdraw_change(writing, by=who.officer)
        makers.answer(story, proposed, "decline_change")
        story.fresh()
        left = story.statement.current.document.children("s-local")
        left = [uid for uid in left if uid not in ("b-6", "b-7")]
        values = {
            ("s-local", "order"): left,
            ("b-9", "kind"): "block",
            ("b-9", "text"): "It is paid for.",
        }
        _signed(story, "Two paragraphs less", values, without={"b-6", "b-7", "b-9"})
        makers.finally_approved(story)
        authority_actions.clear(story.statement, by=who.clerk)


def _signed(story, title, values, without=()):
    """A change of these values, written, proposed and signed by both."""
    change = authority_actions.start_change(
        story.statement, title=title, by=story.people.officer
    )
    draft = change.draft
    actions.save_draft(
        draft,
        draft.document.without(set(without)).with_values(values),
        seen=draft.digest,
        place="section 1, Local context",
        by=story.people.officer,
    )
    authority_actions.propose_change(
        change, reason="The final text goes to all.", by=story.people.officer
    )
    change.refresh_from_db()
    makers.sign_as_director(story, change)
    makers.sign_as_portfolio_holder(story, change)
    story.fresh()


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
        makers.explained(story, makers.read_back(story, ("Cottenham", "Cambourne")))
        authority_actions.publish(story.statement, by=who.clerk)
        story.fresh()
        makers.distributed(story)


def _reopened(story):
    with clock.told(makers.at("2004-12-17")):
        authority_actions.reopen(
            story.statement, reason="A slip.", by=story.people.clerk
        )


_STEPS = (None, _reported, _decided, _cleared, _published, _reopened)


@told_once
def told_until(state):
    place = STATES.index(state)
    if place == 0:
        return _drafting()
    story = told_until(STATES[place - 1])
    _STEPS[place](story)
    story.fresh()
    return story


class Reader(Client):
    """A browser that keeps what it was shown: no page is asked for twice."""

    def __init__(self, person=None):
        super().__init__()
        self.shown = {}
        if person:
            self.force_login(person)

    def get(self, address):
        if address not in self.shown:
            answer = super().get(address)
            # Without its context, which holds a page's whole story.
            self.shown[address] = HttpResponse(
                answer.getvalue(), status=answer.status_code, headers=answer.headers
            )
        return self.shown[address]


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
    return {letter: Reader(person) for letter, person in {"P": None, **people}.items()}
