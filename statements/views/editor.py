"""The editors of a draft's text, whoever's draft it is: a statement's, a change's or a
report's. A caller says what is edited, where its reader goes when done, and who may
come here at all; the rest is the same for all.
"""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse

from statements.models import Draft

# (label, address) from the top down; the page itself has no address.
Breadcrumbs = Sequence[tuple[str, str]]


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
    the section's own title. Raises Http404 for a uid that is no section.
    """
    return HttpResponse(heading)


def outcomes_editor(
    request: HttpRequest,
    draft: Draft,
    *,
    heading: str,
    done: str,
    breadcrumbs: Breadcrumbs,
) -> HttpResponse:
    """As `section_editor`, for the section of priority outcomes, with filters."""
    return HttpResponse(heading)


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
    return HttpResponse(heading)


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
    return HttpResponse(heading)
