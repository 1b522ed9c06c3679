from .authorities import Authority, DecidedChange, DelegatedDecision
from .call_in import CalledIn, CallInOutcome, CallInRuling, CallInWaiver
from .changes import Change, MaterialityRaise, SigningRound
from .corrections import DecisionCorrection, WordingFinding
from .delegations import DelegatedOffice, Delegation, DelegationEnd, Urgency
from .dismissals import Dismissal
from .distribution import (
    CopyMessage,
    CopyState,
    Distribution,
    DistributionCertificate,
    RollEntry,
)
from .endorsements import Endorsement
from .meetings import Body, Decision, Meeting, Recommendation, Report, Tabling
from .notices import Notice
from .offices import (
    Absence,
    AbsenceEnd,
    Appointment,
    AppointmentEnd,
    AppointmentEntry,
    Office,
    away_on,
)
from .precedents import Citation, EarlierDecision
from .proceedings import (
    AgendaItem,
    Attendee,
    DeclaredInterest,
    MeetingRecord,
    MinutesConfirmation,
    Publication,
)
from .read_backs import ReadBack, ReadBackFinding, unexplained
from .records import DecisionRecord
from .signatures import PaperSignature, SignatureWithdrawal, SignOff
from .submissions import Clearance, Reopening, Submission

__all__ = [
    "Absence",
    "Dismissal",
    "AbsenceEnd",
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
    "CallInOutcome",
    "CallInRuling",
    "CallInWaiver",
    "CalledIn",
    "Change",
    "CopyMessage",
    "CopyState",
    "Distribution",
    "DistributionCertificate",
    "RollEntry",
    "Clearance",
    "DecidedChange",
    "Decision",
    "DecisionRecord",
    "DelegatedDecision",
    "DelegatedOffice",
    "Delegation",
    "DelegationEnd",
    "MaterialityRaise",
    "Meeting",
    "Notice",
    "Office",
    "PaperSignature",
    "ReadBack",
    "ReadBackFinding",
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
    "unexplained",
]
