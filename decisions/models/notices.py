"""Messages to people: what was said to whom, on which occasion, and when it went."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

# A claim that its process did not live to honour lapses after so long.
CLAIM = timedelta(minutes=10)
# What could not be sent for so long is of no more use.
KEPT_TRYING = timedelta(days=14)


class NoticeQuerySet(models.QuerySet):
    def to_send(self, now: datetime) -> "NoticeQuerySet":
        """What is to go out by itself and has not: what was tried least first, so that
        no message stands in the way of the rest."""
        return (
            self.filter(sent_at__isnull=True, held=False, made_at__gt=now - KEPT_TRYING)
            .filter(Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - CLAIM))
            .filter(person__is_active=True)
            .order_by("attempts", "pk")
        )

    def for_a_digest(self) -> "NoticeQuerySet":
        """What waits to be told in a digest."""
        return self.filter(held=True, told_in__isnull=True, person__is_active=True)

    def claim(self, notice: "Notice", now: datetime) -> bool:
        """Take a message to send it; False when somebody else has.

        Whoever read the same row loses here, for each claim counts one attempt.
        """
        unchanged = self.filter(
            pk=notice.pk, attempts=notice.attempts, sent_at__isnull=True
        )
        return bool(unchanged.update(attempts=F("attempts") + 1, claimed_at=now))


class Notice(models.Model):
    """One message to one person about one occasion: never a second.

    The row is made in the transaction of what it tells, and sent after it: what is
    rolled back is told to nobody, and what no server took is sent by `remind`.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices"
    )
    occasion = models.CharField(max_length=120)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    made_at = models.DateTimeField()
    held = models.BooleanField(
        default=False, help_text="Kept for a digest, as the person chose."
    )
    told_in = models.ForeignKey(
        "self", models.PROTECT, related_name="told", null=True, blank=True
    )
    attempts = models.PositiveIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(
        max_length=80, blank=True, help_text="The kind of the last failure."
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "occasion"], name="notice_one_per_occasion"
            ),
            models.CheckConstraint(
                condition=~Q(subject="") & ~Q(occasion="") & ~Q(text=""),
                name="notice_says_something",
            ),
            models.CheckConstraint(
                condition=Q(held=True) | Q(told_in__isnull=True),
                name="notice_in_a_digest_was_held",
            ),
            models.CheckConstraint(
                condition=Q(held=False) | Q(sent_at__isnull=True),
                name="notice_that_is_held_is_not_sent_by_itself",
            ),
        ]
        indexes = [
            models.Index(
                fields=["made_at"],
                condition=Q(sent_at__isnull=True),
                name="notice_unsent",
            )
        ]

    def __str__(self) -> str:
        return self.subject
