"""The admin of records that change only by named steps."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import SEARCH_VAR
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator

from .errors import DomainError, NotAllowed
from .web import attempt, sent_back
from .workflow import Transition

LONGEST_SEARCH = 200


class _ByRole:
    """Who may see rows: by a role only, for what is being written is no business of
    a superuser's."""

    opts: Any

    def has_view_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        name = f"{self.opts.app_label}.view_{self.opts.model_name}"
        return request.user.is_authenticated and request.user.holds(name)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        return False


class ReadOnlyInline(_ByRole, admin.TabularInline):
    """Rows below the record that they belong to."""

    extra = 0
    can_delete = False


class ReadOnlyAdmin(_ByRole, admin.ModelAdmin):
    """Shows rows; nobody adds, changes or deletes one here."""

    actions = None
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """A record's page names the same related rows as the list does."""
        rows = super().get_queryset(request)
        related = self.list_select_related
        return rows.select_related(*related) if isinstance(related, tuple) else rows

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """Read once a request, though its steps and its fields both ask for it."""
        found: dict[Any, Any] = request.__dict__.setdefault("_records", {})
        key = (self.opts.label, object_id, from_field)
        if key not in found:
            try:
                found[key] = super().get_object(request, object_id, from_field)
            except OverflowError:
                # SQLite has no number so large, so no record has that key.
                found[key] = None
        return found[key]

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """PostgreSQL cannot be asked for a NUL, and no record holds one; SQLite cannot
        be asked for a thousand words at once."""
        if "%00" in request.GET.urlencode():
            raise IncorrectLookupParameters
        if len(request.GET.get(SEARCH_VAR, "")) > LONGEST_SEARCH:
            messages.error(
                request, f"A search must be {LONGEST_SEARCH} characters or fewer."
            )
            raise IncorrectLookupParameters
        return super().get_changelist_instance(request)

    def get_view_on_site_url(self, obj: models.Model | None = None) -> str | None:
        address = getattr(obj, "get_absolute_url", None)
        return address() if address else None


class RecordsSite(admin.AdminSite):
    """Only records of the council: nothing here can be edited by typing over it.

    What other apps would bring (groups, addresses) is the code's matter, or its
    owner's, and is left out.
    """

    site_header = "IEG tracker: records"
    site_title = "IEG tracker records"
    index_title = "Records"
    empty_value_display = "–"

    @method_decorator(login_not_required)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is one place to sign in, with one set of limits."""
        if not request.user.is_authenticated:
            wanted = request.GET.get("next") or reverse("admin:index")
            return redirect_to_login(wanted, reverse("account_login"))
        if not self.has_permission(request):
            raise NotAllowed(
                "The records are open to those who work on them. What is published "
                "can be read on the site."
            )
        return redirect("admin:index")

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")

    def register(
        self, model_or_iterable: Any, admin_class: Any = None, **options: Any
    ) -> None:
        if admin_class is not None and issubclass(admin_class, ReadOnlyAdmin):
            super().register(model_or_iterable, admin_class, **options)


class YesNoFilter(admin.SimpleListFilter):
    """Whether rows have a related row; `lookup` is true where they have none."""

    lookup: str

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[str, str]]:
        return [("yes", "Yes"), ("no", "No")]

    def queryset(
        self, request: HttpRequest, queryset: models.QuerySet[Any]
    ) -> models.QuerySet[Any]:
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(**{self.lookup: self.value() == "no"})


class Step:
    """One page of the admin about one object: its form, and the action it calls.

    `form(request, obj, data, files)` makes the form; `refusal(obj, user)` says why the
    step is closed, or None; `offered` asks less, where the whole question costs too
    much for a link; `run(obj, form, request)` calls the action. `shows` is a template
    printed above the form, `fields` one that prints the form's fields;
    `context(obj, request)` is what they print.
    """

    def __init__(
        self,
        name: str,
        words: str,
        *,
        form: Callable[..., forms.Form],
        refusal: Callable[[Any, Any], DomainError | None],
        run: Callable[..., Any],
        offered: Callable[[Any, Any], DomainError | None] | None = None,
        shows: str = "",
        fields: str = "govuk/uni_form.html",
        context: Callable[[Any, HttpRequest], Mapping[str, Any]] | None = None,
    ) -> None:
        self.name = name
        self.words = words
        self.title = words[:1].upper() + words[1:]
        self.form, self.refusal, self.run = form, refusal, run
        self.offered = offered or refusal
        self.shows, self.fields, self.context = shows, fields, context

    @classmethod
    def of(cls, transition: Transition, **kwargs: Any) -> "Step":
        """The step of a line of the transition table."""
        return cls(transition.name, transition.words, **kwargs)


class NewStep:
    """One page of the admin that records something new.

    `refusal(user)` says why it is closed; `run(form, request)` calls the action.
    """

    def __init__(
        self,
        name: str,
        words: str,
        *,
        form: Callable[..., forms.Form],
        refusal: Callable[[Any], DomainError | None],
        run: Callable[..., Any],
        fields: str = "govuk/uni_form.html",
    ) -> None:
        self.name = name
        self.words = words
        self.title = words[:1].upper() + words[1:]
        self.form, self.refusal, self.run, self.fields = form, refusal, run, fields


class WorkflowAdmin(ReadOnlyAdmin):
    """Read-only records with one page per step."""

    steps: tuple[Step, ...] = ()
    new_steps: tuple[NewStep, ...] = ()
    change_form_template = "admin/workflow_change_form.html"
    change_list_template = "admin/workflow_change_list.html"

    def _url_name(self, step: Step | NewStep) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{step.name}"

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        new = [
            path(
                f"{step.name}/",
                view(partial(self.new_view, step=step)),
                name=self._url_name(step),
            )
            for step in self.new_steps
        ]
        about = [
            path(
                f"<int:pk>/{step.name}/",
                view(partial(self.step_view, step=step)),
                name=self._url_name(step),
            )
            for step in self.steps
        ]
        return new + about + super().get_urls()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        links = [
            (step.title, reverse(f"admin:{self._url_name(step)}"))
            for step in self.new_steps
            if step.refusal(request.user) is None
        ]
        context = {**(extra_context or {}), "steps": links}
        return super().changelist_view(request, context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        obj = self.get_object(request, object_id)
        links = [
            (step.title, reverse(f"admin:{self._url_name(step)}", args=[obj.pk]))
            for step in self.steps
            if obj and step.offered(obj, request.user) is None
        ]
        context = {**(extra_context or {}), "steps": links}
        return super().change_view(request, object_id, form_url, context)

    def step_view(self, request: HttpRequest, pk: int, *, step: Step) -> HttpResponse:
        """GET shows what the step asks for, POST takes it."""
        obj = self.get_object(request, str(pk))
        if obj is None or not self.has_view_permission(request, obj):
            raise PermissionDenied
        address = self._address(obj)
        if refused := step.refusal(obj, request.user):
            return sent_back(request, refused, address)
        form = step.form(request, obj, *_sent(request))
        if form.is_valid() and attempt(form, step.run, obj, form, request) is not None:
            messages.success(request, f"{_sentence(obj)}: done, {step.words}.")
            return redirect(address)
        context = step.context(obj, request) if step.context else {}
        return self._page(request, step, form, obj=obj, shows=step.shows, **context)

    def new_view(self, request: HttpRequest, *, step: NewStep) -> HttpResponse:
        """GET shows the form, POST records what it says."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if refused := step.refusal(request.user):
            raise refused
        form = step.form(request, *_sent(request))
        if form.is_valid():
            made = attempt(form, step.run, form, request)
            if made is not None:
                messages.success(request, f"{_sentence(made)}: done, {step.words}.")
                return redirect(self._address())
        return self._page(request, step, form)

    def _page(
        self,
        request: HttpRequest,
        step: Step | NewStep,
        form: forms.Form,
        *,
        obj: models.Model | None = None,
        shows: str = "",
        **told: Any,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "object": obj,
            "form": form,
            "fields_template": step.fields,
            "shows_template": shows,
            "title": step.title,
            "button": getattr(form, "label", "") or getattr(form, "submit_label", ""),
            "back": self._address(obj),
            **told,
        }
        return TemplateResponse(request, "admin/workflow_step.html", context)

    def _address(self, obj: models.Model | None = None) -> str:
        start = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        if obj is None:
            return reverse(f"{start}_changelist")
        return reverse(f"{start}_change", args=[obj.pk])


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _sentence(obj: Any) -> str:
    words = str(obj)
    return words[:1].upper() + words[1:]
