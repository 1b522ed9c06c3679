"""Records of decisions, and what becomes of their call-in."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from decisions import actions
from decisions.actions.records import as_kept, publishing_refusal
from decisions.actions.rulings import call_in_refusal
from decisions.call_in import (
    CallInCase,
    Row,
    about,
    in_words,
    statement_of,
    waiting_words,
)
from decisions.forms.call_in import (
    CalledInForm,
    CallInForm,
    ConfirmationForm,
    CorrectedOutcomeForm,
    OutcomeForm,
    WaiverForm,
    WithdrawalForm,
)
from decisions.forms.records import RecordForm
from decisions.models import CallInRuling, DecisionRecord
from decisions.models.records import Recorded
from decisions.records import Record, RecordShown, drafted, record_pdf, shown
from decisions.selectors.call_in import STEPS, call_in_initial, call_in_page
from decisions.selectors.records import (
    PublishPage,
    decision_row,
    publish_page,
    record_page,
    record_row,
    records_page,
)
from iegtracker import clock
from iegtracker.web import (
    OpenRequest,
    SignedInRequest,
    attempt,
    open_to_public,
    sent_back,
)


@open_to_public
def records(request: OpenRequest) -> HttpResponse:
    page = records_page(request.user, request.GET.dict())
    context = {"page": page, "breadcrumbs": [("Records of decisions", None)]}
    return render(request, "decisions/records.html", context)


@open_to_public
def record(request: OpenRequest, slug: str) -> HttpResponse:
    page = record_page(slug, request.GET.get("edition", ""), request.user)
    context = {"page": page, "breadcrumbs": page.trail}
    return render(request, "decisions/record.html", context)


@open_to_public
def pdf(request: OpenRequest, slug: str) -> HttpResponse:
    row, _ = record_row(slug, request.GET.get("edition", ""))
    made = record_pdf(Record.from_bytes(bytes(row.content)))
    answer = HttpResponse(made.content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="record-{row.slug}.pdf"'
    return answer


def publish(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """Asks for what is missing, shows the draft, then publishes what was shown."""
    if error := publishing_refusal(request.user):
        raise error
    page = publish_page(kind, pk)
    data = request.POST if request.method == "POST" else None
    form = RecordForm(
        data,
        initial=page.initial,
        kind=page.kind,
        corrects=page.corrects is not None,
    )
    draft: RecordShown | None = None
    if form.is_valid():
        drawn = attempt(form, _drawn, page.row, form)
        if drawn is not None:
            if form.cleaned_data["seen"] == drawn.digest:
                made = _published(request, form, page)
                if made is not None:
                    messages.success(request, f"The {made} has been published.")
                    return redirect(made)
            draft = shown(drawn)
            form.show(drawn.digest)
    context = {"form": form, "page": page, "draft": draft, "breadcrumbs": page.trail}
    return render(request, "decisions/record_publish.html", context)


def _drawn(row: Recorded, form: RecordForm) -> Record:
    return drafted(row, as_kept(form.told, row))


def _published(
    request: SignedInRequest, form: RecordForm, page: PublishPage
) -> DecisionRecord | None:
    told, seen = form.told, form.cleaned_data["seen"]
    if page.corrects:
        return attempt(
            form,
            actions.correct_record,
            page.row,
            told,
            why=form.cleaned_data["why"],
            seen=seen,
            by=request.user,
        )
    return attempt(
        form, actions.publish_record, page.row, told, seen=seen, by=request.user
    )


def call_in(request: SignedInRequest, round: str) -> HttpResponse:
    page = call_in_page(round, request.user)
    context = {"page": page, "breadcrumbs": page.trail}
    return render(request, "decisions/call_in.html", context)


def _rule(row: Row, form: CallInForm, **by: Any) -> Any:
    return actions.rule_on_call_in(row, form.call_in, **by)


def _confirm(row: Row, form: ConfirmationForm, **by: Any) -> Any:
    entry = get_object_or_404(row.rulings, number=form.cleaned_data["number"])
    return actions.confirm_ruling(entry, **by)


_FORMS: dict[str, tuple[Any, Callable[..., Any]]] = {
    "rule": (CallInForm, _rule),
    "confirm": (ConfirmationForm, _confirm),
    "called-in": (
        CalledInForm,
        lambda row, form, **by: actions.record_call_in(row, **form.cleaned_data, **by),
    ),
    "outcome": (
        OutcomeForm,
        lambda row, form, **by: actions.record_call_in_outcome(
            row, **form.cleaned_data, **by
        ),
    ),
    "correct-outcome": (
        CorrectedOutcomeForm,
        lambda row, form, **by: actions.correct_call_in_outcome(
            row, **form.cleaned_data, **by
        ),
    ),
    "waive": (
        WaiverForm,
        lambda row, form, **by: actions.waive_call_in(row, **form.cleaned_data, **by),
    ),
    "withdraw-waiver": (
        WithdrawalForm,
        lambda row, form, **by: actions.withdraw_waiver(row, **form.cleaned_data, **by),
    ),
}


def _initial(case: CallInCase, step: str) -> dict[str, Any]:
    if step == "confirm":
        return {"number": case.waiting.number if case.waiting else None}
    return call_in_initial(case) if step == "rule" else {}


def call_in_step(
    request: SignedInRequest, kind: str, pk: int, step: str
) -> HttpResponse:
    """One page for each thing that can be recorded of a decision's call-in."""
    if forbidden := call_in_refusal(request.user):
        raise forbidden
    if step not in STEPS:
        raise Http404("There is no such step.")
    row = decision_row(kind, pk)
    case = about(row)
    label, refused = STEPS[step]
    back = reverse("decisions:call_in", args=[statement_of(row).round])
    if error := refused(case, request.user):
        return sent_back(request, error, back)
    make, run = _FORMS[step]
    data = request.POST if request.method == "POST" else None
    form = make(data, initial=_initial(case, step))
    if form.is_valid():
        made = attempt(form, run, row, form, by=request.user)
        if made is not None:
            waits = isinstance(made, CallInRuling) and made.waits_because
            messages.success(request, waits or "It has been recorded.")
            return redirect(back)
    context = {
        "form": form,
        "label": label,
        "words": case.words,
        "now": in_words(case, clock.today()),
        "waiting": waiting_words(case),
        "breadcrumbs": [("Call-in", back), (label, None)],
    }
    return render(request, "decisions/call_in_step.html", context)
