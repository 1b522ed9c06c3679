"""The return: copied into the ministry's form, taken as a file, and read back."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from decisions import actions
from decisions.forms.returns import ExplainForm, ReadBackForm
from decisions.selectors.returns import (
    Answers,
    answers_of,
    read_back_page,
    result_page,
    return_page,
)
from iegtracker.errors import NotAllowed
from iegtracker.web import SignedInRequest, attempt, sent_back
from statements.returning import as_csv, as_text, as_xml


@require_safe
def copy_across(request: SignedInRequest, round: str) -> HttpResponse:
    """Each field beside its text. The ticks are kept in the address alone."""
    page = return_page(round, request.user, set(request.GET.getlist("done")))
    context = {"page": page, "breadcrumbs": page.trail}
    return render(request, "decisions/return.html", context)


def _xml(answers: Answers) -> bytes:
    return as_xml(
        answers.filled, reference=answers.statement.round, state=answers.state
    )


_FILES: dict[str, tuple[str, Callable[[Answers], bytes]]] = {
    "xml": ("application/xml", _xml),
    "csv": ("text/csv; charset=utf-8", lambda answers: as_csv(answers.filled)),
    "txt": ("text/plain; charset=utf-8", lambda answers: as_text(answers.filled)),
}


@require_safe
def download(request: SignedInRequest, round: str, form: str) -> HttpResponse:
    """The answers as a file, for this reader alone."""
    answers = answers_of(round, request.user)
    if form not in _FILES:
        raise Http404("There is no such file.")
    kind, make = _FILES[form]
    answer = HttpResponse(make(answers), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{answers.name}.{form}"'
    answer["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(answer, private=True, no_store=True)
    return answer


def read_back(request: SignedInRequest, round: str) -> HttpResponse:
    page = read_back_page(round, request.user)
    if page.refused:
        return sent_back(request, page.refused, page.back)
    is_post = request.method == "POST"
    form = ReadBackForm(
        request.POST if is_post else None,
        request.FILES if is_post else None,
        submissions=page.submissions,
    )
    if form.is_valid():
        row = attempt(
            form, actions.read_back, form.chosen, **form.told, by=request.user
        )
        if row is not None:
            messages.success(request, row.comparison.sentence)
            return redirect("decisions:read_back_result", round, row.pk)
    context = {"form": form, "page": page, "breadcrumbs": page.trail}
    return render(request, "decisions/read_back.html", context)


@require_safe
def result(request: SignedInRequest, round: str, pk: int) -> HttpResponse:
    page = result_page(round, pk, request.user)
    context = {"page": page, "breadcrumbs": page.trail}
    return render(request, "decisions/read_back_result.html", context)


def explain(request: SignedInRequest, round: str, pk: int) -> HttpResponse:
    page = result_page(round, pk, request.user)
    if isinstance(page.refused, NotAllowed):
        raise page.refused
    form = ExplainForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        done = attempt(
            form,
            actions.explain_difference,
            page.row,
            why=form.cleaned_data["why"],
            by=request.user,
        )
        if done is not None:
            messages.success(request, "What was found has been recorded.")
            return redirect("decisions:read_back_result", round, pk)
    context = {"form": form, "page": page, "breadcrumbs": page.trail}
    return render(request, "decisions/explain_difference.html", context)
