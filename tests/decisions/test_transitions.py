"""The transition tables against the same tables written by hand."""

import pytest

from decisions import actions, transitions
from decisions.states import ChangeStatus, CopyStatus
from iegtracker.ledger.sentences import knows
from iegtracker.people.roles import Role, granted_to
from statements import actions as statement_actions
from statements import transitions as statement_transitions
from statements.states import DraftStatus, StatementStatus
from tests.decisions.copies import COPY_CALLS
from tests.decisions.test_role_by_step import CHANGE_CALLS, STATEMENT_CALLS

# step: statuses before -> status after, and the roles that may; "office" where an
# office in a delegation decides, or where another step has asked already.
STATEMENT = """
report              drafting,decided                -> reported   Clerk
revise_report       reported                        -> -          Clerk
withdraw_report     reported                        -> drafting   Clerk
decide              reported                        -> decided    Clerk
refer_back          reported                        -> drafting   Clerk
record_endorsement  decided,cleared,submitted,published -> -      Clerk
clear               decided                         -> cleared    Clerk
reopen              cleared,submitted,published     -> decided    Clerk
submit              cleared                         -> submitted  Clerk
submit_again        submitted,published             -> -          Clerk
record_incident     drafting,reported,decided,cleared,submitted,published -> - Clerk
publish             submitted                       -> published  Clerk
read_back           submitted,published             -> -          Clerk
explain_difference  submitted,published             -> -          Clerk
distribute          published                       -> -          Clerk
certify_distribution published                      -> -          Clerk
start_change        reported,decided                -> -          Officer,Delegate
ask_final_approval  decided                         -> -          Officer,Clerk
propose_change      reported,decided                -> -          office
sign_change         reported,decided                -> -          office
"""
CHANGE = """
propose_change          writing           -> proposed   Officer,Delegate
propose_final_approval  writing           -> proposed   Officer,Clerk
rebase_change           writing           -> -          Officer,Delegate
renew_change            proposed          -> -          Officer
reverse_change          applied           -> -          Officer,Delegate
recall_change           proposed          -> writing    Officer
recall_final_approval   proposed          -> withdrawn  Officer,Clerk
withdraw_change         writing           -> withdrawn  Officer,Delegate
take_up_change          writing           -> applied    office
sign_change             proposed          -> -          office
raise_change            proposed          -> -          office
withdraw_signature      proposed          -> -          office
enter_paper_signature   proposed          -> -          Clerk
confirm_paper_signature proposed          -> -          Clerk
return_change           proposed          -> writing    office
return_final_approval   proposed          -> withdrawn  office
decline_change          proposed          -> declined   office
apply_change            proposed          -> applied    office
void_final_approval     proposed,applied  -> withdrawn  office
"""
DRAFT = """
save    open    -> -       Officer,Delegate
undo    open    -> -       Officer,Delegate
close   open    -> closed  office
reopen  closed  -> open    office
"""
COPY = """
begin_sending     to_send   -> sending      office
record_sent       sending   -> sent         office
put_off           sending   -> to_send      office
record_refused    sending   -> bounced      office
record_lost       sending   -> not_known    office
lapse_claims      sending   -> to_send      office
record_download   to_send,sending,sent,not_known,bounced,paper_copy -> downloaded office
send_again        sent,not_known,bounced          -> to_send     Clerk
record_bounce     sent,not_known                  -> bounced     Clerk
record_paper_copy to_send,sent,not_known,bounced  -> paper_copy  Clerk
record_left_office to_send,sent,not_known,bounced -> left_office Clerk
mark_not_known    sent,bounced,paper_copy,left_office -> not_known Clerk
"""
# Steps that are part of an action with another name.
WITHIN = {
    "begin_sending": actions.deliver,
    "record_sent": actions.deliver,
    "put_off": actions.deliver,
    "record_refused": actions.deliver,
    "record_lost": actions.deliver,
    "refer_back": actions.decide,
    "take_up_change": actions.decide,
    "propose_final_approval": actions.ask_final_approval,
    "recall_final_approval": actions.recall_change,
    "return_final_approval": actions.return_change,
    "apply_change": actions.sign_change,
    "void_final_approval": actions.sign_change,
    "save": statement_actions.save_draft,
    "undo": statement_actions.undo_save,
    "close": statement_actions.close_draft,
    "reopen": statement_actions.reopen_draft,
}


def by_hand(table):
    for line in table.strip().splitlines():
        name, before, _, after, roles = line.split()
        yield (
            name,
            frozenset(before.split(",")),
            None if after == "-" else after,
            None if roles == "office" else set(roles.split(",")),
        )


def as_coded(steps):
    for step in steps:
        roles = None
        if step.permission:
            roles = {str(r) for r in Role if step.permission in granted_to(r)}
        yield step.name, frozenset(map(str, step.sources)), step.target, roles


@pytest.mark.parametrize(
    ("table", "steps"),
    [
        (STATEMENT, transitions.STATEMENT_STEPS),
        (CHANGE, transitions.CHANGE_STEPS),
        (COPY, transitions.COPY_STEPS),
        (DRAFT, statement_transitions.TRANSITIONS),
    ],
    ids=["statement", "change", "copy", "draft"],
)
def test_the_table_is_the_one_written_by_hand(table, steps):
    assert sorted(as_coded(steps), key=str) == sorted(by_hand(table), key=str)


ALL_STEPS = (
    *transitions.STATEMENT_STEPS,
    *transitions.CHANGE_STEPS,
    *transitions.COPY_STEPS,
    *statement_transitions.TRANSITIONS,
)


@pytest.mark.parametrize("step", ALL_STEPS, ids=lambda s: f"{s.name}-{s.event}")
def test_a_step_is_an_action_with_a_sentence_and_a_test(step):
    assert knows(step.event)
    if step.name not in WITHIN:
        assert step.name in actions.__all__
        tried = STATEMENT_CALLS.keys() | CHANGE_CALLS.keys() | COPY_CALLS.keys()
        assert step.name in tried


def test_every_line_of_transitions_is_in_a_table():
    defined = {
        id(value)
        for module in (transitions, statement_transitions)
        for value in vars(module).values()
        if isinstance(value, transitions.T)
    }
    assert defined == {id(step) for step in ALL_STEPS}


@pytest.mark.parametrize(
    ("steps", "statuses"),
    [
        (transitions.STATEMENT_STEPS, StatementStatus),
        (transitions.CHANGE_STEPS, ChangeStatus),
        (transitions.COPY_STEPS, CopyStatus),
        (statement_transitions.TRANSITIONS, DraftStatus),
    ],
    ids=["statement", "change", "copy", "draft"],
)
def test_every_status_can_be_reached(steps, statuses):
    first = {
        StatementStatus.DRAFTING,
        ChangeStatus.WRITING,
        CopyStatus.TO_SEND,
        DraftStatus.OPEN,
    }
    assert {step.target for step in steps} - {None} | first >= set(statuses)
