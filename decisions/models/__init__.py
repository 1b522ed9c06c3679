from .changes import Authority, Change, SigningRound, SignOff
from .corrections import DecisionCorrection, WordingFinding
from .delegations import DelegatedOffice, Delegation
from .endorsements import Endorsement
from .meetings import Body, Decision, Meeting, Recommendation, Report, Tabling
from .offices import Appointment, AppointmentEnd, AppointmentEntry, Office
from .precedents import Citation, EarlierDecision
from .proceedings import (
    AgendaItem,
    Attendee,
    DeclaredInterest,
    MeetingRecord,
    MinutesConfirmation,
    Publication,
)
from .submissions import Clearance, Reopening, Submission

__all__ = [
    "AgendaItem",
    "Attendee",
    "Citation",
    "DeclaredInterest",
    "DecisionCorrection",
    "EarlierDecision",
    "Endorsement",
    "MeetingRecord",
    "MinutesConfirmation",
    "Publication",
    "WordingFinding",
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
    "Office",
    "Recommendation",
    "Reopening",
    "Report",
    "SignOff",
    "SigningRound",
    "Submission",
    "Tabling",
]
