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
    ASK_FINAL_APPROVAL = "decisions.ask_final_approval"
    RECORD_MEETING = "decisions.record_meeting"
    RECORD_DECISION = "decisions.record_decision"
    APPOINT = "decisions.appoint"
    CLEAR = "decisions.clear_statement"
    SUBMIT = "decisions.submit_statement"
    PUBLISH = "decisions.publish_statement"
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
        "body",
        "meeting",
        "report",
        "tabling",
        "recommendation",
        "decision",
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
        "delegatedoffice",
        "change",
        "signinground",
        "signoff",
        "authority",
        "clearance",
        "reopening",
        "submission",
    )
)
_SEES = (Perm.VIEW_CHANGES, Perm.VIEW_GATE, *_VIEWS)

grant(
    {
        Role.OFFICER: (
            Perm.WRITE_CHANGE,
            Perm.PROPOSE_CHANGE,
            Perm.ASK_FINAL_APPROVAL,
            Perm.VIEW_WRITTEN,
            *_SEES,
        ),
        Role.DELEGATE: (Perm.WRITE_CHANGE, Perm.PROPOSE_CHANGE, *_SEES),
        Role.CLERK: (
            Perm.RECORD_MEETING,
            Perm.RECORD_DECISION,
            Perm.APPOINT,
            Perm.ASK_FINAL_APPROVAL,
            Perm.CLEAR,
            Perm.SUBMIT,
            Perm.PUBLISH,
            Perm.VIEW_WRITTEN,
            *_SEES,
        ),
        Role.AUDITOR: (Perm.VIEW_WRITTEN, *_SEES),
        Role.MEMBER: (),
    }
)
