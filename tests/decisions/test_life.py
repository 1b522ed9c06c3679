"""The whole life of one statement, by actions alone."""

import hashlib

import pytest

from decisions import gate
from decisions.coverage import coverage
from decisions.transitions import CLEAR
from iegtracker import clock
from iegtracker.ledger.verification import verify
from statements.models import FinalCopy
from statements.states import StatementStatus
from tests import makers

pytestmark = pytest.mark.django_db


def test_a_statement_lives_from_draft_to_members():
    story = makers.published_statement()
    assert story.statement.status == StatementStatus.PUBLISHED
    copy = FinalCopy.objects.get()
    assert hashlib.sha256(copy.pdf).hexdigest() == copy.sha256
    proof = coverage(story.statement)
    assert proof.holds, proof.sentence
    assert proof.changes == 1
    assert {title: found for title, found in verify() if found} == {}


def test_the_gate_names_every_obstacle_before_clearing():
    story = makers.delegated_statement()
    with clock.told(makers.at("2004-12-10")):
        makers.half_signed_change(story)
        kinds = {o.kind for o in gate.obstacles(story.statement, CLEAR)}
    assert {"missing sign-offs", "call-in"} <= kinds
