"""Random interleavings of everything that people may do to the text of a statement.

The model is as simple as the promise: the words of each block are those that Cabinet
had, or those of a round that both offices signed.
"""

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from decisions import actions
from decisions.coverage import coverage
from decisions.models import Change, SigningRound
from iegtracker import clock
from iegtracker.errors import DomainError
from iegtracker.ledger.verification import verify
from statements import actions as statement_actions
from statements.models import Draft
from tests import makers

BLOCKS = st.sampled_from(["b-1", "b-2"])
WORDS = st.sampled_from(["One.", "Two words.", "3 figures.", "A fourth text."])
WHICH = st.integers(min_value=0, max_value=3)


class Interleaving(RuleBasedStateMachine):
    """Each rule is one person's step; whatever is refused must leave nothing."""

    def __init__(self):
        super().__init__()
        self.clock = clock.told(makers.at("2004-12-10"))
        self.clock.__enter__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.story = makers.delegated_statement()
        self.who = self.story.people
        document = self.story.statement.current.document
        self.words = {b: document.get(b, "text") for b in ("b-1", "b-2")}

    def teardown(self):
        found = [str(b) for _, breaks in verify() for b in breaks]
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)
        self.clock.__exit__(None, None, None)
        assert found == []

    def step(self, call, *args, **told):
        before = makers.everything_stored()
        refused = None
        try:
            done = call(*args, **told)
        except DomainError as error:
            done, refused = None, str(error)
        if refused is not None:
            assert refused.strip()
            assert makers.everything_stored() == before
        return done

    def change(self, which):
        changes = list(Change.objects.order_by("number"))
        return changes[which % len(changes)] if changes else None

    @rule()
    def start(self):
        if Change.objects.count() < 4:
            self.step(
                actions.start_change,
                self.story.statement,
                title="A change",
                by=self.who.officer,
            )

    @rule(which=WHICH, block=BLOCKS, words=WORDS)
    def save(self, which, block, words):
        change = self.change(which)
        if change and change.draft_id:
            draft = Draft.objects.get(pk=change.draft_id)
            self.step(
                statement_actions.save_draft,
                draft,
                draft.document.with_values({(block, "text"): words}),
                seen=draft.digest,
                place=block,
                by=self.who.second_officer,
            )

    @rule(which=WHICH)
    def propose(self, which):
        if change := self.change(which):
            self.step(
                actions.propose_change, change, reason="Known now.", by=self.who.officer
            )

    @rule(which=WHICH, director=st.booleans(), old=st.booleans())
    def sign(self, which, director, old):
        self.answer(which, director, "sign_change", old=old)

    @rule(which=WHICH, director=st.booleans())
    def give_back(self, which, director):
        self.answer(which, director, "return_change")

    @rule(which=WHICH, director=st.booleans())
    def decline(self, which, director):
        self.answer(which, director, "decline_change")

    def answer(self, which, director, action, *, old=False):
        change = self.change(which)
        rounds = list(change.rounds.order_by("number")) if change else []
        if not rounds:
            return
        signed = self.step(
            makers.answer,
            self.story,
            change,
            action,
            seen=rounds[0 if old else -1].digest,
            office=self.story.director_office
            if director
            else self.story.portfolio_office,
            by=self.who.director if director else self.who.portfolio_holder,
        )
        change = Change.objects.get(pk=change.pk)
        if signed and change.status == "applied" and not change.is_final:
            latest = SigningRound.objects.get(pk=signed.signing_round_id)
            people = {s.person_id for s in latest.signoffs.filter(verdict="approved")}
            assert people == {self.who.director.pk, self.who.portfolio_holder.pk}
            for (uid, name), (_, after) in latest.difference.items():
                assert name == "text"
                self.words[uid] = after

    @rule(which=WHICH)
    def recall(self, which):
        if change := self.change(which):
            self.step(actions.recall_change, change, by=self.who.officer)

    @rule(which=WHICH)
    def withdraw(self, which):
        if change := self.change(which):
            self.step(actions.withdraw_change, change, by=self.who.officer)

    @rule(which=WHICH)
    def rebase(self, which):
        if change := self.change(which):
            self.step(actions.rebase_change, change, by=self.who.officer)

    @rule()
    def ask_final(self):
        self.step(actions.ask_final_approval, self.story.statement, by=self.who.officer)

    @rule()
    def clear(self):
        self.step(actions.clear, self.story.statement, by=self.who.clerk)

    @rule()
    def reopen(self):
        self.step(
            actions.reopen, self.story.statement, reason="A slip.", by=self.who.clerk
        )

    @invariant()
    def no_unsigned_word_is_in_the_text(self):
        document = self.story.fresh().current.document
        assert {b: document.get(b, "text") for b in self.words} == self.words

    @invariant()
    def every_word_is_covered(self):
        proof = coverage(self.story.fresh())
        assert proof.holds, proof.sentence
