"""Two people at once open, begin, save and table."""

from functools import partial

from decisions import actions
from decisions.models import Change
from iegtracker import clock
from statements import actions as statement_actions
from statements.actions import EditConflict
from statements.models import Draft
from tests import makers
from tests.databases import run_in_threads
from tests.decisions.racing import ON, nobody_failed, one_winner


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


RACES = [
    saves_of_two_blocks,
    saves_of_one_block,
    statements_of_one_round_at_once,
    changes_begun_at_once,
]
