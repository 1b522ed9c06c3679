"""Forms about accounts. None of them asks for another person's password."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.models import EmailAddress
from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.http import HttpRequest

from iegtracker.govuk.fields import Checkboxes, Radios
from iegtracker.govuk.forms import (
    Button,
    GovukForm,
    GovukFormMixin,
    SecondaryButton,
)

from .models import MailChoice
from .roles import Role

_ROLES = [(role.value, role.value) for role in Role]
_HINTS = {
    Role.OFFICER.value: "Drafts papers, writes and proposes changes.",
    Role.DELEGATE.value: "Reads what the holder of an office signs.",
    Role.CLERK.value: "Records meetings, decisions, appointments and submissions.",
    Role.MEMBER.value: "Reads what is published.",
    Role.AUDITOR.value: "Reads everything, changes nothing.",
}


class RolesForm(GovukForm):
    """What an account may do. An office is another matter: somebody is appointed."""

    submit_label = "Save the roles"

    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=_ROLES,
        widget=Checkboxes(hints=_HINTS),
        required=False,
        help_text="A role never gives an office: two clerks appoint its holder.",
    )

    def clean_roles(self) -> set[Role]:
        return {Role(name) for name in self.cleaned_data["roles"]}


class AccountForm(RolesForm):
    """A new account."""

    submit_label = "Open the account"

    username = forms.CharField(
        label="Username", max_length=150, validators=[UnicodeUsernameValidator()]
    )
    name = forms.CharField(
        label="Name",
        max_length=120,
        help_text="As shown to others, and in every record.",
    )
    email = forms.EmailField(
        label="Email address",
        max_length=254,
        help_text="A link to choose a password is sent there. Only its owner can "
        "change it.",
    )

    field_order = ("username", "name", "email", "roles")


class ChangeEmailForm(GovukFormMixin, allauth_forms.AddEmailForm):
    """One's own address; it counts once the link sent to it has been followed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.label = "New email address"
        email.error_messages["required"] = "Enter your new email address"

    def clean_email(self) -> str:
        email = super().clean_email()
        if self.user.others_at(email).exists():
            raise forms.ValidationError("Another account has that email address")
        return str(email)

    def save(self, request: HttpRequest) -> Any:
        """The address in use stands until the new one is confirmed.

        allauth takes an address that it never verified for one still to come, and
        would drop it; the link that opened the account went there.
        """
        EmailAddress.objects.update_or_create(
            user=self.user,
            email=self.user.email,
            defaults={"verified": True, "primary": True},
        )
        return super().save(request)


class MailChoiceForm(GovukForm):
    """How mail is sent to the owner of an account."""

    submit_label = "Save"

    choice = forms.ChoiceField(
        label="How mail is sent to you",
        choices=MailChoice.choices,
        widget=Radios(
            hints={
                MailChoice.AT_ONCE.value: "Each message when its occasion arises.",
                MailChoice.DIGEST.value: "In the morning, if there is "
                "anything. Receipts, and what you are to sign in the last two working "
                "days before a deadline, still come at once.",
            }
        ),
        error_messages={"required": "Select how mail is sent to you"},
    )


class MakeAddressForm(GovukForm):
    submit_label = "Make an address"


class ReplaceAddressForm(GovukForm):
    """Another address in place of the one there is, or none at all."""

    submit_label = "Make another address in its place"

    def buttons(self) -> list[Button]:
        return [
            Button(self.submit_label),
            SecondaryButton("Revoke the address", name="revoke"),
        ]
