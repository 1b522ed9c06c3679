"""The distribution of a final copy: the roll, its messages, and their fate."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from decisions.states import SETTLED, CopyStatus
from iegtracker.ledger.evidence import Evidence, EvidenceQuerySet
from statements.models import FinalCopy, Statement


class Distribution(Evidence):
    """A final copy goes to everybody who is a member at one moment, the cut-off."""

    statement = models.ForeignKey(
        Statement, models.PROTECT, related_name="distributions"
    )
    copy = models.OneToOneField(FinalCopy, models.PROTECT, related_name="distribution")
    cut_off_at = models.DateTimeField()
    roll_size = models.PositiveIntegerField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        permissions = [("distribute_copy", "Send the final copy to all members")]
        constraints = [
            models.CheckConstraint(
                condition=Q(roll_size__gt=0),
                name="distribution_goes_to_somebody",
                violation_error_message="There is nobody on the roll of members.",
            )
        ]

    def __str__(self) -> str:
        return f"distribution of the {self.copy}"


class RollEntryQuerySet(EvidenceQuerySet):
    def as_it_stands(self) -> "RollEntryQuerySet":
        """With the last state of each member's copy."""
        last = CopyState.objects.filter(entry=OuterRef("pk")).order_by("-number")
        return self.annotate(
            status=Subquery(last.values("status")[:1]),
            status_at=Subquery(last.values("at")[:1]),
            status_note=Subquery(last.values("note")[:1]),
            status_reply=Subquery(last.values("reply")[:1]),
            not_before=Subquery(last.values("not_before")[:1]),
        )

    def to_send(self) -> "RollEntryQuerySet":
        """What the program has still to do something about.

        Whoever's account was closed since is sent nothing: a clerk says why.
        """
        return self.as_it_stands().filter(
            status__in=[CopyStatus.TO_SEND, CopyStatus.SENDING], member__is_active=True
        )

    def unsettled(self) -> "RollEntryQuerySet":
        """Those of whom it is not certain that they have the copy or need none."""
        return self.as_it_stands().exclude(status__in=SETTLED)


class RollEntry(Evidence):
    """A member on the roll, with name and address as they were at the cut-off."""

    distribution = models.ForeignKey(
        Distribution, models.PROTECT, related_name="entries"
    )
    number = models.PositiveIntegerField()
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="roll_entries"
    )
    name = models.CharField(max_length=120)
    email = models.EmailField()

    objects = RollEntryQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["distribution", "number"]
        verbose_name_plural = "roll entries"
        constraints = [
            models.UniqueConstraint(
                fields=["distribution", "member"], name="roll_names_a_member_once"
            ),
            models.UniqueConstraint(
                fields=["distribution", "number"], name="roll_is_numbered"
            ),
        ]

    def __str__(self) -> str:
        return f"the copy of {self.name}"

    @property
    def last_state(self) -> "CopyState":
        return self.states.order_by("-number")[0]

    def get_status_display(self) -> str:
        return CopyStatus(self.__dict__["status"]).label


class CopyMessage(Evidence):
    """A message to one member, with the personal link in it.

    Of the link only the SHA-256 is kept. The link is worked out anew from `nonce` and
    the site's secret key whenever the message is sent, so that a second copy of a
    message is the same as the first.
    """

    entry = models.ForeignKey(RollEntry, models.PROTECT, related_name="messages")
    number = models.PositiveIntegerField()
    email = models.EmailField()
    nonce = models.CharField(max_length=32, unique=True)
    link_digest = models.CharField(max_length=64, unique=True)
    link_expires_at = models.DateTimeField()
    ledger_head = models.CharField(max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["entry", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "number"], name="copy_messages_are_numbered"
            ),
            models.CheckConstraint(
                condition=Q(link_expires_at__gt=F("made_at")),
                name="copy_link_is_open_for_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.number} with {self.entry}"


class CopyState(Evidence):
    """One step in what became of a member's copy. The last one stands.

    Each state has the next number, so that of two who go on from the same one the
    second is refused by the database.
    """

    entry = models.ForeignKey(RollEntry, models.PROTECT, related_name="states")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=11, choices=CopyStatus.choices)
    message = models.ForeignKey(
        CopyMessage, models.PROTECT, related_name="states", null=True, blank=True
    )
    reply = models.CharField(
        max_length=3, blank=True, help_text="The code by which a mail server answered."
    )
    note = models.CharField(max_length=300, blank=True)
    not_before = models.DateTimeField(
        null=True, blank=True, help_text="It is not tried again before."
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="Nobody, where the program itself did it.",
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["entry", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "number"], name="copy_states_follow_each_other"
            ),
            models.CheckConstraint(
                condition=Q(number__gt=0), name="copy_states_start_at_one"
            ),
            models.CheckConstraint(
                condition=Q(status__in=CopyStatus.values),
                name="copy_status_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[CopyStatus.PAPER, CopyStatus.LEFT])
                | (~Q(note="") & Q(by__isnull=False)),
                name="copy_recorded_by_hand_says_who_and_how",
                violation_error_message="Say how it is known.",
            ),
            models.CheckConstraint(
                condition=~Q(
                    status__in=[
                        CopyStatus.TO_SEND,
                        CopyStatus.SENDING,
                        CopyStatus.SENT,
                    ]
                )
                | Q(message__isnull=False),
                name="copy_is_sent_by_a_message",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.get_status_display().lower()}"

    def is_due(self, now: datetime) -> bool:
        """Whether it is to be sent, and may be tried now."""
        waits = self.not_before is not None and self.not_before > now
        return self.status == CopyStatus.TO_SEND and not waits


class DistributionCertificate(Evidence):
    """Everybody on the roll has the final copy, or has left office since."""

    distribution = models.OneToOneField(
        Distribution, models.PROTECT, related_name="certificate"
    )
    downloaded = models.PositiveIntegerField()
    on_paper = models.PositiveIntegerField()
    left_office = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, help_text="Of the final copy.")
    certified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    certified_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"certificate of the {self.distribution}"

    @property
    def members(self) -> int:
        return self.downloaded + self.on_paper + self.left_office
