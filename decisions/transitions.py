"""The life of a statement, a change and a member's copy, as data, all on one screen.

Each name is the name of a function in `actions`, of a test, and of an event.
A permission of None means: the holder of an office in the delegation, as `authority`
says, or another step that has already asked.
"""

from iegtracker.workflow import Transition as T
from statements.states import StatementStatus as S

from .permissions import Perm
from .states import ChangeStatus as C
from .states import CopyStatus as K


def _from(*statuses: str) -> frozenset[str]:
    return frozenset(statuses)


# fmt: off
# The statement ---- name, from, to, who, what the ledger says, words
REPORT   = T("report", _from(S.DRAFTING, S.DECIDED), S.REPORTED, Perm.RECORD_MEETING, "statement.reported", "put it to a meeting")
REVISE   = T("revise_report", _from(S.REPORTED), None, Perm.RECORD_MEETING, "statement.report_revised", "table revised papers")
WITHDRAW_REPORT = T("withdraw_report", _from(S.REPORTED), S.DRAFTING, Perm.RECORD_MEETING, "statement.withdrawn", "take it off the agenda")
DECIDE   = T("decide", _from(S.REPORTED), S.DECIDED, Perm.RECORD_DECISION, "statement.decided", "record what was decided")
REFER_BACK = T("refer_back", _from(S.REPORTED), S.DRAFTING, Perm.RECORD_DECISION, "statement.referred_back", "record that it was referred back")
ENDORSE  = T("record_endorsement", _from(S.DECIDED, S.CLEARED, S.SUBMITTED, S.PUBLISHED), None, Perm.RECORD_DECISION, "statement.endorsed", "record another body's resolution on it")
CLEAR    = T("clear", _from(S.DECIDED), S.CLEARED, Perm.CLEAR, "statement.cleared", "clear it for submission")
REOPEN   = T("reopen", _from(S.CLEARED, S.SUBMITTED, S.PUBLISHED), S.DECIDED, Perm.CLEAR, "statement.reopened", "reopen it")
SUBMIT   = T("submit", _from(S.CLEARED), S.SUBMITTED, Perm.SUBMIT, "statement.submitted", "record its submission")
RESUBMIT = T("submit_again", _from(S.SUBMITTED, S.PUBLISHED), None, Perm.SUBMIT, "statement.submitted_again", "record a further submission")
INCIDENT = T("record_incident", _from(*S.values), None, Perm.SUBMIT, "statement.incident", "record that uncleared text was sent")
PUBLISH  = T("publish", _from(S.SUBMITTED), S.PUBLISHED, Perm.PUBLISH, "statement.published", "publish the final copy")
READ_BACK = T("read_back", _from(S.SUBMITTED, S.PUBLISHED), None, Perm.SUBMIT, "statement.read_back", "read back what the ministry received")
EXPLAIN  = T("explain_difference", _from(S.SUBMITTED, S.PUBLISHED), None, Perm.SUBMIT, "statement.difference_explained", "explain what differs in it")
DISTRIBUTE = T("distribute", _from(S.PUBLISHED), None, Perm.DISTRIBUTE, "statement.distributed", "send the final copy to all members")
CERTIFY  = T("certify_distribution", _from(S.PUBLISHED), None, Perm.DISTRIBUTE, "statement.distribution_certified", "certify that all members have the final copy")

# The change
_AFTER_REPORT = _from(S.REPORTED, S.DECIDED)
START    = T("start_change", _AFTER_REPORT, None, Perm.WRITE_CHANGE, "change.started", "write a change")
ASK      = T("ask_final_approval", _from(S.DECIDED), None, Perm.ASK_FINAL_APPROVAL, "change.started", "ask for final approval")
# What a change asks of its statement besides its own status
PROPOSE_TO = T("propose_change", _AFTER_REPORT, None, None, "change.proposed", "propose a change to it")
SIGN_ON  = T("sign_change", _AFTER_REPORT, None, None, "change.signed", "sign a change to it")
PROPOSE  = T("propose_change", _from(C.WRITING), C.PROPOSED, Perm.PROPOSE_CHANGE, "change.proposed", "propose it")
PROPOSE_FINAL = T("propose_final_approval", _from(C.WRITING), C.PROPOSED, Perm.ASK_FINAL_APPROVAL, "change.proposed", "ask for final approval")
REBASE   = T("rebase_change", _from(C.WRITING), None, Perm.WRITE_CHANGE, "change.rebased", "bring it up to date")
RENEW    = T("renew_change", _from(C.PROPOSED), None, Perm.RECALL_CHANGE, "change.renewed", "bring it up to date and ask again")
REVERSE  = T("reverse_change", _from(C.APPLIED), None, Perm.WRITE_CHANGE, "change.reversal_started", "write a change that reverses it")
RECALL   = T("recall_change", _from(C.PROPOSED), C.WRITING, Perm.RECALL_CHANGE, "change.recalled", "recall it")
RECALL_FINAL = T("recall_final_approval", _from(C.PROPOSED), C.WITHDRAWN, Perm.ASK_FINAL_APPROVAL, "change.recalled", "recall it")
WITHDRAW = T("withdraw_change", _from(C.WRITING), C.WITHDRAWN, Perm.WRITE_CHANGE, "change.withdrawn", "withdraw it")
TAKE_UP  = T("take_up_change", _from(C.WRITING), C.APPLIED, None, "change.taken_up", "adopt it by decision")
SIGN     = T("sign_change", _from(C.PROPOSED), None, None, "change.signed", "sign it")
RAISE    = T("raise_change", _from(C.PROPOSED), None, None, "change.raised", "hold it to be material")
UNSIGN   = T("withdraw_signature", _from(C.PROPOSED), None, None, "change.signature_withdrawn", "withdraw your signature")
ENTER_PAPER = T("enter_paper_signature", _from(C.PROPOSED), None, Perm.RECORD_PAPER, "change.paper_entered", "enter a signature on paper")
CONFIRM_PAPER = T("confirm_paper_signature", _from(C.PROPOSED), None, Perm.RECORD_PAPER, "change.paper_confirmed", "confirm a signature on paper")
RETURN   = T("return_change", _from(C.PROPOSED), C.WRITING, None, "change.returned", "return it")
RETURN_FINAL = T("return_final_approval", _from(C.PROPOSED), C.WITHDRAWN, None, "change.returned", "return it")
DECLINE  = T("decline_change", _from(C.PROPOSED), C.DECLINED, None, "change.declined", "refuse it")
APPLY    = T("apply_change", _from(C.PROPOSED), C.APPLIED, None, "change.applied", "agree it")
VOID     = T("void_final_approval", _from(C.PROPOSED, C.APPLIED), C.WITHDRAWN, None, "change.voided", "make it void")

# One member's copy: what the program does, then what it is told by hand
BEGIN    = T("begin_sending", _from(K.TO_SEND), K.SENDING, None, "copy.sending", "begin to send it")
SENT     = T("record_sent", _from(K.SENDING), K.SENT, None, "copy.sent", "record that it was sent")
PUT_OFF  = T("put_off", _from(K.SENDING), K.TO_SEND, None, "copy.put_off", "put it off")
REFUSED  = T("record_refused", _from(K.SENDING), K.BOUNCED, None, "copy.refused", "record that a server refused it")
LOST     = T("record_lost", _from(K.SENDING), K.NOT_KNOWN, None, "copy.lost", "record that no server answered for it")
LAPSE    = T("lapse_claims", _from(K.SENDING), K.TO_SEND, None, "copy.lapsed", "send it by another worker")
DOWNLOAD = T("record_download", _from(K.TO_SEND, K.SENDING, K.SENT, K.NOT_KNOWN, K.BOUNCED, K.PAPER), K.DOWNLOADED, None, "copy.downloaded", "record that it was downloaded")
AGAIN    = T("send_again", _from(K.SENT, K.NOT_KNOWN, K.BOUNCED), K.TO_SEND, Perm.DISTRIBUTE, "copy.sent_again", "send it again")
BOUNCE   = T("record_bounce", _from(K.SENT, K.NOT_KNOWN), K.BOUNCED, Perm.DISTRIBUTE, "copy.bounced", "record that it came back")
PAPER    = T("record_paper_copy", _from(K.TO_SEND, K.SENT, K.NOT_KNOWN, K.BOUNCED), K.PAPER, Perm.DISTRIBUTE, "copy.on_paper", "record a copy on paper")
LEFT     = T("record_left_office", _from(K.TO_SEND, K.SENT, K.NOT_KNOWN, K.BOUNCED), K.LEFT, Perm.DISTRIBUTE, "copy.left_office", "record that the member has left office")
UNKNOWN  = T("mark_not_known", _from(K.SENT, K.BOUNCED, K.PAPER, K.LEFT), K.NOT_KNOWN, Perm.DISTRIBUTE, "copy.not_known", "record that it is not known whether it arrived")
# fmt: on

STATEMENT_STEPS = (
    REPORT, REVISE, WITHDRAW_REPORT, DECIDE, REFER_BACK, ENDORSE, CLEAR, REOPEN,
    SUBMIT, RESUBMIT, INCIDENT, PUBLISH, READ_BACK, EXPLAIN, DISTRIBUTE, CERTIFY, START,
    ASK, PROPOSE_TO, SIGN_ON,
)  # fmt: skip
CHANGE_STEPS = (
    PROPOSE, PROPOSE_FINAL, REBASE, RENEW, REVERSE, RECALL, RECALL_FINAL, WITHDRAW,
    TAKE_UP, SIGN, RAISE, UNSIGN, ENTER_PAPER, CONFIRM_PAPER, RETURN, RETURN_FINAL,
    DECLINE, APPLY, VOID,
)  # fmt: skip
COPY_STEPS = (
    BEGIN, SENT, PUT_OFF, REFUSED, LOST, LAPSE, DOWNLOAD, AGAIN, BOUNCE, PAPER, LEFT,
    UNKNOWN,
)  # fmt: skip
# What a clerk records by hand, in the order in which the page offers it.
BY_HAND = (AGAIN, PAPER, LEFT, BOUNCE, UNKNOWN)
