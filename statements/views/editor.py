"""The editors of a draft's text, whoever's draft it is: a statement's, a change's or a
report's. A caller says what is edited, where its reader goes when done, and who may
come here at all; the rest is the same for all.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    QueryDict,
)
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from iegtracker.errors import DomainError, NotAllowed, Stale
from iegtracker.workflow import refusal
from statements.actions import EditConflict, document_at, save_draft, undo_save
from statements.document import Conflict, Document
from statements.forms import ConflictForm, OutcomeFilter, SectionForm
from statements.models import Draft
from statements.selectors import editing as selectors
from statements.selectors.grants import grants_compared
from statements.transitions import SAVE, UNDO

from . import conflicts

# (label, address) from the top down; the page itself has no address.
Breadcrumbs = Sequence[tuple[str, str]]

# Buttons that only show the page again, with what was typed.
_SHOW_AGAIN = ("add", "up", "down", "remove", "preview")


@dataclass(frozen=True)
class Desk:
    """One section of one draft, open in front of its writer."""

    draft: Draft
    uid: str
    heading: str
    done: str
    breadcrumbs: Breadcrumbs
    next_url: str | None = None
    preview_url: str = ""
    template: str = "statements/section_editor.html"
    shown: Collection[str] | None = None
    context: dict[str, Any] = field(default_factory=dict)


def section_editor(
    request: HttpRequest,
    draft: Draft,
    uid: str,
    *,
    heading: str,
    done: str,
    breadcrumbs: Breadcrumbs,
    next_url: str | None = None,
    preview_url: str | None = None,
) -> HttpResponse:
    """GET shows the editor of one section, POST saves; afterwards the reader is at
    `done`, or at `next_url` when that was asked for.

    `heading` names what is edited ("Change 2: the contact centre"): it stands above
    the section's own title. Raises Http404 for a uid that is no section, NotAllowed
    and WrongState for a draft that may not be edited.
    """
    if draft.document.get(uid, "kind") != "section":
        raise Http404
    if draft.document.get(uid, "layout") == "outcomes":
        return outcomes_editor(
            request, draft, heading=heading, done=done, breadcrumbs=breadcrumbs
        )
    preview_at = preview_url or reverse("statements:preview")
    desk = Desk(draft, uid, heading, done, breadcrumbs, next_url, preview_at)
    return _edit(request, desk)


def outcomes_editor(
    request: HttpRequest,
    draft: Draft,
    *,
    heading: str,
    done: str,
    breadcrumbs: Breadcrumbs,
) -> HttpResponse:
    """As `section_editor`, for the section of priority outcomes, with filters."""
    document = draft.document
    wanted = OutcomeFilter(document, request.GET)
    desk = Desk(
        draft,
        _section_of(document, "outcomes"),
        heading,
        done,
        breadcrumbs,
        template="statements/outcomes_editor.html",
        shown=selectors.filtered(document, wanted.chosen),
        context={
            "filter": wanted,
            "counts": selectors.outcome_counts(
                document, selectors.outcome_uids(document)
            ),
            "outcomes": document.elements,
        },
    )
    return _edit(request, desk)


def grants_editor(
    request: HttpRequest,
    draft: Draft,
    *,
    heading: str,
    done: str,
    breadcrumbs: Breadcrumbs,
) -> HttpResponse:
    """As `section_editor`, for the section that quotes grants, with what differs
    from the receipts."""
    desk = Desk(
        draft,
        _section_of(draft.document, "grants"),
        heading,
        done,
        breadcrumbs,
        preview_url=reverse("statements:preview"),
        context={"compared": grants_compared(draft.document)},
    )
    return _edit(request, desk)


def undo_page(
    request: HttpRequest,
    draft: Draft,
    save_number: int,
    *,
    heading: str,
    done: str,
    breadcrumbs: Breadcrumbs,
) -> HttpResponse:
    """GET shows what undoing a save would change, POST undoes it."""
    user: Any = request.user
    save = get_object_or_404(
        draft.saves.select_related("draft", "made_by"), number=save_number
    )
    if error := refusal(UNDO, draft, user):
        raise error
    problem, redline = "", None
    if request.method == "POST":
        try:
            after = undo_save(save, by=user)
        except Stale as error:
            problem = str(error)
        else:
            _say_saved(request, draft, after, f"Save {save.number} is undone.")
            return HttpResponseRedirect(done)
    try:
        redline = selectors.undoing(draft, save)
    except Conflict:
        problem = problem or (
            f"Save {save.number} cannot be undone: the same words have been changed "
            "since. Undo the later saves first, or edit the text."
        )
    context = {
        "heading": heading,
        "save": save,
        "redline": redline,
        "problem": problem,
        "done": done,
        "breadcrumbs": [*breadcrumbs, (f"Undo save {save.number}", "")],
    }
    return render(request, "statements/undo.html", context)


def _section_of(document: Document, layout: str) -> str:
    uid = selectors.section_of_layout(document, layout)
    if uid is None:
        raise Http404
    return uid


def _edit(request: HttpRequest, desk: Desk) -> HttpResponse:
    user: Any = request.user
    if error := refusal(SAVE, desk.draft, user):
        raise error
    if request.method != "POST":
        form = SectionForm(desk.draft.document, desk.uid, shown=desk.shown)
        return _page(request, desk, form, seen=desk.draft.digest)
    if "conflict" in request.POST:
        return _resolve(request, desk)
    return _posted(request, desk)


def _posted(request: HttpRequest, desk: Desk) -> HttpResponse:
    typed, seen = request.POST, request.POST.get("seen", "")
    step = typed.get("step", "save")
    try:
        base = _base(desk.draft, seen)
        if step.partition(":")[0] in _SHOW_AGAIN:
            form = SectionForm(base, desk.uid, typed=typed, step=step)
            return _page(request, desk, form, seen=seen)
        form = SectionForm(base, desk.uid, data=typed)
    except Stale as error:
        return _page(request, desk, _rescued(desk, typed), seen=seen, problem=error)
    if step == "bulk":
        form.ask_bulk()
    if not form.is_valid():
        return _page(request, desk, form, seen=seen)
    new = form.result(bulk=step == "bulk")
    return _save(request, desk, new, seen=seen, step=step, form=form)


def _save(
    request: HttpRequest,
    desk: Desk,
    new: Document,
    *,
    seen: str,
    step: str,
    form: SectionForm | None = None,
) -> HttpResponse:
    user: Any = request.user
    place = selectors.place_words(desk.draft.document, desk.uid)
    try:
        after = save_draft(desk.draft, new, seen=seen, place=place, by=user)
    except EditConflict as conflict:
        return _conflict_page(request, desk, conflict, step=step)
    except NotAllowed:
        raise
    except DomainError as error:
        if form is None:
            raise
        return _page(request, desk, form, seen=seen, problem=error)
    _say_saved(request, desk.draft, after, f"Saved: {place}.")
    if step == "bulk":
        return HttpResponseRedirect(request.get_full_path())
    onwards = desk.next_url if step == "next" and desk.next_url else desk.done
    return HttpResponseRedirect(onwards)


def _base(draft: Draft, seen: str) -> Document:
    """The text as the writer saw it."""
    return draft.document if seen == draft.digest else document_at(draft, seen)


def _rescued(desk: Desk, typed: QueryDict) -> SectionForm:
    """The present section with the words that were typed, which cannot be saved."""
    mine = typed.copy()
    mine.pop("rows", None)
    return SectionForm(desk.draft.document, desk.uid, typed=mine, shown=desk.shown)


def _say_saved(request: HttpRequest, before: Draft, after: Draft, words: str) -> None:
    if after.last_save == before.last_save:
        messages.info(request, "Nothing had changed, so nothing was saved.")
    else:
        messages.success(request, words)


def _page(
    request: HttpRequest,
    desk: Desk,
    form: SectionForm,
    *,
    seen: str,
    problem: Exception | None = None,
) -> HttpResponse:
    document = form.document
    if form.text is not None and desk.preview_url:
        form.text.preview_at(desk.preview_url)
    title = selectors.section_heading(document, desk.uid)
    guidance = selectors.guidance(desk.draft, document.get(desk.uid, "key"))
    context = {
        "desk": desk,
        "section": form,
        "title": title,
        "seen": seen,
        "problem": problem,
        "page_has_errors": problem is not None or form.errors,
        "guidance": guidance,
        "words_used": selectors.words_used(form.typed_text(), guidance.most_words),
        "preview": selectors.preview(form.typed_text()),
        "breadcrumbs": [*desk.breadcrumbs, (title, "")],
        **desk.context,
    }
    return render(request, desk.template, context)


def _conflict_page(
    request: HttpRequest, desk: Desk, conflict: EditConflict, *, step: str
) -> HttpResponse:
    """Both texts, block by block. What was typed travels with the page, sealed."""
    sealed = conflicts.sealed(
        desk.draft, conflict.base, conflict.mine, conflict.theirs, step=step
    )
    form = ConflictForm(conflict.mine, conflict.theirs, conflict.keys)
    return _ask(request, desk, form, conflict.mine, sealed)


def _resolve(request: HttpRequest, desk: Desk) -> HttpResponse:
    sealed = request.POST["conflict"]
    try:
        both = conflicts.opened(desk.draft, sealed)
    except (signing.BadSignature, Stale):
        raise Stale(
            "This page of choices is not known. Open the section again, and put your "
            "words in."
        ) from None
    form = ConflictForm(both.mine, both.theirs, both.keys, request.POST)
    if not form.is_valid():
        return _ask(request, desk, form, both.mine, sealed)
    return _save(
        request,
        desk,
        both.resolved(form.picks),
        seen=both.theirs.digest,
        step=both.step,
    )


def _ask(
    request: HttpRequest, desk: Desk, form: Any, mine: Document, sealed: str
) -> HttpResponse:
    title = selectors.section_heading(mine, desk.uid)
    context = {
        "desk": desk,
        "form": form,
        "title": title,
        "sealed": sealed,
        "mine": selectors.whole_section(mine, desk.uid),
        "breadcrumbs": [*desk.breadcrumbs, (title, "")],
    }
    return render(request, "statements/conflict.html", context, status=409)
