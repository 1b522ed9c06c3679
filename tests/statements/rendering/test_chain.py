import json

import pytest

from statements.document.values import NotCanonical
from statements.rendering.authority import authority
from statements.rendering.chain import Chain
from tests.statements.rendering import papers


def chain(**more):
    return Chain(papers.chain_of(papers.statement(), **more))


def test_a_chain_has_one_spelling_and_comes_back_from_it():
    one = chain()
    assert Chain.from_bytes(one.canonical) == one
    other = Chain(dict(reversed(papers.chain_of(papers.statement()).items())))
    assert other.canonical == one.canonical
    assert json.loads(one.canonical)["version"]["number"] == 3


def test_a_chain_cannot_be_altered_and_holds_no_floats():
    with pytest.raises(TypeError):
        chain().record["cleared_on"] = "2004-12-18"
    with pytest.raises(NotCanonical):
        Chain({"version": {"number": 1.5}})


def test_the_title_page_names_day_and_offices():
    assert authority(chain()).cleared == (
        "Final copy, cleared on 17 December 2004 by the Finance and Resources "
        "Director and the Information and Customer Services Portfolio Holder"
    )


def test_a_text_that_the_body_approved_itself_names_the_body():
    said = authority(chain(delegations=[], final_approval=None, changes=[]))
    assert said.cleared == "Final copy, cleared on 17 December 2004 by Cabinet"
    assert said.delegations == ()
    assert said.summary.endswith("without any change.")


def test_an_imported_text_is_not_said_to_be_proved():
    said = authority(Chain({"imported": True, "cleared_on": "2003-11-27"}))
    assert said.cleared == "Approved by Council on 27 November 2003"
    assert "it is not proved here" in said.summary


def test_decisions_delegation_changes_and_submission_are_said_in_words():
    submission = {
        "at": "2004-12-20T09:15:00+00:00",
        "by": "the ICT division",
        "reference": "ESD-1",
    }
    said = authority(chain(submission=submission))
    assert said.decisions[0][0] == (
        "Cabinet on 9 December 2004, recommendation (b): agreed."
    )
    assert said.delegations == (
        (
            "Delegated to the Information and Customer Services Portfolio Holder and "
            "the Finance and Resources Director, jointly.",
            ("Approval of subsequent changes prior to submission.",),
        ),
    )
    assert said.submission == (
        "Submitted 20 December 2004, 9:15 am, by the ICT division, reference ESD-1."
    )
    (change,) = said.changes
    assert change.heading == "Change 1: BVPI 157 forecast"
    assert len(change.signoffs) == 2
    assert change.signoffs[0].words.endswith(
        "15 December 2004, 10:30 am, on their own account, interests: none"
    )


def test_an_account_that_is_named_by_its_office_is_named_once():
    signed = {"office": "The Director", "person": "The Director", "verdict": "Signed"}
    change = {"number": 4, "version": 2, "version_digest": "ab", "signoffs": [signed]}
    (said,) = authority(Chain({"changes": [change]})).changes
    assert [row.words for row in said.signoffs] == ["signed"]
    assert said.facts == (("Made version 2", "ab"),)


def test_what_is_not_in_the_record_is_not_printed():
    said = authority(Chain())
    assert said.cleared == "Final copy"
    assert (said.decisions, said.changes, said.approval) == ((), (), None)


def test_the_words_of_the_registers_fit_into_the_sentences():
    record = papers.chain_of(papers.statement())
    record["delegations"][0]["mode"] = "Jointly: every office signs"
    signoff = record["changes"][0]["signoffs"][0]
    signoff |= {"means": "On paper", "verdict": "Approved", "interests": "None"}
    said = authority(Chain(record))
    assert said.delegations[0][0].endswith(", jointly.")
    assert said.changes[0].signoffs[0].words.startswith("approved by Finance")
    assert said.changes[0].signoffs[0].words.endswith(", on paper, interests: none")


def urgent():
    """An urgent power, given beside what Cabinet delegated."""
    return {
        "offices": ["Finance and Resources Director"],
        "mode": "Alone: one office signs",
        "scope": "Minor changes only",
        "decision": "a rule of the constitution, Part 3",
        "wording": "An officer may act.",
        "conditions": "",
        "urgent_because": "The return is due",
        "agreed_by": "None",
    }


def test_what_no_meeting_decided_stands_first_and_says_so():
    record = papers.chain_of(papers.statement())
    power = urgent()
    record["delegations"][0]["conditions"] = "provided that no cost arises"
    record["delegations"].append(power)
    record["changes"][0]["delegation"] = power
    said = authority(Chain(record))
    assert said.delegations[0] == (
        "Urgent: not decided by a meeting. Delegated to the Finance and Resources "
        "Director, alone (minor changes only). By a rule of the constitution, Part 3. "
        "Why it could not wait: The return is due. Agreed by: None.",
        ("An officer may act.",),
    )
    assert said.delegations[1][0].endswith(
        "jointly. Conditions: “provided that no cost arises”"
    )
    assert said.changes[0].facts[0] == (
        "Under an urgent power",
        "a rule of the constitution, Part 3; not decided by a meeting",
    )


def test_a_copy_of_an_earlier_release_names_its_one_delegation():
    record = papers.chain_of(papers.statement())
    record["delegation"] = record.pop("delegations")[0]
    assert len(authority(Chain(record)).delegations) == 1
