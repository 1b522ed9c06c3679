"""Every status, mode, outcome and verdict in the room of authority."""

from django.db.models import TextChoices


class ChangeStatus(TextChoices):
    WRITING = "writing", "Being written"
    PROPOSED = "proposed", "Waiting for signatures"
    APPLIED = "applied", "Agreed"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ChangeKind(TextChoices):
    AMENDMENT = "amendment", "Change"
    FINAL = "final", "Final approval"


class Mode(TextChoices):
    JOINT = "joint", "Jointly: every office signs"
    CONSULTATION = "consultation", "In consultation: one decides, one is consulted"
    SOLE = "sole", "Alone: one office signs"


class Scope(TextChoices):
    ANY = "any", "Any change"
    MINOR = "minor", "Minor changes only"
    MATERIAL = "material", "Material changes only"


class UrgencyKind(TextChoices):
    RULE = "rule", "A rule of the constitution"
    DECISION = "decision", "An urgent decision"


class Part(TextChoices):
    DECIDES = "decides", "Decides"
    CONSULTED = "consulted", "Is consulted"


class Outcome(TextChoices):
    AGREED = "agreed", "Agreed"
    AMENDED = "agreed_as_amended", "Agreed as amended"
    NOTED = "noted", "Noted"
    RECOMMENDED = "recommended_to_council", "Recommended to Council"
    DEFERRED = "deferred", "Deferred"
    REFERRED_BACK = "referred_back", "Referred back"
    REJECTED = "rejected", "Rejected"


# What sends the statement back to be drafted again.
TURNED_BACK = frozenset({Outcome.DEFERRED, Outcome.REFERRED_BACK, Outcome.REJECTED})


class CallIn(TextChoices):
    APPLIES = "applies", "Call-in applies"
    DOES_NOT = "does_not", "Call-in does not apply"
    NOT_KNOWN = "not_known", "Not known"


class CallInEnd(TextChoices):
    """What became of a call-in. That nothing has yet is only ever a correction."""

    RELEASED = "released", "Released: scrutiny took it no further"
    UPHELD = "upheld", "Upheld: the decision stands"
    REFERRED_BACK = "referred_back", "Referred back to be decided again"
    TO_COUNCIL = "to_council", "Referred to Council"
    NOTHING = "nothing_yet", "Nothing has been decided on it yet"


# What can be decided on a call-in.
CALL_IN_ENDS = tuple(end for end in CallInEnd if end is not CallInEnd.NOTHING)
# After these the decision may be acted on, and nothing more follows.
CALL_IN_OVER = frozenset({CallInEnd.RELEASED, CallInEnd.UPHELD})


class KeyDecision(TextChoices):
    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_KNOWN = "not_known", "Not known"


class Verdict(TextChoices):
    APPROVED = "approved", "Approved"
    RETURNED = "returned", "Returned with a comment"
    REFUSED = "refused", "Refused"


class Means(TextChoices):
    OWN_ACCOUNT = "own_account", "On their own account"
    ON_PAPER = "on_paper", "On paper"


class HolderKind(TextChoices):
    MEMBER = "member", "Councillor"
    OFFICER = "officer", "Officer"


class MeetingPart(TextChoices):
    """What the record of a meeting is made of, each part in editions."""

    AGENDA = "agenda", "Agenda"
    ATTENDANCE = "attendance", "Attendance"
    INTERESTS = "interests", "Interests declared"
    MINUTES = "minutes", "Minutes"


class ItemKind(TextChoices):
    PROCEDURAL = "procedural", "Procedural item"
    RECOMMENDATION = "recommendation", "Recommendation to Council"
    DECISION = "decision", "Decision"


class Presence(TextChoices):
    PRESENT = "present", "Present"
    APOLOGIES = "apologies", "Apologies for absence"
    ATTENDING = "in_attendance", "In attendance"


class Granter(TextChoices):
    """Who grants a dispensation: the day of the meeting says which."""

    STANDARDS = "standards_committee", "Standards committee"
    HEAD = "head_of_paid_service", "Head of paid service"


class Endorsing(TextChoices):
    """Whether a decision calls for another body's endorsement."""

    NOT_CALLED_FOR = "not_called_for", "Not called for"
    WANTED = "wanted", "Wanted: the text can be cleared without it"
    REQUIRED = "required", "Required before the text is cleared"


class CopyStatus(TextChoices):
    """What became of one member's copy of the final copy."""

    TO_SEND = "to_send", "To send"
    SENDING = "sending", "Sending"
    SENT = "sent", "Sent"
    NOT_KNOWN = "not_known", "Not known"
    BOUNCED = "bounced", "Bounced"
    DOWNLOADED = "downloaded", "Downloaded"
    PAPER = "paper_copy", "Paper copy"
    LEFT = "left_office", "Left office"


# Nothing more is to be done for the member: the copy was received, or is not due.
SETTLED = frozenset({CopyStatus.DOWNLOADED, CopyStatus.PAPER, CopyStatus.LEFT})


class EndorsementOutcome(TextChoices):
    ENDORSED = "endorsed", "Endorsed or agreed"
    NOTED = "noted", "Noted"
    REFERRED_BACK = "referred_back", "Referred back"
    REJECTED = "rejected", "Rejected"
