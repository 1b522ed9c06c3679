from .authorities import Authority, DecidedChange, DelegatedDecision
from .changes import Change, MaterialityRaise, SigningRound
from .delegations import DelegatedOffice, Delegation, DelegationEnd, Urgency
from .meetings import Body, Decision, Meeting, Recommendation, Report, Tabling
from .offices import (
    Absence,
    AbsenceEnd,
    Appointment,
    AppointmentEnd,
    AppointmentEntry,
    Office,
    away_on,
)
from .signatures import PaperSignature, SignatureWithdrawal, SignOff
from .submissions import Clearance, Reopening, Submission

__all__ = [
    "Absence",
    "AbsenceEnd",
    "Appointment",
    "AppointmentEnd",
    "AppointmentEntry",
    "Authority",
    "Body",
    "Change",
    "Clearance",
    "DecidedChange",
    "Decision",
    "DelegatedDecision",
    "DelegatedOffice",
    "Delegation",
    "DelegationEnd",
    "MaterialityRaise",
    "Meeting",
    "Office",
    "PaperSignature",
    "Recommendation",
    "Reopening",
    "Report",
    "SignOff",
    "SignatureWithdrawal",
    "SigningRound",
    "Submission",
    "Tabling",
    "Urgency",
    "away_on",
]
