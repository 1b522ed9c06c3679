"""The statement's page: its text, what is complete in it, and where it leads."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from statements.access import (
    ask_to_see_published,
    is_published,
    may_edit,
    published_copy,
    reader_of,
    sees_drafts,
)
from statements.checks import BLOCKS, findings
from statements.document import Document
from statements.document.exempt import withheld
from statements.document.numbering import places
from statements.models import Draft, FinalCopy, Statement, Version
from statements.rendering.outline import Outline, outline
from statements.rendering.words import exempt_notice
from statements.states import CHANGES_BY_AUTHORITY


@dataclass(frozen=True)
class Text:
    """The text that a reader of a statement sees, and what it is."""

    document: Document
    draft: Draft | None
    version: Version | None
    copy: FinalCopy | None

    @property
    def digest(self) -> str:
        return self.document.digest


@dataclass(frozen=True)
class Entry:
    """A line of the contents: a section and how complete it is, as mark and words."""

    uid: str
    number: str
    title: str
    mark: str
    words: str


@dataclass(frozen=True)
class Action:
    """What a reader may do with a section."""

    url: str
    label: str


@dataclass(frozen=True)
class StatementPage:
    statement: Statement
    text: Text
    outline: Outline
    contents: tuple[Entry, ...]
    can_edit: bool
    can_write_change: bool
    sees_drafts: bool
    sees_changes: bool
    sees_gate: bool
    sees_grants: bool
    # Whether it is open to those who do not work on it.
    is_open: bool
    exempt: str


def text_for(statement: Statement, user: Any) -> Text:
    """The open draft, else the latest version; for those who may not read drafts the
    published version, without the words that are withheld from them. Raises NotAllowed
    when there is nothing for them yet."""
    copy = published_copy(statement)
    ask_to_see_published(user, copy)
    if not sees_drafts(user) and copy is not None:
        document = withheld(copy.version.document, reader_of(user))
        return Text(document, None, copy.version, copy)
    draft = statement.open_draft
    if draft is not None:
        return Text(draft.document, draft, None, copy)
    version = statement.current
    document = version.document if version else Document()
    return Text(document, None, version, copy)


def statement_page(statement: Statement, user: Any) -> StatementPage:
    text = text_for(statement, user)
    can_edit = may_edit(user, text.draft)
    drafts = sees_drafts(user)
    writes = (
        drafts
        and text.draft is None
        and statement.status in CHANGES_BY_AUTHORITY
        and user.holds("decisions.write_change")
    )
    actions: dict[str, Action] = {}
    for uid in text.document.children():
        alone = reverse("statements:section", args=[statement.round, uid])
        if can_edit:
            actions[uid] = Action(alone, "Edit")
        elif writes:
            start = reverse("decisions:start", args=[statement.round])
            actions[uid] = Action(start, "Write a change")
        else:
            actions[uid] = Action(alone, "Read or print alone")
    return StatementPage(
        statement=statement,
        text=text,
        outline=outline(text.document, actions=actions),
        contents=_contents(text.document) if drafts else _plain(text.document),
        can_edit=can_edit,
        can_write_change=writes,
        sees_drafts=drafts,
        sees_changes=drafts and user.holds("decisions.view_changes"),
        sees_gate=drafts and user.holds("decisions.view_gate"),
        sees_grants=user.is_authenticated,
        is_open=is_published(statement),
        exempt=exempt_notice(text.document) if drafts else "",
    )


def _contents(document: Document) -> tuple[Entry, ...]:
    missing = Counter(
        document.section_of(found.uid)
        for found in findings(document)
        if found.severity == BLOCKS
    )
    stands = places(document)
    entries = []
    for uid in document.children():
        count = missing[uid]
        things = "1 thing is missing" if count == 1 else f"{count} things are missing"
        if not document.children(uid):
            mark, words = "planned", "Nothing is written"
        elif count:
            mark, words = "on_the_way", things
        else:
            mark, words = "done", "Complete"
        number, title = stands[uid].number, document.get(uid, "title")
        entries.append(Entry(uid, number, title, mark, words))
    return tuple(entries)


def _plain(document: Document) -> tuple[Entry, ...]:
    stands = places(document)
    return tuple(
        Entry(uid, stands[uid].number, document.get(uid, "title"), "", "")
        for uid in document.children()
    )


@dataclass(frozen=True)
class Listed:
    statement: Statement
    is_published: bool


def statements_list(user: Any) -> tuple[Listed, ...]:
    """Every round that `user` may see, the newest first."""
    copies = FinalCopy.objects.filter(version__paper=OuterRef("pk"))
    found = Statement.objects.newest_first().annotate(is_published=Exists(copies))
    if not sees_drafts(user):
        found = found.filter(is_published=True)
    return tuple(Listed(s, s.is_published) for s in found)
