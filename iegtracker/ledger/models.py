"""The ledger: one hash-chained list of what happened."""

import hashlib
import json
from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from .evidence import Evidence, EvidenceQuerySet
from .sentences import sentence

NOTHING_BEFORE = "0" * 64


# The columns that are hashed, besides the moment.
HASHED = (
    "actor_id",
    "actor_name",
    "data",
    "office",
    "position",
    "previous",
    "subject_id",
    "subject_name",
    "subject_type",
    "verb",
)
_text = json.encoder.encode_basestring_ascii


def hashed(
    at: str,
    actor: int | None,
    actor_name: str,
    data: str,
    office: str,
    position: int,
    previous: str,
    subject_id: str,
    subject_name: str,
    subject_type: str,
    verb: str,
) -> bytes:
    """An event as canonical JSON: sorted keys, no spaces, ASCII.

    Spelled out, because `verify` makes it for every event there is, and the general
    way takes three times as long.
    """
    return (
        f'{{"actor":{"null" if actor is None else actor},'
        f'"actor_name":{_text(actor_name)},"at":"{at}","data":{_text(data)},'
        f'"office":{_text(office)},"position":{position},"previous":"{previous}",'
        f'"subject_id":{_text(subject_id)},"subject_name":{_text(subject_name)},'
        f'"subject_type":{_text(subject_type)},"verb":{_text(verb)}}}'
    ).encode()


class EventQuerySet(EvidenceQuerySet):
    """Events by what they are about and who did them."""

    def about(self, *objects: models.Model) -> "EventQuerySet":
        found = Q(pk__in=[])
        for obj in objects:
            found |= Q(subject_type=obj._meta.label_lower, subject_id=str(obj.pk))
        return self.filter(found)


class Event(Evidence):
    """One thing that happened. Names are kept as text: users and objects may go."""

    position = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField(db_index=True)
    verb = models.CharField(max_length=60, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    actor_name = models.CharField(max_length=150)
    office = models.CharField(max_length=200, blank=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    subject_name = models.CharField(max_length=200)
    data = models.TextField()
    previous = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    objects = EventQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(position__gt=0), name="event_positions_start_at_one"
            )
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="event_subject")
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.sentence}"

    @property
    def told(self) -> dict[str, Any]:
        """What the event says besides its columns."""
        return json.loads(self.data)

    @property
    def sentence(self) -> str:
        return sentence(self.verb, actor=self.actor_name, subject=self.subject_name)

    @property
    def hashed(self) -> bytes:
        """The bytes that are hashed: the columns, and the hash of the event before."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        return hashed(at, *(getattr(self, name) for name in HASHED))

    @property
    def expected_hash(self) -> str:
        return hashlib.sha256(self.hashed).hexdigest()


class RecordCheck(Evidence):
    """The outcome of proving the whole record once, so that a break is seen by those
    who answer for it, and so is that nobody has looked for a while."""

    checked_at = models.DateTimeField()
    holds = models.BooleanField()
    found = models.PositiveIntegerField(help_text="How many breaks there were.")
    breaks = models.TextField(help_text="The first of them, as JSON.")
    position = models.PositiveBigIntegerField(help_text="Of the last event then.")
    head = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "check of the record"
        verbose_name_plural = "checks of the record"
        constraints = [
            models.CheckConstraint(
                condition=Q(holds=True, found=0) | Q(holds=False, found__gt=0),
                name="record_check_that_holds_found_nothing",
            )
        ]

    def __str__(self) -> str:
        return f"check of the record up to event {self.position}"

    @property
    def named(self) -> list[dict[str, Any]]:
        """The breaks: title of the check, where, sentence, and ledger position."""
        return json.loads(self.breaks)


class DemonstrationClock(models.Model):
    """How far the story's time stands from the world's. One row, or none."""

    offset = models.DurationField()
    started_at = models.DateTimeField(help_text="The story's first moment.")
    only = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(only=True), name="demonstration_has_one_clock"
            )
        ]

    def __str__(self) -> str:
        return f"{self.offset} from the world's time"
