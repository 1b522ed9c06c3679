"""Every way in which authority is recorded: a function a line of `transitions`."""

from .call_in import (
    correct_call_in_outcome,
    record_call_in,
    record_call_in_outcome,
)
from .changes import (
    rebase_change,
    recall_change,
    reverse_change,
    start_change,
    withdraw_change,
)
from .clearing import clear, publish, record_incident, reopen, submit, submit_again
from .delegations import confirm_urgency, end_delegation, enter_urgency
from .delivering import deliver, lapse_claims, resume_distributions
from .dismissing import dismiss_entry
from .distributing import (
    certify_distribution,
    distribute,
    mark_not_known,
    record_bounce,
    record_download,
    record_left_office,
    record_paper_copy,
    send_again,
)
from .endorsements import record_endorsement
from .meetings import (
    decide,
    open_report,
    record_body,
    record_meeting,
    report,
    revise_report,
    start_revision,
    withdraw_report,
)
from .minutes import (
    CorrectionGiven,
    confirm_minutes,
    correct_decision,
    record_minutes,
    record_wording_finding,
)
from .offices import (
    confirm_appointment,
    end_absence,
    end_appointment,
    enter_appointment,
    record_absence,
    record_office,
)
from .papers import confirm_paper_signature, enter_paper_signature
from .precedents import cite_decision, record_earlier_decision
from .proceedings import (
    AttendeeGiven,
    InterestGiven,
    ItemGiven,
    record_agenda,
    record_attendance,
    record_interests,
    record_publication,
)
from .proposing import ask_final_approval, propose_change, renew_change
from .read_backs import explain_difference, read_back
from .records import correct_record, publish_record
from .reminding import remind
from .resolutions import DecisionTaken, DelegationGiven
from .rulings import confirm_ruling, rule_on_call_in
from .signing import (
    decline_change,
    raise_change,
    return_change,
    sign_change,
    sign_changes,
    withdraw_signature,
)
from .waivers import waive_call_in, withdraw_waiver

__all__ = [
    "certify_distribution",
    "deliver",
    "dismiss_entry",
    "distribute",
    "lapse_claims",
    "mark_not_known",
    "record_bounce",
    "record_download",
    "record_left_office",
    "record_paper_copy",
    "resume_distributions",
    "send_again",
    "AttendeeGiven",
    "CorrectionGiven",
    "InterestGiven",
    "ItemGiven",
    "cite_decision",
    "confirm_minutes",
    "correct_decision",
    "record_agenda",
    "record_attendance",
    "record_earlier_decision",
    "record_endorsement",
    "record_interests",
    "record_minutes",
    "record_publication",
    "record_wording_finding",
    "DecisionTaken",
    "DelegationGiven",
    "ask_final_approval",
    "clear",
    "confirm_appointment",
    "confirm_paper_signature",
    "confirm_urgency",
    "confirm_ruling",
    "correct_call_in_outcome",
    "correct_record",
    "decide",
    "decline_change",
    "end_absence",
    "end_appointment",
    "end_delegation",
    "enter_appointment",
    "enter_paper_signature",
    "enter_urgency",
    "explain_difference",
    "open_report",
    "propose_change",
    "publish",
    "publish_record",
    "raise_change",
    "read_back",
    "rebase_change",
    "recall_change",
    "record_absence",
    "record_body",
    "record_call_in",
    "record_call_in_outcome",
    "record_incident",
    "record_meeting",
    "record_office",
    "renew_change",
    "reopen",
    "remind",
    "report",
    "return_change",
    "reverse_change",
    "revise_report",
    "rule_on_call_in",
    "sign_change",
    "sign_changes",
    "start_change",
    "start_revision",
    "submit",
    "submit_again",
    "waive_call_in",
    "withdraw_change",
    "withdraw_report",
    "withdraw_signature",
    "withdraw_waiver",
]
