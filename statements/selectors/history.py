"""How a statement's text came to be: saves and versions, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict

from statements.access import may_edit
from statements.actions import sets_out
from statements.document import Document
from statements.models import Draft, Save, Statement, Version
from statements.rendering.redline import Amendment, Redline, compared

DRAFT = "draft"
SAVES_A_PAGE = 20
SHOWN_OF_A_SAVE = 12


@dataclass(frozen=True)
class SaveEntry:
    """One save: its redline, cut short on the list, and whether it may be undone."""

    save: Save
    redline: Redline
    amendments: tuple[Amendment, ...]
    can_be_undone: bool

    @property
    def left_out(self) -> int:
        return len(self.redline.amendments) - len(self.amendments)


@dataclass(frozen=True)
class HistoryPage:
    statement: Statement
    page: Page
    entries: tuple[SaveEntry, ...]
    versions: tuple[Version, ...]
    one_save: bool


def history_page(statement: Statement, user: Any, asked: QueryDict) -> HistoryPage:
    """The saves of the statement's own drafts; one alone, in full, by `?save=`."""
    saves = (
        Save.objects.filter(
            draft__paper=statement.pk, draft__purpose=Draft.Purpose.PAPER
        )
        .select_related("draft", "made_by", "undoes")
        .order_by("-draft", "-number")
    )
    one = asked.get("save", "")
    if one.isdecimal() and len(one) < 18:
        saves = saves.filter(pk=int(one))
    page = Paginator(saves, SAVES_A_PAGE).get_page(asked.get("page"))
    shown = list(page.object_list)
    limit = None if one else SHOWN_OF_A_SAVE
    versions = Version.objects.filter(paper=statement.pk).select_related("made_by")
    return HistoryPage(
        statement=statement,
        page=page,
        entries=tuple(_entries(shown, user, limit)),
        versions=tuple(versions.order_by("-number").defer("content")),
        one_save=bool(one),
    )


def _entries(shown: list[Save], user: Any, limit: int | None) -> Iterator[SaveEntry]:
    """Walk back from each draft's present text, for a page needs only its end."""
    drafts = {save.draft_id: save.draft for save in shown}
    wanted = {save.pk for save in shown}
    later = Save.objects.filter(draft__in=drafts).order_by("-draft", "-number")
    lowest: dict[int, int] = {}
    for save in shown:
        lowest[save.draft_id] = min(lowest.get(save.draft_id, save.number), save.number)
    before: dict[int, tuple[Document, Document]] = {}
    texts = {pk: draft.document for pk, draft in drafts.items()}
    for save in later:
        if save.number < lowest[save.draft_id]:
            continue
        after = texts[save.draft_id]
        texts[save.draft_id] = save.difference.inverse.apply(after)
        if save.pk in wanted:
            before[save.pk] = (texts[save.draft_id], after)
    editable = {pk: may_edit(user, draft) for pk, draft in drafts.items()}
    for save in shown:
        redline = compared(*before[save.pk])
        can_be_undone = editable[save.draft_id] and not sets_out(save)
        yield SaveEntry(save, redline, redline.amendments[:limit], can_be_undone)


@dataclass(frozen=True)
class Comparable:
    """What can be compared: frozen versions by number, and the open draft."""

    versions: tuple[Version, ...]
    draft: Draft | None

    @property
    def names(self) -> dict[str, str]:
        """Each by its name in the address, in the order of time."""
        named = {str(v.number): f"Version {v.number}" for v in self.versions}
        return named | ({DRAFT: "The draft as it is now"} if self.draft else {})


def comparable(statement: Statement) -> Comparable:
    versions = Version.objects.filter(paper=statement.pk).defer("content")
    return Comparable(tuple(versions.order_by("number")), statement.open_draft)


def compared_texts(
    statement: Statement, known: Comparable, old: str, new: str
) -> Redline:
    """What leads from one text to the other; both are names in `known`."""
    numbers = {int(name) for name in (old, new) if name != DRAFT}
    texts = {
        str(version.number): version.document
        for version in Version.objects.filter(paper=statement.pk, number__in=numbers)
    }
    if known.draft is not None:
        texts[DRAFT] = known.draft.document
    return compared(texts[old], texts[new])
