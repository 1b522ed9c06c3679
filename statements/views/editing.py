"""The statement's own draft, edited; to those who only read, its parts to read."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from iegtracker.errors import NotAllowed, WrongState
from iegtracker.web import OpenRequest, open_once_published
from statements.access import ask_to_see_drafts, may_edit, sees_drafts, sees_grants
from statements.forms import OutcomeFilter
from statements.models import Statement
from statements.permissions import Perm
from statements.selectors import editing as selectors
from statements.selectors.reading import (
    grants_page,
    outcomes_page,
    section_page,
)
from statements.selectors.statement import text_for

from . import editor
from .reading import crumbs


def _address(statement: Statement, name: str, *args: object) -> str:
    return reverse(f"statements:{name}", args=[statement.round, *args])


@open_once_published
def section(request: OpenRequest, round: str, uid: str) -> HttpResponse:
    found = get_object_or_404(Statement, round=round)
    text = text_for(found, request.user)
    if text.document.get(uid, "kind") != "section":
        raise Http404
    if text.draft and may_edit(request.user, text.draft):
        following = selectors.next_section(text.document, uid)
        return editor.section_editor(
            request,
            text.draft,
            uid,
            heading=found.title,
            done=f"{found.get_absolute_url()}#e-{uid}",
            breadcrumbs=crumbs(found),
            next_url=_address(found, "section", following) if following else None,
        )
    _refuse_post(request)
    page = section_page(found, text, uid)
    context = {"page": page, "breadcrumbs": crumbs(found, (page.title, ""))}
    return render(request, "statements/section.html", context)


@open_once_published
def outcomes(request: OpenRequest, round: str) -> HttpResponse:
    found = get_object_or_404(Statement, round=round)
    text = text_for(found, request.user)
    if text.draft and may_edit(request.user, text.draft):
        return editor.outcomes_editor(
            request,
            text.draft,
            heading=found.title,
            done=_address(found, "outcomes"),
            breadcrumbs=crumbs(found),
        )
    _refuse_post(request)
    wanted = OutcomeFilter(text.document, request.GET)
    context = {
        "page": outcomes_page(found, text, wanted.chosen),
        "filter": wanted,
        "breadcrumbs": crumbs(found, ("Outcomes", "")),
    }
    return render(request, "statements/outcomes.html", context)


def grants(request: HttpRequest, round: str) -> HttpResponse:
    found = get_object_or_404(Statement, round=round)
    text = text_for(found, request.user)
    if text.draft and may_edit(request.user, text.draft):
        return editor.grants_editor(
            request,
            text.draft,
            heading=found.title,
            done=_address(found, "grants"),
            breadcrumbs=crumbs(found),
        )
    _refuse_post(request)
    context = {
        "page": grants_page(found, text),
        "sees_ledger": sees_grants(request.user),
        "breadcrumbs": crumbs(found, ("Grants", "")),
    }
    return render(request, "statements/grants.html", context)


def undo(request: HttpRequest, round: str, save: int) -> HttpResponse:
    found = get_object_or_404(Statement, round=round)
    ask_to_see_drafts(request.user, found)
    user: Any = request.user
    if not user.holds(Perm.EDIT_PAPER):
        raise NotAllowed(f"{user} may not undo a save.")
    draft = found.open_draft
    if draft is None:
        raise WrongState("No draft is open, so nothing can be undone.")
    return editor.undo_page(
        request,
        draft,
        save,
        heading=found.title,
        done=_address(found, "history"),
        breadcrumbs=crumbs(found, ("History", _address(found, "history"))),
    )


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """A fragment for the editor's page: what was typed, as it would be read."""
    if not sees_drafts(request.user):
        raise NotAllowed("Previews are for those who write.")
    context = {"preview": selectors.preview(request.POST.get("text", ""))}
    return render(request, "statements/_preview.html", context)


def _refuse_post(request: HttpRequest) -> None:
    """Say why nothing can be saved here, rather than show the page again."""
    if request.method != "POST":
        return
    user: Any = request.user
    if not user.holds(Perm.EDIT_PAPER):
        raise NotAllowed(f"{user} may not save the draft.")
    raise WrongState(
        "No draft is open: the text has been put to a meeting. What you typed was not "
        "saved. Write a change instead."
    )
