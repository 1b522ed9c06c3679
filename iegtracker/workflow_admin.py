"""The admin of records that change only by named steps."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from .errors import DomainError
from .web import attempt
from .workflow import Transition


class ReadOnlyAdmin(admin.ModelAdmin):
    """Shows rows; nobody adds, changes or deletes one here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        return False


class Step:
    """One page of the admin: a transition, its form, and the action it calls.

    `form(request, obj, data)` makes the form; `refusal(obj, user)` says why the step
    is closed, or None; `run(obj, form, request)` calls the action.
    """

    def __init__(
        self,
        transition: Transition,
        *,
        form: Callable[..., forms.Form],
        refusal: Callable[[Any, Any], DomainError | None],
        run: Callable[..., Any],
        template: str = "admin/workflow_step.html",
        context: Callable[[Any, HttpRequest], Mapping[str, Any]] | None = None,
    ) -> None:
        self.transition = transition
        self.name = transition.name
        self.title = transition.words[:1].upper() + transition.words[1:]
        self.form, self.refusal, self.run = form, refusal, run
        self.template, self.context = template, context


class WorkflowAdmin(ReadOnlyAdmin):
    """Read-only records with one page per step."""

    steps: tuple[Step, ...] = ()
    change_form_template = "admin/workflow_change_form.html"

    def _url_name(self, step: Step) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{step.name}"

    def get_urls(self) -> list[Any]:
        return [
            path(
                f"<int:pk>/{step.name}/",
                self.admin_site.admin_view(partial(self.step_view, step=step)),
                name=self._url_name(step),
            )
            for step in self.steps
        ] + super().get_urls()

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        obj = self.get_object(request, object_id)
        open_steps = [
            s for s in self.steps if obj and s.refusal(obj, request.user) is None
        ]
        links = [
            (s.title, reverse(f"admin:{self._url_name(s)}", args=[object_id]))
            for s in open_steps
        ]
        context = {**(extra_context or {}), "steps": links}
        return super().change_view(request, object_id, form_url, context)

    def step_view(self, request: HttpRequest, pk: int, *, step: Step) -> HttpResponse:
        obj = self.get_object(request, str(pk))
        if obj is None or not self.has_view_permission(request, obj):
            raise PermissionDenied
        posted = request.method == "POST"
        refused = step.refusal(obj, request.user)
        if refused is not None:
            if isinstance(refused, PermissionDenied):
                raise refused
            messages.error(request, str(refused))
            return redirect(self._address(obj))
        data = (request.POST, request.FILES) if posted else (None, None)
        form = step.form(request, obj, *data)
        if (
            posted
            and form.is_valid()
            and attempt(form, step.run, obj, form, request) is not None
        ):
            messages.success(request, f"{obj}: done, {step.transition.words}.")
            return redirect(self._address(obj))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "object": obj,
            "form": form,
            "title": step.title,
            **(step.context(obj, request) if step.context else {}),
        }
        return TemplateResponse(request, step.template, context)

    def _address(self, obj: models.Model) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return reverse(name, args=[obj.pk])
