"""Accounts. What an account may do comes from its roles; what it may sign, from
an office that somebody else appointed it to."""

import hashlib
from collections.abc import Iterable
from functools import cached_property

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models
from django.db.models import Q


class MailChoice(models.TextChoices):
    AT_ONCE = "at_once", "At once"
    DIGEST = "digest", "In one message a working day"


class User(AbstractUser):
    """An account of one person, shown by `name`."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(
        max_length=120, help_text="As shown to others, and kept in every record."
    )
    email = models.EmailField("email address", unique=True)
    email_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    password_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    mail_choice = models.CharField(
        "mail", max_length=8, choices=MailChoice.choices, default=MailChoice.AT_ONCE
    )

    REQUIRED_FIELDS = ["name", "email"]

    class Meta(AbstractUser.Meta):
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="user_has_a_name",
                violation_error_message="Enter the name that others will see.",
            ),
            models.CheckConstraint(
                condition=Q(mail_choice__in=MailChoice.values),
                name="user_mail_choice_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def others_at(self, email: str) -> models.QuerySet["User"]:
        """The accounts of others with an email address, however it is capitalised."""
        return User.objects.exclude(pk=self.pk).filter(email__iexact=email)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @cached_property
    def granted(self) -> frozenset[str]:
        """The permissions that roles give. A superuser's flag gives none of them."""
        return granted_to([self])[self.pk]

    def holds(self, permission: str) -> bool:
        """Whether a role gives `permission`: no short cut for a superuser."""
        return permission in self.granted


def granted_to(people: Iterable[User]) -> dict[int, frozenset[str]]:
    """The permissions that roles give to each of these people, by key, in one query.

    Whoever's account is closed has none.
    """
    found: dict[int, set[str]] = {person.pk: set() for person in people}
    is_open = [person.pk for person in people if person.is_active]
    permission = "groups__permissions"
    given = User.objects.filter(pk__in=is_open, **{f"{permission}__isnull": False})
    for key, app, codename in given.order_by().values_list(
        "pk", f"{permission}__content_type__app_label", f"{permission}__codename"
    ):
        found[key].add(f"{app}.{codename}")
    return {key: frozenset(names) for key, names in found.items()}


def with_permissions(people: Iterable[User]) -> list[User]:
    """These people, who know by then what they are granted: one query, not one each."""
    found = list(people)
    asking = [person for person in found if "granted" not in person.__dict__]
    granted = granted_to(asking) if asking else {}
    for person in asking:
        person.granted = granted[person.pk]
    return found


class Public(AnonymousUser):
    """Whoever is not signed in: nobody gave the public any permission."""

    name = ""
    granted: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return "The public"

    def holds(self, permission: str) -> bool:
        return permission in self.granted


# Who may read a page that is open to the public.
Visitor = User | Public


class CalendarAddressQuerySet(models.QuerySet):
    def opened_by(self, token: str) -> "CalendarAddressQuerySet":
        """The address that holds `token`, while its owner's account is open."""
        return self.filter(
            digest=CalendarAddress.digest_of(token), owner__is_active=True
        )


class CalendarAddress(models.Model):
    """The address at which a person's calendar is read, while they keep one.

    Whoever has it may read, so only the SHA-256 of its token is kept. What became of
    it is in the ledger.
    """

    owner = models.OneToOneField(
        User, models.CASCADE, related_name="calendar_address", primary_key=True
    )
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    objects = CalendarAddressQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"calendar address of {self.owner}"

    @staticmethod
    def digest_of(token: str) -> str:
        return hashlib.sha256(token.encode(errors="replace")).hexdigest()
