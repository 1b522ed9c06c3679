"""Every way in which authority is recorded: a function a line of `transitions`."""

from .changes import (
    ask_final_approval,
    propose_change,
    rebase_change,
    recall_change,
    start_change,
    withdraw_change,
)
from .clearing import clear, publish, record_incident, reopen, submit, submit_again
from .endorsements import record_endorsement
from .meetings import (
    DecisionTaken,
    DelegationGiven,
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
    end_appointment,
    enter_appointment,
    record_office,
)
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
from .signing import decline_change, return_change, sign_change

__all__ = [
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
    "decide",
    "decline_change",
    "end_appointment",
    "enter_appointment",
    "open_report",
    "propose_change",
    "publish",
    "rebase_change",
    "recall_change",
    "record_body",
    "record_incident",
    "record_meeting",
    "record_office",
    "reopen",
    "report",
    "return_change",
    "revise_report",
    "sign_change",
    "start_change",
    "start_revision",
    "submit",
    "submit_again",
    "withdraw_change",
    "withdraw_report",
]
