"""A council's wording as data, and the program told it: tabled, and then decided."""

from dataclasses import dataclass
from datetime import date

from decisions import actions
from decisions.actions import DecisionTaken, DelegationGiven
from decisions.coverage import coverage
from decisions.gate import obstacles
from decisions.models import Body, Change
from decisions.states import CallIn, Endorsing, Outcome, Part
from decisions.transitions import CLEAR
from iegtracker import clock
from iegtracker.ledger.verification import verify
from iegtracker.people.models import User
from statements import actions as statement_actions
from statements.models import FinalCopy
from tests import makers


@dataclass(frozen=True)
class Post:
    """An office, and which account of `makers.people` holds it."""

    name: str
    kind: str
    holder: str


@dataclass(frozen=True)
class Given:
    """A delegation: who decides and who is consulted, by the keys of the offices."""

    mode: str
    scope: str
    decides: tuple[str, ...]
    consulted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Resolved:
    """One recommendation, and what the body made of it."""

    wording: str
    gives: tuple[Given, ...] = ()
    outcome: str = Outcome.AGREED
    approves_text: bool = False
    endorsement: str = Endorsing.NOT_CALLED_FOR


@dataclass(frozen=True)
class Wording:
    council: str
    body: str
    round: str
    reported: str
    decided: str
    due: str
    posts: dict[str, Post]
    resolved: tuple[Resolved, ...]
    call_in: str = CallIn.NOT_KNOWN


class Told:
    """A wording in the program: put to the meeting, and decided as it was resolved."""

    def __init__(self, wording: Wording):
        self.wording, self.people = wording, makers.people()
        who = self.people
        with clock.told(makers.at(wording.reported)):
            self._draft()
            self.offices = {key: self._post(p) for key, p in wording.posts.items()}
            body = self._body(wording.body)
            self.meeting = actions.record_meeting(
                body, held_on=date.fromisoformat(wording.decided), by=who.clerk
            )
            self.report = actions.open_report(
                self.statement, self.meeting, self._recommending(), by=who.officer
            )
            actions.report(self.statement, report=self.report, by=who.clerk)
        with clock.told(makers.at(wording.decided, "11:00")):
            actions.decide(self.statement, self._taken(), by=who.clerk)

    def _draft(self):
        told, officer = self.wording, self.people.officer
        guidelines = statement_actions.load_guidelines(
            {
                **makers.GUIDELINES,
                "round": told.round,
                "title": f"Guidelines for {told.round}",
                "statement_title": f"IEG Statement {told.round}",
                "deadline": told.due,
            }
        )
        self.statement = statement_actions.open_statement(
            guidelines, council=told.council, by=officer
        )
        draft = self.statement.open_draft
        root = {
            "title": f"IEG Statement {told.round}",
            "council": told.council,
            "round": told.round,
            "deadline": told.due,
        }
        statement_actions.save_draft(
            draft,
            makers.statement_document(**root),
            seen=draft.digest,
            place="the whole statement",
            by=officer,
        )

    def _post(self, post):
        who = self.people
        office = actions.record_office(
            slug=post.name.lower().replace(" ", "-"),
            name=post.name,
            holder_kind=post.kind,
            by=who.clerk,
        )
        entry = actions.enter_appointment(
            office, getattr(who, post.holder), starts_on=clock.today(), by=who.clerk
        )
        actions.confirm_appointment(entry, by=who.second_clerk)
        return office

    def _body(self, name):
        found = Body.objects.filter(name=name).first()
        return found or actions.record_body(
            slug=name.lower(), name=name, by=self.people.clerk
        )

    def _recommending(self):
        told = self.wording
        document = makers.report_document().without({"r-a", "r-b"})
        letters = [f"r-{n}" for n, _ in enumerate(told.resolved)]
        texts = {
            (uid, name): value
            for uid, one in zip(letters, told.resolved, strict=True)
            for name, value in (("kind", "recommendation"), ("text", one.wording))
        }
        return document.with_values(
            {
                ("root", "council"): told.council,
                ("root", "to"): told.body,
                ("root", "date"): told.decided,
                ("s-recommendations", "order"): ["p-2", *letters],
                **texts,
            }
        )

    def _taken(self):
        tabling = self.report.tablings.get()
        council = None
        if any(r.endorsement == Endorsing.WANTED for r in self.wording.resolved):
            council = self._body("Council")
        return [
            DecisionTaken(
                recommendation=recommendation,
                outcome=one.outcome,
                wording=one.wording,
                reasons="As in the report.",
                alternatives="Not to submit.",
                interests="None",
                call_in=self.wording.call_in,
                approves_text=one.approves_text,
                endorsement=one.endorsement,
                endorsing_body=council if one.endorsement == Endorsing.WANTED else None,
                delegations=[self._given(given) for given in one.gives],
            )
            for recommendation, one in zip(
                tabling.recommendations.all(), self.wording.resolved, strict=True
            )
        ]

    def _given(self, given):
        deciding = [(self.offices[key], Part.DECIDES) for key in given.decides]
        consulted = [(self.offices[key], Part.CONSULTED) for key in given.consulted]
        return DelegationGiven(given.mode, given.scope, [*deciding, *consulted])

    def fresh(self):
        self.statement = type(self.statement).objects.get(pk=self.statement.pk)
        return self.statement

    def gate(self, step=CLEAR, kind=""):
        found = obstacles(self.fresh(), step)
        return [o for o in found if kind in ("", o.kind)]

    def proposed(self, text, *, by: User | None = None, block="b-2"):
        """A change of the second paragraph by an officer, put to whoever decides."""
        change = self.written(text, by=by, block=block)
        actions.propose_change(change, reason="Known now.", by=self.people.officer)
        return Change.objects.get(pk=change.pk)

    def written(self, text, *, by: User | None = None, block="b-2"):
        by = by or self.people.officer
        change = actions.start_change(self.statement, title="A change", by=by)
        draft = change.draft
        statement_actions.save_draft(
            draft,
            draft.document.with_values({(block, "text"): text}),
            seen=draft.digest,
            place="section 1",
            by=by,
        )
        return Change.objects.get(pk=change.pk)

    def sign(self, key, change, **changed):
        change = Change.objects.get(pk=change.pk)
        holder = self.wording.posts[key].holder
        return actions.sign_change(
            change,
            seen=change.latest_round.digest,
            office=self.offices[key],
            interests="None",
            by=getattr(self.people, holder),
            **changed,
        )

    def approved(self, *keys):
        """The final approval of the whole, signed in these offices."""
        officer = self.people.officer
        final = actions.ask_final_approval(self.fresh(), by=officer).change
        for key in keys:
            self.sign(key, final)
        return Change.objects.get(pk=final.pk)

    def sent(self, day, time):
        """Cleared already: submitted, and published the day after."""
        with clock.told(makers.at(day, time)):
            made = actions.submit(
                self.statement, reference="R-1", sent_at=clock.now(), by=self.clerk
            )
            actions.publish(self.statement, by=self.clerk)
        assert self.fresh().status == "published"
        assert FinalCopy.objects.get().version == made.version
        self.holds()
        return made

    @property
    def clerk(self):
        return self.people.clerk

    def words(self, block="b-2"):
        return self.fresh().current.document.get(block, "text")

    def holds(self):
        proof = coverage(self.fresh())
        assert proof.holds, proof.sentence
        assert {title: found for title, found in verify() if found} == {}
        return proof
