"""A draft that is frozen late keeps what was agreed meanwhile."""

import pytest

from iegtracker import clock
from iegtracker.errors import Stale
from statements.actions import freeze, open_draft, save_draft
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return makers.delegated_statement()


def _revised(story, block, text):
    """A draft of the paper itself, begun on the text that Cabinet decided on."""
    statement, officer = story.statement, story.people.officer
    draft = open_draft(statement, purpose="paper", base=statement.current, by=officer)
    changed = draft.document.with_values({(block, "text"): text})
    return save_draft(draft, changed, seen=draft.digest, place="x", by=officer)


def test_a_signed_change_survives_a_draft_begun_before_it(story):
    with clock.told(makers.at("2004-12-10")):
        draft = _revised(story, "b-1", "Revised words.")
        makers.applied_change(story, text="Signed words.")
        version = freeze(draft, authority="Put again", by=story.people.clerk)
    assert version.document.get("b-1", "text") == "Revised words."
    assert version.document.get("b-2", "text") == "Signed words."


def test_a_draft_that_contradicts_a_signed_change_is_refused(story):
    with clock.told(makers.at("2004-12-10")):
        draft = _revised(story, "b-2", "Contrary words.")
        makers.applied_change(story, text="Signed words.")
        with pytest.raises(Stale, match="paragraph 1.2"):
            freeze(draft, authority="Put again", by=story.people.clerk)
    assert story.fresh().current.document.get("b-2", "text") == "Signed words."
