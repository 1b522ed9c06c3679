"""Random interleavings of everything that people may do to the text of a statement.

The model is as simple as the promise. The words of each block are those that the body
had or adopted, or those of a change that every office asked had signed: each by who
held it on that day, under a delegation that held then.
"""

from datetime import date, timedelta

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from decisions import actions
from decisions.coverage import coverage
from decisions.models import (
    Authority,
    Change,
    Delegation,
    PaperSignature,
    SignOff,
    Tabling,
)
from decisions.states import ChangeStatus, Mode, Outcome, Part
from iegtracker import clock
from iegtracker.errors import DomainError
from iegtracker.ledger.models import Event
from iegtracker.ledger.verification import verify
from statements import actions as statement_actions
from statements.document import compare
from statements.models import Draft
from tests import makers
from tests.retelling import told_once

WRITING, PROPOSED = ChangeStatus.WRITING, ChangeStatus.PROPOSED
BLOCKS = ("b-1", "b-2")
BLOCK = st.sampled_from(BLOCKS)
# Some of them are minor changes of others.
WORDS = st.sampled_from(
    ["One.", "The council serves.", "The Council serves", "3 texts"]
)
WHICH = st.integers(min_value=0, max_value=3)
# Whoever is consulted comes first.
BOTH = ("portfolio_office", "director_office")
OFFICES = st.sampled_from(BOTH)
# Who tries to sign; only some of them hold an office, and not always the same.
PEOPLE = st.sampled_from(["director", "portfolio_holder", "member", "second_officer"])
WRITERS = st.sampled_from(["officer", "director"])
ANSWERS = st.sampled_from(
    ["sign_change", "sign_changes", "return_change", "decline_change"]
)
FIT = {
    "renew": PROPOSED,
    "reverse": ChangeStatus.APPLIED,
    "recall": PROPOSED,
    "rebase": WRITING,
    "withdraw": WRITING,
}
STAFFING = ("away", "back", "leaves", "has left", "appointed")
MODES = st.sampled_from([Mode.JOINT, Mode.CONSULTATION, Mode.SOLE])
BEGAN = date(2004, 12, 10)
DAYS = 3


def given_by(story, mode, deputy, until):
    """The delegation of one mode; the deputy acts while the director is away."""
    consults = Part.DECIDES if mode == Mode.JOINT else Part.CONSULTED
    offices = [(story.director_office, Part.DECIDES)]
    if mode != Mode.SOLE:
        offices.append((story.portfolio_office, consults))
    return makers.joint(
        story,
        mode=mode,
        offices=offices,
        until=until,
        substitutes={story.director_office.pk: deputy},
    )


@told_once
def begun(mode):
    """Decided by Cabinet, and delegated for some days."""
    story = makers.reported_statement()
    with clock.told(makers.at("2004-12-09", "11:00")):
        deputy = actions.record_office(
            slug="deputy", name="Deputy", holder_kind="member", by=story.people.clerk
        )
        makers.appoint(story, deputy, story.people.member)
        until = BEGAN + timedelta(days=DAYS)
        given = given_by(story, mode, deputy, until)
        taken = makers.taken(story, delegation=given)
        actions.decide(story.statement, taken, by=story.people.clerk)
    story.fresh()
    story.deputy = deputy
    return story


class Interleaving(RuleBasedStateMachine):
    """Each rule is one person's step; whatever is refused must leave nothing."""

    @initialize(mode=MODES)
    def begin(self, mode):
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.clock, self.now = None, makers.at(BEGAN.isoformat())
        self.later(timedelta())
        self.mode, self.story = mode, begun(mode)
        self.who = self.story.people
        document = self.story.statement.current.document
        self.words = {block: document.get(block, "text") for block in BLOCKS}
        self.live = Delegation.objects.get()
        # Who holds each office, from which day and to which; and who is away.
        self.held = {
            "director_office": [self.who.director, BEGAN, None],
            "portfolio_office": [self.who.portfolio_holder, BEGAN, None],
        }
        self.away = set()
        self.settled = set()
        self.stored = makers.everything_stored()
        self.write("b-2", "A contact centre will open", "officer")

    def teardown(self):
        found = [str(b) for _, breaks in verify() for b in breaks]
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)
        self.clock.__exit__(None, None, None)
        assert found == []

    def later(self, time):
        if self.clock:
            self.clock.__exit__(None, None, None)
        self.now += time
        self.clock = clock.told(self.now)
        self.clock.__enter__()

    @property
    def day(self):
        return self.now.date()

    def step(self, call, *args, **told):
        """One step: done, and then in the ledger; or refused, and then nowhere."""
        before = self.stored
        self.later(timedelta(minutes=1))
        done = refused = None
        try:
            done = call(*args, **told)
        except DomainError as error:
            refused = str(error)
        if refused is not None:
            assert refused.endswith((".", "?"))
            assert makers.everything_stored() == before
            return None
        self.stored = makers.everything_stored()
        kept = len(before["ledger.Event"])
        assert self.stored["ledger.Event"][:kept] == before["ledger.Event"]
        assert Event.objects.get(position=kept).hash == before["head"]
        self.settle()
        return done

    def settle(self):
        """What has been agreed since is in the text, if everyone had signed it."""
        agreed = Authority.objects.filter(signing_round__isnull=False).select_related(
            "signing_round__change"
        )
        for row in agreed.exclude(pk__in=self.settled).order_by("version__number"):
            self.settled.add(row.pk)
            self.everyone_signed(row.signing_round)
            self.take_in(row.signing_round.difference)

    def everyone_signed(self, signing_round):
        said = {s.office: s for s in signing_round.signoffs.all()}
        deciding = {self.story.director_office}
        if self.mode == Mode.JOINT:
            deciding.add(self.story.portfolio_office)
        elif self.mode == Mode.CONSULTATION:
            assert said[self.story.portfolio_office].verdict in ("approved", "refused")
        assert all(said[office].verdict == "approved" for office in deciding)
        people = {said[office].person_id for office in deciding}
        assert len({s.person_id for s in said.values()}) == len(said)
        assert people - signing_round.author_keys

    def take_in(self, patch):
        for (uid, name), (_, after) in patch.changes.items():
            assert name == "text"
            self.words[uid] = after

    def acts(self, name):
        """Who may sign in an office today, by the model."""
        if name in self.away:
            return self.who.member if name == "director_office" else None
        person, first, last = self.held[name]
        over = last is not None and last < self.day
        return None if over or self.day < first else person

    def may_have_signed(self, signoff, name):
        """A signature was made: it had to be by who acted, while power lasted."""
        assert signoff.person == self.acts(name)
        assert self.live
        assert signoff.signing_round.delegation == self.live
        assert self.day <= self.live.until

    def change(self, which, *statuses):
        """One of the changes begun last: in one of these statuses, if any is."""
        changes = Change.objects.order_by("-number")
        found = list(changes.filter(status__in=statuses)[:4]) or list(changes[:4])
        return found[which % len(found)]

    @rule(
        block=BLOCK, words=WORDS, by=WRITERS, ask=st.sampled_from([True, True, False])
    )
    def write(self, block, words, by, ask=True):
        """A change is begun, and perhaps proposed."""
        if Change.objects.open().amendments().count() < 4:
            statement, officer = self.story.fresh(), self.who.officer
            told = {"title": "A change", "by": officer}
            change = self.step(actions.start_change, statement, **told)
            if change:
                self.save(change, block, words, by)
                if ask:
                    self.propose(change)

    @rule(which=WHICH, block=BLOCK, words=WORDS, by=WRITERS)
    def write_on(self, which, block, words, by):
        change = self.change(which, WRITING, PROPOSED)
        if change.status == PROPOSED:
            self.step(actions.recall_change, change, by=self.who.officer)
        if change.draft_id:
            self.save(change, block, words, by)
            self.propose(change)

    def save(self, change, block, words, by):
        draft = Draft.objects.get(pk=change.draft_id)
        self.step(
            statement_actions.save_draft,
            draft,
            draft.document.with_values({(block, "text"): words}),
            seen=draft.digest,
            place=block,
            by=getattr(self.who, by),
        )

    def propose(self, change):
        told = {"reason": "Known now.", "by": self.who.officer}
        made = self.step(actions.propose_change, change, **told)
        if made:
            assert made.delegation == self.live
            assert self.day <= self.live.until

    @rule(which=WHICH, action=st.sampled_from(sorted(FIT)))
    def officer(self, which, action):
        call = getattr(actions, f"{action}_change")
        made = self.step(call, self.change(which, FIT[action]), by=self.who.officer)
        if action == "reverse" and made:
            self.propose(made)

    @rule(block=BLOCK, words=WORDS, other=WORDS, reverse=st.booleans())
    def overtake(self, block, words, other, reverse):
        """Of two changes of the same words the later is agreed: what becomes of the
        first? Or what was agreed is taken back."""
        self.write(block, words, "officer")
        self.write(block, other, "officer")
        self.everyone_signs(0)
        self.officer(0, "reverse" if reverse else "renew")

    @rule(which=WHICH, office=OFFICES, several=st.booleans())
    def sign(self, which, office, several):
        """Whoever may sign does."""
        person = self.acts(office)
        if person and several:
            self.sign_several(office, person)
        elif person:
            self.answer("sign_change", self.change(which, PROPOSED), office, person)

    @rule(which=WHICH)
    def everyone_signs(self, which):
        """At random, hardly anything would be agreed."""
        change = self.change(which, PROPOSED)
        for office in BOTH:
            if person := self.acts(office):
                self.answer("sign_change", change, office, person)

    @rule(which=WHICH, office=OFFICES, person=PEOPLE, old=st.booleans(), action=ANSWERS)
    def say(self, which, office, person, old, action):
        """Anybody tries anything, also with what they read in an earlier round."""
        person, change = getattr(self.who, person), self.change(which, PROPOSED)
        first = change.rounds.order_by("number").first()
        told = {"seen": first.digest} if old and first else {}
        if action == "sign_changes":
            self.sign_several(office, person)
        else:
            self.answer(action, change, office, person, **told)

    def answer(self, action, change, office, person, **told):
        if change.latest_round:
            told |= {"office": getattr(self.story, office), "by": person}
            made = self.step(makers.answer, self.story, change, action, **told)
            if made:
                self.may_have_signed(made, office)

    def sign_several(self, office, person):
        waiting = Change.objects.filter(status=PROPOSED).order_by("number")
        told = {"office": getattr(self.story, office), "by": person}
        made = self.step(
            actions.sign_changes,
            [(change, change.latest_round.digest) for change in waiting],
            interests="None",
            **told,
        )
        for signoff in made or ():
            self.may_have_signed(signoff, office)

    @rule(which=WHICH, office=OFFICES, person=PEOPLE, material=st.booleans())
    def think_again(self, which, office, person, material):
        """A signature is taken back, or a change held to be material."""
        change, row = self.change(which, PROPOSED), getattr(self.story, office)
        latest, acts = change.latest_round, self.acts(office)
        told = {"office": row, "reason": "x", "by": acts or getattr(self.who, person)}
        if latest and material:
            self.step(actions.raise_change, change, seen=latest.digest, **told)
            return
        if acts:
            self.answer("sign_change", change, office, acts)
        signed = SignOff.objects.filter(signing_round=latest, office=row).first()
        told["by"] = signed.person if signed else told["by"]
        self.step(actions.withdraw_signature, change, **told)

    @rule(which=WHICH, office=OFFICES, confirm=st.booleans())
    def sign_on_paper(self, which, office, confirm):
        """One clerk enters it; another confirms it at once, or perhaps later."""
        told = {"office": getattr(self.story, office)}
        self.step(makers.on_paper, self.story, self.change(which, PROPOSED), **told)
        paper = PaperSignature.objects.last() if confirm else None
        if paper:
            by = self.who.second_clerk
            made = self.step(actions.confirm_paper_signature, paper, by=by)
            if made:
                of_director = paper.office == self.story.director_office
                named = "director_office" if of_director else "portfolio_office"
                self.may_have_signed(made, named)

    @rule(sign=st.booleans(), clear=st.booleans())
    def approve_finally(self, sign, clear):
        """The whole is put to be signed, and cleared; what is cleared is reopened."""
        statement, clerk = self.story.fresh(), self.who.clerk
        asked = self.step(actions.ask_final_approval, statement, by=self.who.officer)
        if asked and sign:
            self.everyone_signs(0)
        if clear and self.step(actions.clear, statement, by=clerk):
            self.step(actions.reopen, statement, reason="A slip.", by=clerk)

    @rule(office=OFFICES, person=PEOPLE, step=st.sampled_from(STAFFING))
    def offices_change(self, office, person, step):
        """Somebody is away, is back, leaves today or has left, or is appointed."""
        row, by = getattr(self.story, office), self.who.clerk
        if step == "away" and self.step(makers.away, self.story, row):
            self.away.add(office)
        elif step == "back":
            absence = row.absences.filter(end__isnull=True).last()
            if absence and self.step(actions.end_absence, absence, by=by):
                self.away.discard(office)
        elif step in ("leaves", "has left"):
            last = self.day - timedelta(days=step == "has left")
            told = {"ends_on": last, "reason": "Left.", "by": by}
            if self.step(actions.end_appointment, row.appointments.last(), **told):
                self.held[office][2] = last
                self.return_who_left()
        if step in ("has left", "appointed"):
            self.appoint(office, getattr(self.who, person))

    def appoint(self, office, person):
        told = (getattr(self.story, office), person)
        if self.step(self.two_clerks_appoint, *told):
            assert self.held[office][2] is not None
            assert self.held[office][2] < self.day
            self.held[office] = [person, self.day, None]

    @transaction.atomic
    def two_clerks_appoint(self, office, person):
        makers.appoint(self.story, office, person, self.day)
        return True

    @rule(which=WHICH, step=st.sampled_from(["tomorrow", *["anew"] * 3, "revoked"]))
    def power_changes(self, which, step):
        """The delegation runs on or out, is revoked, or another one follows it."""
        if step == "tomorrow":
            self.later(timedelta(days=1))
            self.return_who_left()
        elif step == "anew":
            self.decide_anew(which)
        else:
            told = {"reason": "Revoked.", "by": self.who.clerk}
            given = Delegation.objects.last()
            if self.step(actions.end_delegation, given, **told):
                self.live = None

    def return_who_left(self):
        """The absence of somebody who has left is nobody's."""
        for office, (_, _, last) in self.held.items():
            if last is not None and last < self.day:
                self.away.discard(office)

    def decide_anew(self, which):
        """Put to a meeting on this day and decided, with the amendment of a draft."""
        self.step(self.put_to_a_meeting)
        change, patch, told = self.change(which, WRITING), None, {}
        if change.status == WRITING:
            draft = Draft.objects.select_related("base").get(pk=change.draft_id)
            patch = compare(draft.base_document, draft.document)
            told = {"outcome": Outcome.AMENDED, "amended_by": change}
        until = self.day + timedelta(days=DAYS)
        given = given_by(self.story, self.mode, self.story.deputy, until)
        self.story.report = Tabling.objects.last().report
        taken = makers.taken(self.story, delegation=given, **told)
        if self.step(actions.decide, self.story.fresh(), taken, by=self.who.clerk):
            self.live = Delegation.objects.last()
            if patch:
                self.take_in(patch)

    @transaction.atomic
    def put_to_a_meeting(self):
        clerk, officer = self.who.clerk, self.who.officer
        held = {"held_on": self.day, "by": clerk}
        meeting = actions.record_meeting(self.story.body, **held)
        document = makers.report_document()
        about = self.story.fresh()
        report = actions.open_report(about, meeting, document, by=officer)
        return actions.report(about, report=report, by=clerk)

    @invariant()
    def no_unsigned_word_is_in_the_text(self):
        document = self.story.fresh().current.document
        assert {b: document.get(b, "text") for b in self.words} == self.words

    @invariant()
    def every_word_is_covered(self):
        proof = coverage(self.story.fresh())
        assert proof.holds, proof.sentence
