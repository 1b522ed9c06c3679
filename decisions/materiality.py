"""Whether a change is material: decided by the patch, never by opinion.

Material is every word, figure or sign that is put in, left out or put elsewhere, and an
element added or removed. Text that is only spelt, split, joined or set differently, and
reads the same, is minor; in doubt a change is material. Signers may raise a change to
material; nobody may lower it. `docs/materiality.md` lists examples.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html.parser import HTMLParser

from statements.document import ABSENT, Document, Patch
from statements.document.blocks import shape
from statements.document.document import EXEMPT, ROOT
from statements.document.elements import STATUSES
from statements.document.numbering import places
from statements.rendering.contents import contents
from statements.rendering.markdown import render, render_line
from statements.rendering.words import awaited, exempted

from .telling import APART, CELL, END, HEADING, ITEM, QUOTE, ROW, telling_words

_INLINE = frozenset({"a", "em", "strong", "code"})
_HOLDERS = frozenset({"ul", "ol", "blockquote"})
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_ENDS = {
    **dict.fromkeys((*_HOLDERS, *_HEADINGS), END),
    **{"td": CELL, "th": CELL, "tr": ROW},
}
_WORDS = ("text", "title", "label", "effect")
_SILENT = ("order", "example")
# What no retelling of the text says for them.
_NOTES = frozenset({"awaiting", "exempt"})


def why_material(before: Document, patch: Patch) -> list[str]:
    """The reasons for which the patch is material; none means that it is minor."""
    after = patch.apply(before)
    return list(dict.fromkeys(_reasons(before, after, patch)))


def _reasons(before: Document, after: Document, patch: Patch) -> Iterator[str]:
    old_places, new_places = places(before), places(after)

    def where(uid: str) -> str:
        place = new_places.get(uid) or old_places.get(uid)
        return place.words[:1].upper() + place.words[1:] if place else "The paper"

    retold = set(_retold_sections(before, after, patch))
    reading_order = dict.fromkeys((ROOT, *before.walk(), *after.walk()))
    changed = patch.uids
    touched = [uid for uid in reading_order if uid in changed]
    for uid in touched:
        section = _section(before, after, uid)
        was, now = before.elements.get(uid), after.elements.get(uid)
        fields = now or was or {}
        same_text = fields.get("kind") == "block" and section in retold
        if was is None or now is None:
            if not same_text or _NOTES & fields.keys():
                yield f"{where(uid)} is {'added' if was is None else 'removed'}"
        else:
            yield from _element_reasons(before, after, uid, where(uid), same_text)
    for section in dict.fromkeys(_section(before, after, uid) for uid in touched):
        if section not in retold:
            for uid in _elsewhere(before, after, section):
                yield f"{where(uid)} stands under other words"
    for uid in _carried(before, after, patch):
        yield f"{where(uid)} is moved to another section"


def _element_reasons(
    before: Document, after: Document, uid: str, where: str, same_text: bool
) -> Iterator[str]:
    was, now = before.elements[uid], after.elements[uid]
    for name in sorted((was.keys() | now.keys()) - set(_SILENT)):
        old, new = was.get(name, ABSENT), now.get(name, ABSENT)
        if old == new:
            continue
        if name == "text":
            if not same_text:
                yield from _text_reasons(where, _seen(before, uid), _seen(after, uid))
        elif name in _WORDS:
            for words in telling_words(str(old), str(new)):
                yield f"{where}: {words}"
        elif name == "progress":
            yield from _progress_reasons(where, old, new)
        elif name == "awaiting":
            yield f"{where}: {_awaiting(old, new)}"
        elif name == "exempt":
            yield f"{where}: {_exempt(old, new)}"
        else:
            yield from _field_reasons(before, after, uid, where, name)


def _text_reasons(where: str, old: "Seen", new: "Seen") -> Iterator[str]:
    if old.items and Counter(old.items) == Counter(new.items):
        # No item comes first in a list without numbers.
        return
    for words in telling_words(old.text, new.text):
        yield f"{where}: {words}"
    gone = list((Counter(old.links) - Counter(new.links)).elements())
    come = list((Counter(new.links) - Counter(old.links)).elements())
    for a, b in zip(gone, come, strict=False):
        yield f"{where}: the link to {a} becomes a link to {b}"
    for address in gone[len(come) :]:
        yield f"{where}: the link to {address} is removed"
    for address in come[len(gone) :]:
        yield f"{where}: a link to {address} is added"
    if not gone and not come and old.links != new.links:
        yield f"{where}: links change places"


def _progress_reasons(where: str, old: object, new: object) -> Iterator[str]:
    if not (isinstance(old, Mapping) and isinstance(new, Mapping)):
        yield f"{where}: its progress changes"
        return
    if old["status"] != new["status"]:
        yield f"{where}: {STATUSES[old['status']]} becomes {STATUSES[new['status']]}"
    if old["on_time"] != new["on_time"]:
        yield f"{where}: whether it will meet its date changes"
    for words in telling_words(old["comment"], new["comment"]):
        yield f"{where}: {words}"


def _awaiting(old: object, new: object) -> str:
    if not isinstance(new, Mapping):
        return "content is no longer awaited"
    if not isinstance(old, Mapping):
        return "content is awaited"
    return f"what is awaited changes. {awaited(**new)}".rstrip(".")


def _exempt(old: object, new: object) -> str:
    if not isinstance(new, Mapping):
        return "it is no longer exempt"
    if not isinstance(old, Mapping):
        return f"it is marked as exempt. {exempted(**new)}"
    return f"why it is exempt changes. {exempted(**new)}"


def _field_reasons(
    before: Document, after: Document, uid: str, where: str, name: str
) -> Iterator[str]:
    """A field that is no running text: a figure, date, amount or part of the form."""
    old = {f.name: f for f in contents(before, uid)}
    new = {f.name: f for f in contents(after, uid)}
    told = False
    for part in [n for n in dict.fromkeys((*old, *new)) if _belongs(n, name)]:
        a, b = old.get(part), new.get(part)
        if a and b and a.text == b.text:
            continue
        told = True
        label = (b or a or contents(after, uid)[0]).label
        if a and b and _is_words(after, uid, part):
            yield from (f"{where}, {label}: {w}" for w in telling_words(a.text, b.text))
        else:
            shown = [f"“{f.text}”" if f and f.text else "nothing" for f in (a, b)]
            yield f"{where}, {label}: {shown[0]} becomes {shown[1]}"
    if not told:
        yield f"{where}: a figure, date or amount changes"


def _belongs(part: str, name: str) -> bool:
    """Whether what readers meet as `part` is stored in the field `name`."""
    if name == "quote":
        return part in ("year", "pence")
    return part.partition(".")[0] == name


def _is_words(document: Document, uid: str, part: str) -> bool:
    """Whether a cell of a row holds words: these are compared as any text is."""
    columns = document.get(document.section_of(uid), "columns", ())
    words = {f"cells.{column['key']}" for column in columns if column["unit"] == "text"}
    return part in words


def _carried(before: Document, after: Document, patch: Patch) -> Iterator[str]:
    """Elements that stand in another section than before."""
    for parent in after.walk():
        if (parent, "order") in patch.changes:
            for uid in after.children(parent):
                if before.parents.get(uid, parent) != parent:
                    yield uid


def _elsewhere(before: Document, after: Document, section: str) -> Iterator[str]:
    """What comes to stand under another heading, or behind another lead-in."""
    if section in before and section in after:
        old, new = _above(before, section), _above(after, section)
        yield from (uid for uid in new if old.get(uid, new[uid]) != new[uid])


def _above(document: Document, section: str) -> dict[str, tuple[str, ...]]:
    """For each element of a section, the headings and the lead-in that it stands under.

    A list, table or quotation follows from what stands before it; anything else does
    so only where that ends with a colon: “We do not:”.
    """
    found: dict[str, tuple[str, ...]] = {}
    headings: dict[int, str] = {}
    last = ""
    for uid in document.children(section):
        block = document.get(uid, "kind") == "block"
        text = document.get(uid, "text") if block else ""
        form = shape(text) if block else "row"
        if form == "heading":
            level = len(text) - len(text.lstrip("#"))
            headings = {n: other for n, other in headings.items() if n < level}
        leads = last and (
            form in ("list", "table", "quote")
            or _seen(document, last).text.endswith(":")
        )
        found[uid] = (*headings.values(), last if leads else "")
        if form == "heading":
            headings[level] = uid
        last = uid if block else last
    return found


def _retold_sections(before: Document, after: Document, patch: Patch) -> Iterator[str]:
    """Sections whose running text reads the same, however it is cut into blocks."""
    for section in {_section(before, after, uid) for uid in patch.uids}:
        if section in before and section in after:
            old, new = _running(before, section), _running(after, section)
            for end in (0, -1):
                while old and new and old[end] == new[end]:
                    del old[end], new[end]
            if _links(old) == _links(new) and not telling_words(_said(old), _said(new)):
                yield section


def _running(document: Document, section: str) -> list["Seen"]:
    """What a section says, part by part. Exempt words do not run into others.

    A row says nothing here, and keeps its place.
    """
    parts = []
    for uid in document.children(section):
        seen = _seen(document, uid)
        if document.get(uid, "kind") != "block":
            seen = Seen(f"{APART}{uid}{END}")
        elif document.get(uid, EXEMPT):
            seen = replace(seen, text=f"{APART}{seen.text}{END}")
        parts.append(seen)
    return parts


def _said(parts: Sequence["Seen"]) -> str:
    return "\n".join(seen.text for seen in parts)


def _links(parts: Sequence["Seen"]) -> list[str]:
    return [link for seen in parts for link in seen.links]


def _section(before: Document, after: Document, uid: str) -> str:
    return (after if uid in after else before).section_of(uid)


@dataclass(frozen=True)
class Seen:
    """A text as its reader meets it: without marks, and where its links lead."""

    text: str
    links: tuple[str, ...] = ()
    # Where the text is one list without numbers: its items, each with its links.
    items: tuple[tuple[str, ...], ...] = ()


def _seen(document: Document, uid: str) -> Seen:
    fields = document.elements[uid]
    return _rendered(str(fields.get("kind")), str(fields.get("text", "")))


@lru_cache(maxsize=1024)
def _rendered(kind: str, text: str) -> Seen:
    reader = _Reader()
    # Rendered as if below a ### heading, every heading keeps its level.
    reader.feed(render(text, last=3).html if kind == "block" else render_line(text))
    reader.close()
    said = "".join(reader.said).strip()
    listed = " ".join(words for words, *_ in reader.items).split()
    one_list = listed == said.removesuffix(END).split()
    items = tuple(reader.items) if one_list else ()
    return Seen(said, tuple(reader.links), items)


class _Reader(HTMLParser):
    """Takes from rendered HTML what is said and where it stands, part by part."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.links: list[str] = []
        self.items: list[tuple[str, ...]] = []
        # The lists and quotations that are open, and where the outermost item began.
        self._open: list[str] = []
        self._began = (0, 0)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self._part(tag)
        if tag == "a":
            self.links.append(told.get("href") or "")
        elif tag == "ol" and told.get("start"):
            # A list that starts elsewhere than at 1 shows a figure.
            self.said.append(f"{told['start']}\n")
        elif tag == "li":
            if self._open == ["ul"]:
                self._began = len(self.said), len(self.links)
            self.said.append(ITEM * len(self._open))
        elif tag == "blockquote":
            self.said.append(QUOTE)
        elif tag in _HEADINGS:
            self.said.append(HEADING * int(tag[1]))
        if tag in _HOLDERS:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _ENDS:
            self.said.append(_ENDS[tag])
        self._part(tag)
        if tag in _HOLDERS:
            self._open.pop()
        elif tag == "li" and self._open == ["ul"]:
            said, links = self._began
            self.items.append(("".join(self.said[said:]), *self.links[links:]))

    def handle_data(self, data: str) -> None:
        self.said.append(data.replace("\n", " "))

    def _part(self, tag: str) -> None:
        if tag not in _INLINE:
            self.said.append("\n")
