"""Every status that a statement or a draft can have."""

from django.db.models import TextChoices


class StatementStatus(TextChoices):
    DRAFTING = "drafting", "Being drafted"
    REPORTED = "reported", "Reported to the meeting"
    DECIDED = "decided", "Decided"
    CLEARED = "cleared", "Cleared for submission"
    SUBMITTED = "submitted", "Submitted"
    PUBLISHED = "published", "Published"


class DraftStatus(TextChoices):
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


# Once reported and until cleared, the text changes by decided changes only.
CHANGES_BY_AUTHORITY = frozenset({StatementStatus.REPORTED, StatementStatus.DECIDED})
