from .changes import Authority, Change, SigningRound, SignOff
from .delegations import DelegatedOffice, Delegation
from .meetings import Body, Decision, Meeting, Recommendation, Report, Tabling
from .notices import Notice
from .offices import Appointment, AppointmentEnd, AppointmentEntry, Office
from .submissions import Clearance, Reopening, Submission

__all__ = [
    "Appointment",
    "AppointmentEnd",
    "AppointmentEntry",
    "Authority",
    "Body",
    "Change",
    "Clearance",
    "Decision",
    "DelegatedOffice",
    "Delegation",
    "Meeting",
    "Notice",
    "Office",
    "Recommendation",
    "Reopening",
    "Report",
    "SignOff",
    "SigningRound",
    "Submission",
    "Tabling",
]
