"""The sign-in and password forms of allauth, worded and dressed as all our forms."""

from typing import Any

from allauth.account import forms as allauth_forms
from django.core.validators import MaxLengthValidator

from iegtracker.govuk.forms import GovukFormMixin

# No address is longer (RFC 5321, 4.5.3.1.3), nor is a username.
LONGEST_LOGIN = 254


class SignInForm(GovukFormMixin, allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.label = "Username or email address"
        login.widget.attrs["autocomplete"] = "username"
        login.error_messages["required"] = "Enter your username or email address"
        login.error_messages["max_length"] = (
            f"Username or email address must be {LONGEST_LOGIN} characters or fewer"
        )
        login.validators.append(MaxLengthValidator(LONGEST_LOGIN))
        self.fields["password"].error_messages["required"] = "Enter your password"


class ConfirmPasswordForm(GovukFormMixin, allauth_forms.ReauthenticateForm):
    pass


class ForgottenPasswordForm(GovukFormMixin, allauth_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.label = "Email address"
        email.error_messages["required"] = "Enter your email address"


class ChoosePasswordForm(GovukFormMixin, allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_new_password(self)


class ChangePasswordForm(GovukFormMixin, allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        old = self.fields["oldpassword"]
        old.label = "Current password"
        old.error_messages["required"] = "Enter your current password"
        name_new_password(self)


def name_new_password(form: GovukFormMixin) -> None:
    first, again = form.fields["password1"], form.fields["password2"]
    first.label, again.label = "New password", "New password again"
    first.error_messages["required"] = "Enter a new password"
    again.error_messages["required"] = "Enter the new password again"
