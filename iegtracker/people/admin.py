"""Accounts in the admin: opened, given roles and closed by steps.

A superuser keeps accounts and nothing else: no flag lets anybody sign, propose or
decide.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from iegtracker.govuk.forms import GovukForm
from iegtracker.workflow_admin import NewStep, Step, WorkflowAdmin

from . import actions
from .forms import AccountForm, RolesForm
from .models import CalendarAddress, User


class CloseForm(GovukForm):
    submit_label = "Close the account"


class LinkForm(GovukForm):
    submit_label = "Send the link"


def _roles_form(request: HttpRequest, user: User, data: Any, files: Any) -> forms.Form:
    had = [role.value for role in actions.roles_of(user)]
    return RolesForm(data, initial={"roles": had})


def _run(action: Any) -> Any:
    def run(user: User, form: forms.Form, request: HttpRequest) -> User:
        return action(user, by=request.user, **form.cleaned_data)

    return run


def _open(form: forms.Form, request: HttpRequest) -> User:
    return actions.open_account(by=request.user, **form.cleaned_data)  # type: ignore[arg-type]


@admin.register(User)
class UserAdmin(WorkflowAdmin):
    list_display = ("username", "name", "email", "is_active", "last_login")
    list_filter = ("is_active", "groups", "is_superuser")
    search_fields = ("username", "name", "email")
    ordering = ("username",)
    fields = (
        "username",
        "name",
        "email",
        "email_changed_at",
        "roles",
        "mail_choice",
        "calendar",
        "is_active",
        "is_staff",
        "is_superuser",
        "last_login",
        "date_joined",
    )
    readonly_fields = fields
    new_steps = (
        NewStep(
            "open",
            "open an account",
            form=lambda request, data, files: AccountForm(data),
            refusal=actions.accounts_refusal,
            run=_open,
        ),
    )
    steps = (
        Step(
            "roles",
            "change the roles",
            form=_roles_form,
            refusal=actions.roles_refusal,
            run=_run(actions.change_roles),
        ),
        Step(
            "send-link",
            "send a link to choose a password",
            form=lambda request, user, data, files: LinkForm(data),
            refusal=actions.link_refusal,
            run=_run(actions.send_link),
        ),
        Step(
            "close",
            "close the account",
            form=lambda request, user, data, files: CloseForm(data),
            refusal=actions.closing_refusal,
            run=_run(actions.close_account),
        ),
    )

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever keeps accounts sees them too."""
        keeps = actions.accounts_refusal(request.user) is None  # type: ignore[arg-type]
        return keeps or super().has_view_permission(request, obj)

    @admin.display(description="Roles")
    def roles(self, user: User) -> str:
        return ", ".join(sorted(actions.roles_of(user))) or "None"

    @admin.display(description="Calendar address")
    def calendar(self, user: User) -> str:
        known = CalendarAddress.objects.filter(owner=user).first()
        return f"Made on {timezone.localdate(known.made_at)}" if known else "None"
