"""The report to a meeting: read, written, put, revised, withdrawn."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from decisions import access, actions
from decisions.actions.meetings import revision_refusal
from decisions.forms.changes import StepForm
from decisions.forms.reports import OpenReportForm
from decisions.models import Report
from decisions.selectors.papers import last_tabling, reports_with_papers
from decisions.selectors.reports import report_page, shown_text
from decisions.transitions import REPORT, REVISE, WITHDRAW_REPORT
from iegtracker.errors import NotAllowed, NotReady, WrongState
from iegtracker.people.models import Visitor
from iegtracker.web import OpenRequest, SignedInRequest, attempt, open_to_public
from iegtracker.workflow import refusal
from statements.access import reader_of
from statements.document.exempt import withheld
from statements.rendering import pdf as rendering
from statements.views.editor import section_editor


@open_to_public
def report(request: OpenRequest, number: int) -> HttpResponse:
    found = _readable(request.user, number)
    wants_draft = request.GET.get("text") == "draft"
    page = report_page(found, request.user, wants_draft=wants_draft)
    if page is None:
        raise NotReady("This report has no text yet.")
    context = {"page": page, "breadcrumbs": _trail(found)}
    return render(request, "decisions/report.html", context)


@open_to_public
def report_pdf(request: OpenRequest, number: int) -> HttpResponse:
    """What was tabled, or the draft for those who may see drafts."""
    found = _readable(request.user, number)
    wants_draft = request.GET.get("text") == "draft"
    shown, _ = shown_text(found, request.user, wants_draft=wants_draft)
    if shown is None:
        raise NotReady("This report has no text yet.")
    document = withheld(shown.document, reader_of(request.user))
    made = rendering.pdf(document, kind=rendering.REPORT)
    answer = HttpResponse(made.content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="report-{number}.pdf"'
    if request.user.is_authenticated:
        patch_cache_control(answer, private=True, no_store=True)
    return answer


def open_report(request: SignedInRequest) -> HttpResponse:
    user = request.user
    if not user.holds("statements.edit_paper"):
        raise NotAllowed(f"{user} may not write a report. Officers can.")
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = OpenReportForm(*data, initial=_asked(request))
    if form.is_valid():
        told = form.cleaned_data
        opened = attempt(
            form,
            actions.open_report,
            told["about"],
            told["meeting"],
            form.document,
            by=user,
        )
        if opened is not None:
            messages.success(request, f"Report {opened.number} has been opened.")
            return redirect(opened)
    trail = [("Meetings", reverse("decisions:meetings")), ("Open a report", None)]
    context = {"form": form, "breadcrumbs": trail}
    return render(request, "decisions/report_open.html", context)


def section(request: SignedInRequest, number: int, uid: str) -> HttpResponse:
    found = _readable(request.user, number)
    if not request.user.holds("statements.edit_paper"):
        raise NotAllowed(f"{request.user} may not write a report. Officers can.")
    draft = found.open_draft
    if draft is None:
        raise WrongState("This report is not being written now.")
    uids = draft.document.children()
    position = uids.index(uid) + 1 if uid in uids else len(uids)
    following = uids[position] if position < len(uids) else None
    return section_editor(
        request,
        draft,
        uid,
        heading=f"Report {number}: {found}",
        done=f"{found.get_absolute_url()}?text=draft",
        breadcrumbs=_trail(found, "Edit")[:-1],
        next_url=reverse("decisions:report_section", args=[number, following])
        if following
        else None,
        preview_url=reverse("statements:preview"),
    )


def put(request: SignedInRequest, number: int) -> HttpResponse:
    found = _report(number)
    if error := refusal(REPORT, found.about, request.user):
        raise error
    form = _confirm(request, "Put it to the meeting")
    if form.is_valid():
        tabled = attempt(
            form, actions.report, found.about, report=found, by=request.user
        )
        if tabled is not None:
            messages.success(request, f"The report has been put to {found.meeting}.")
            return redirect(found)
    return _step_page(request, found, form, "put")


def revise(request: SignedInRequest, number: int) -> HttpResponse:
    """Officers begin a revision of either paper; a clerk tables what was revised."""
    found = _report(number)
    user, statement = request.user, found.about
    may_start = revision_refusal(statement, user)
    may_table = refusal(REVISE, statement, user)
    if may_start and may_table:
        raise may_table if isinstance(may_start, NotAllowed) else may_start
    drafts = {"report": found.open_draft, "statement": statement.open_draft}
    form = _confirm(request, "Table the revised papers")
    if form.is_valid():
        paper = {"report": found, "statement": statement}.get(
            request.POST.get("paper", "")
        )
        if paper is not None:
            opened = attempt(form, actions.start_revision, statement, paper, by=user)
            if opened is not None:
                return redirect(
                    f"{found.get_absolute_url()}?text=draft"
                    if paper is found
                    else statement.get_absolute_url()
                )
        else:
            tabled = attempt(
                form, actions.revise_report, statement, report=found, by=user
            )
            if tabled is not None:
                messages.success(
                    request, f"Revised papers have been put to {found.meeting}."
                )
                return redirect(found)
    extra = {
        "drafts": drafts,
        "may_start": may_start is None,
        "may_table": may_table is None and any(drafts.values()),
    }
    return _step_page(request, found, form, "revise", **extra)


def withdraw(request: SignedInRequest, number: int) -> HttpResponse:
    found = _report(number)
    if error := refusal(WITHDRAW_REPORT, found.about, request.user):
        raise error
    form = _confirm(request, "Take it off the agenda")
    if form.is_valid():
        drafted = attempt(form, actions.withdraw_report, found.about, by=request.user)
        if drafted is not None:
            messages.success(
                request, f"{drafted} is off the agenda and is drafted again."
            )
            return redirect(found)
    return _step_page(request, found, form, "withdraw")


def _asked(request: SignedInRequest) -> dict[str, str]:
    meeting = request.GET.get("meeting", "")
    return {"meeting": meeting} if meeting.isdecimal() and len(meeting) < 10 else {}


def _report(number: int) -> Report:
    return get_object_or_404(reports_with_papers(), number=number)


def _readable(user: Visitor, number: int) -> Report:
    found = _report(number)
    access.require_papers(user, last_tabling(found))
    return found


def _confirm(request: SignedInRequest, label: str) -> StepForm:
    data = request.POST if request.method == "POST" else None
    return StepForm(data, label=label)


def _trail(found: Report, last: str | None = None) -> list[tuple[str, str]]:
    """From the top down; the page itself has no address."""
    return [
        ("Meetings", reverse("decisions:meetings")),
        (str(found.meeting), found.meeting.get_absolute_url()),
        (f"Report {found.number}", found.get_absolute_url() if last else ""),
        *([(last, "")] if last else []),
    ]


def _step_page(
    request: SignedInRequest, found: Report, form: StepForm, name: str, **extra: object
) -> HttpResponse:
    context = {
        "form": form,
        "report": found,
        "statement": found.about,
        "breadcrumbs": _trail(found, form.label),
        **extra,
    }
    return render(request, f"decisions/report_{name}.html", context)
