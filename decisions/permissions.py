"""What may be done with authority, and which roles may do it.

No permission lets anyone sign: that takes an appointment to an office of the
delegation (see `authority`).
"""

from enum import StrEnum

from iegtracker.people.roles import Role, grant


class Perm(StrEnum):
    """Permissions of this app; each stands in a model's Meta.permissions."""

    WRITE_CHANGE = "decisions.write_change"
    PROPOSE_CHANGE = "decisions.propose_change"
    RECALL_CHANGE = "decisions.recall_change"
    ASK_FINAL_APPROVAL = "decisions.ask_final_approval"
    RECORD_MEETING = "decisions.record_meeting"
    RECORD_DECISION = "decisions.record_decision"
    APPOINT = "decisions.appoint"
    RECORD_URGENCY = "decisions.record_urgency"
    RECORD_PAPER = "decisions.record_paper_signature"
    PUBLISH_RECORD = "decisions.publish_record"
    RECORD_CALL_IN = "decisions.record_call_in"
    CLEAR = "decisions.clear_statement"
    SUBMIT = "decisions.submit_statement"
    PUBLISH = "decisions.publish_statement"
    DISTRIBUTE = "decisions.distribute_copy"
    SEE_ROLL = "decisions.view_distribution"
    VIEW_CHANGES = "decisions.view_changes"
    VIEW_WRITTEN = "decisions.view_written_changes"
    VIEW_GATE = "decisions.view_gate"


_VIEWS = tuple(
    f"decisions.view_{model}"
    for model in (
        "office",
        "appointment",
        "appointmententry",
        "appointmentend",
        "absence",
        "absenceend",
        "body",
        "meeting",
        "report",
        "tabling",
        "recommendation",
        "decision",
        "urgency",
        "dismissal",
        "meetingrecord",
        "agendaitem",
        "attendee",
        "declaredinterest",
        "publication",
        "minutesconfirmation",
        "decisioncorrection",
        "wordingfinding",
        "endorsement",
        "earlierdecision",
        "citation",
        "delegation",
        "delegationend",
        "delegatedoffice",
        "change",
        "signinground",
        "materialityraise",
        "papersignature",
        "signoff",
        "signaturewithdrawal",
        "authority",
        "delegateddecision",
        "decidedchange",
        "decisionrecord",
        "callinruling",
        "calledin",
        "callinoutcome",
        "callinwaiver",
        "clearance",
        "reopening",
        "submission",
        "readback",
        "readbackfinding",
    )
)
# What was mailed to others: those who answer for the record, and who audit it.
_SEES_MAIL = "decisions.view_notice"
# Names and addresses of members stand in a roll.
_SEES_ROLL = tuple(
    f"decisions.view_{model}"
    for model in (
        "distribution",
        "rollentry",
        "copymessage",
        "copystate",
        "distributioncertificate",
    )
)
_SEES = (Perm.VIEW_CHANGES, Perm.VIEW_GATE, *_VIEWS)

grant(
    {
        Role.OFFICER: (
            Perm.WRITE_CHANGE,
            Perm.PROPOSE_CHANGE,
            Perm.RECALL_CHANGE,
            Perm.ASK_FINAL_APPROVAL,
            Perm.VIEW_WRITTEN,
            *_SEES,
        ),
        Role.DELEGATE: (Perm.WRITE_CHANGE, Perm.PROPOSE_CHANGE, *_SEES),
        Role.CLERK: (
            Perm.RECORD_MEETING,
            Perm.RECORD_DECISION,
            Perm.APPOINT,
            Perm.RECORD_URGENCY,
            Perm.RECORD_PAPER,
            Perm.PUBLISH_RECORD,
            Perm.RECORD_CALL_IN,
            Perm.ASK_FINAL_APPROVAL,
            Perm.CLEAR,
            Perm.SUBMIT,
            Perm.PUBLISH,
            Perm.DISTRIBUTE,
            Perm.VIEW_WRITTEN,
            _SEES_MAIL,
            *_SEES_ROLL,
            *_SEES,
        ),
        Role.AUDITOR: (Perm.VIEW_WRITTEN, _SEES_MAIL, *_SEES_ROLL, *_SEES),
        Role.MEMBER: (),
    }
)
