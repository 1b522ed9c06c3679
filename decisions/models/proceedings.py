"""The record of a meeting: agenda, attendance, interests and minutes, in editions.

A later edition of a part supersedes the one before it; nothing is edited.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from decisions.states import Granter, ItemKind, MeetingPart, Presence
from iegtracker.ledger.evidence import Evidence

from .meetings import Meeting, Report, Tabling
from .offices import Office
from .one_of import exactly_one


class MeetingRecord(Evidence):
    """One edition of one part of a meeting's record; its lines stand in tables below.

    `text` is the minutes, or says that no interest was declared.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="records")
    part = models.CharField(max_length=12, choices=MeetingPart.choices)
    edition = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["meeting", "part", "edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "part", "edition"],
                name="meeting_record_one_of_each_edition",
                violation_error_message="Somebody recorded this just now. Read it.",
            ),
            models.CheckConstraint(
                condition=Q(part=MeetingPart.MINUTES) & ~Q(text="")
                | Q(part=MeetingPart.INTERESTS)
                | Q(part__in=(MeetingPart.AGENDA, MeetingPart.ATTENDANCE), text=""),
                name="meeting_record_part_is_known_and_minutes_have_words",
            ),
        ]

    def __str__(self) -> str:
        part = self.get_part_display().lower()
        return f"{part} of {self.meeting} (edition {self.edition})"


class _Line(Evidence):
    """One line of an edition, in the order in which it was typed."""

    position = models.PositiveIntegerField()

    class Meta:
        abstract = True
        ordering = ["record", "position"]


class AgendaItem(_Line):
    """One item of business."""

    record = models.ForeignKey(MeetingRecord, models.PROTECT, related_name="items")
    number = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=16, choices=ItemKind.choices)
    report = models.ForeignKey(
        Report, models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta(_Line.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["record", "position"], name="agenda_item_one_a_place"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ItemKind.values) & ~Q(title=""),
                name="agenda_item_has_a_title_and_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.number or self.position} of {self.record.meeting}"


class Attendee(_Line):
    """Who was there, or sent apologies: a name or a role, as the clerk wrote it."""

    record = models.ForeignKey(MeetingRecord, models.PROTECT, related_name="attendees")
    name = models.CharField(max_length=200)
    presence = models.CharField(max_length=16, choices=Presence.choices)
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta(_Line.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["record", "position"], name="attendee_one_a_place"
            ),
            models.CheckConstraint(
                condition=Q(presence__in=Presence.values) & ~Q(name=""),
                name="attendee_has_a_name_and_a_presence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} at {self.record.meeting}"


class DeclaredInterest(_Line):
    """An interest declared at a meeting (SI 2000/3272, regulation 3; SI 2012/2089)."""

    record = models.ForeignKey(MeetingRecord, models.PROTECT, related_name="interests")
    who = models.CharField(max_length=200)
    nature = models.TextField(help_text="The interest.")
    action = models.TextField(help_text="What they did, such as leaving the room.")
    granted_by = models.CharField(
        max_length=24,
        choices=Granter.choices,
        blank=True,
        help_text="Who granted a dispensation; blank when there was none.",
    )

    class Meta(_Line.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["record", "position"], name="declared_interest_one_a_place"
            ),
            models.CheckConstraint(
                condition=~Q(who="")
                & ~Q(nature="")
                & ~Q(action="")
                & Q(granted_by__in=("", *Granter.values)),
                name="declared_interest_says_who_what_and_what_they_did",
            ),
        ]

    def __str__(self) -> str:
        return f"interest of {self.who} at {self.record.meeting}"


class Publication(Evidence):
    """The day on which an agenda, or a report as it was tabled, was published.

    A later row about the same thing supersedes the one before it.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="publications")
    agenda = models.ForeignKey(
        MeetingRecord,
        models.PROTECT,
        related_name="publications",
        null=True,
        blank=True,
    )
    tabling = models.ForeignKey(
        Tabling, models.PROTECT, related_name="publications", null=True, blank=True
    )
    published_on = models.DateField()
    where = models.CharField(max_length=300, help_text="Offices, website.")
    urgency = models.TextField(
        blank=True, help_text="Why the notice was short; blank when it was not."
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["meeting", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("agenda", "tabling"),
                name="publication_is_of_an_agenda_or_of_a_report",
            ),
            models.CheckConstraint(
                condition=~Q(where=""), name="publication_says_where"
            ),
        ]

    def __str__(self) -> str:
        return f"publication of the {self.agenda or self.tabling}"


class MinutesConfirmation(Evidence):
    """Minutes confirmed as a correct record at a later meeting of the same body."""

    meeting = models.OneToOneField(
        Meeting, models.PROTECT, related_name="minutes_confirmation"
    )
    minutes = models.OneToOneField(
        MeetingRecord, models.PROTECT, related_name="confirmation"
    )
    confirmed_at = models.ForeignKey(
        Meeting, models.PROTECT, related_name="minutes_confirmed"
    )
    corrections = models.TextField(
        help_text="What was corrected. “None” is said, not left out."
    )
    signed_by = models.CharField(
        max_length=200, help_text="Who signed them, by name or role."
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(meeting=models.F("confirmed_at")),
                name="minutes_are_confirmed_at_another_meeting",
                violation_error_message="Choose a later meeting of the same body.",
            ),
            models.CheckConstraint(
                condition=~Q(corrections="") & ~Q(signed_by=""),
                name="minutes_confirmation_says_corrections_and_who_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"confirmation of the minutes of {self.meeting}"
