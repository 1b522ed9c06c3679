"""Whether a change is material: decided by the patch, never by opinion.

Material is a change of a figure, date, status, amount, number word, negation or
modal, and an element, row or whole sentence added or removed. Text that is only split,
joined or set differently, and reads the same, is minor. Signers may raise a change to
material; nobody may lower it. `docs/materiality.md` lists examples.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser

from statements.document import ABSENT, Document, Patch
from statements.document.document import ROOT
from statements.document.elements import STATUSES
from statements.document.numbering import places
from statements.rendering.contents import contents
from statements.rendering.markdown import render, render_line
from statements.rendering.words import awaited, exempted

from .telling import telling_words

_INLINE = frozenset({"a", "em", "strong", "code"})
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
    touched = patch.uids
    for uid in [uid for uid in reading_order if uid in touched]:
        section = _section(before, after, uid)
        was, now = before.elements.get(uid), after.elements.get(uid)
        fields = now or was or {}
        same_text = fields.get("kind") == "block" and section in retold
        if was is None or now is None:
            if not same_text or _NOTES & fields.keys():
                yield f"{where(uid)} is {'added' if was is None else 'removed'}"
        else:
            yield from _element_reasons(before, after, uid, where(uid), same_text)
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
    stayed = set(old.ranked) & set(new.ranked)
    before, after = ([i for i in s.ranked if i in stayed] for s in (old, new))
    if before != after:
        yield f"{where}: items of a numbered list change places"


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


def _retold_sections(before: Document, after: Document, patch: Patch) -> Iterator[str]:
    """Sections whose running text reads the same, however it is cut into blocks."""
    for section in {_section(before, after, uid) for uid in patch.uids}:
        if section in before and section in after:
            old, new = _running(before, section), _running(after, section)
            if old == new:
                yield section


def _running(document: Document, section: str) -> list[str]:
    seen = [_seen(document, uid) for uid in document.children(section)]
    return [word for s in seen for word in (*s.text.split(), *s.links)]


def _section(before: Document, after: Document, uid: str) -> str:
    return (after if uid in after else before).section_of(uid)


@dataclass(frozen=True)
class Seen:
    """A text as its reader meets it: without marks, and where its links lead."""

    text: str
    links: tuple[str, ...] = ()
    # The items of numbered lists: their order says which comes first.
    ranked: tuple[str, ...] = ()


def _seen(document: Document, uid: str) -> Seen:
    fields = document.elements[uid]
    return _rendered(str(fields.get("kind")), str(fields.get("text", "")))


@lru_cache(maxsize=1024)
def _rendered(kind: str, text: str) -> Seen:
    reader = _Reader()
    if kind == "block":
        reader.feed(render(text).html)
    else:
        reader.feed(render_line(text))
    reader.close()
    return Seen("".join(reader.said).strip(), tuple(reader.links), tuple(reader.ranked))


class _Reader(HTMLParser):
    """Takes from rendered HTML what is said, one line for each block in it."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.links: list[str] = []
        self.ranked: list[str] = []
        # The lists that are open, and what has been said of the item in each.
        self._lists: list[tuple[str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self._part(tag)
        if tag == "a":
            self.links.append(told.get("href") or "")
        elif tag == "ol" and told.get("start"):
            # A list that starts elsewhere than at 1 shows a figure.
            self.said.append(f"{told['start']}\n")
        if tag in ("ol", "ul"):
            self._lists.append((tag, []))

    def handle_endtag(self, tag: str) -> None:
        self._part(tag)
        if tag in ("ol", "ul") and self._lists:
            self._lists.pop()
        elif tag == "li" and self._lists and self._lists[-1][0] == "ol":
            words = self._lists[-1][1]
            self.ranked.append(" ".join("".join(words).casefold().split()))
            words.clear()

    def handle_data(self, data: str) -> None:
        self.said.append(data.replace("\n", " "))
        if self._lists:
            self._lists[-1][1].append(data)

    def _part(self, tag: str) -> None:
        if tag not in _INLINE:
            self.said.append("\n")
