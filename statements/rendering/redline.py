"""What a patch changes: one sentence and the marked words for each amendment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..document import Document, Patch, compare
from ..document.blocks import shape
from ..document.document import ROOT
from ..document.exempt import EXEMPT, Reader, Standing, is_withheld, withheld
from ..document.numbering import FORMS, Place, places
from .contents import AWAITING, EXAMPLE, Field, contents
from .moves import moved, reading_order
from .wording import ADDED, KEPT, REMOVED, Run, wording
from .words import capitalised, shortened

INSERTED, TAKEN_OUT, MOVED, CHANGED = "inserted", "removed", "moved", "changed"
# A field's name where the sentence needs it, and what happens to it.
Detail = tuple[str, str]
# Labels that read oddly inside a sentence.
_SAID = {"on_time": "whether it will meet its date"}
# The elements that are rows of a table.
_ROWS = frozenset({"outcome", "figure", "grant"})
# A replacement of so many characters is quoted in the sentence itself.
_QUOTABLE = 60


@dataclass(frozen=True)
class Part:
    """One field of an amendment: its label, and the runs of its words.

    `whole` when it is a figure, date or status: compared as a whole.
    """

    label: str
    runs: tuple[Run, ...]
    whole: bool = False

    def said(self, *fates: str) -> str:
        """The words of these fates."""
        return "".join(run.text for run in self.runs if run.fate in fates)


@dataclass(frozen=True)
class Amendment:
    """What happens to one element: "inserted", "removed", "moved" or "changed".

    `element` is what kind of element it is.
    """

    uid: str
    element: str
    kind: str
    sentence: str
    section: str
    place: str
    number_before: str
    number_after: str
    parts: tuple[Part, ...]

    @property
    def shade(self) -> str:
        """The style of the element's frame; its words say the same."""
        return {INSERTED: "added", TAKEN_OUT: "removed"}.get(self.kind, self.kind)

    @property
    def renumbered(self) -> bool:
        """Whether the element is known by another number afterwards."""
        return bool(
            self.number_before
            and self.number_after
            and self.number_before != self.number_after
        )


@dataclass(frozen=True)
class Beside:
    """One figure, date or status of a row, before and after."""

    row: str
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Redline:
    """The amendments of a patch, in reading order."""

    amendments: tuple[Amendment, ...]

    def __bool__(self) -> bool:
        return bool(self.amendments)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """One sentence for each amendment."""
        return tuple(amendment.sentence for amendment in self.amendments)

    @cached_property
    def figures(self) -> tuple[Beside, ...]:
        """The rows of outcomes, figures and grants, field by field, before and after.

        A row that only moves changes nothing of it.
        """
        return tuple(
            Beside(
                row=amendment.place,
                field=part.label,
                before=part.said(KEPT, REMOVED),
                after=part.said(KEPT, ADDED),
            )
            for amendment in self.amendments
            if amendment.element in _ROWS
            for part in amendment.parts
            if part.whole
        )

    @cached_property
    def as_text(self) -> str:
        """The redline for a plain-text message."""
        return "\n\n".join(map(_told, self.amendments))


def redline(before: Document, patch: Patch) -> Redline:
    """Say what `patch` does to `before`.

    Raises Conflict when the patch does not fit `before`.
    """
    return _redline(before, patch.apply(before), patch)


def compared(before: Document, after: Document) -> Redline:
    """Say what leads from one Document to the other."""
    return _redline(before, after, compare(before, after))


def compared_for(
    reader: Reader,
    before: Document,
    after: Document,
    also: Standing,
) -> Redline:
    """As `compared`, in the words that `reader` may see; that others changed is said.

    `also` says what is exempt elsewhere in the same history.
    """
    pair = withheld(before, reader, also), withheld(after, reader, also)
    return _redline(*pair, compare(before, after))


def _redline(before: Document, after: Document, patch: Patch) -> Redline:
    touched = {uid for uid, name in patch.changes if name != "order"}
    away = moved(before, after) if any(n == "order" for _, n in patch.changes) else ()
    told = _Telling(before, after, places(before), places(after))
    found: list[Amendment] = []
    for uid in reading_order(before, after):
        if uid in away:
            found.append(told.move(uid))
        if uid in touched:
            found.append(told.amendment(uid))
    return Redline(tuple(found))


@dataclass(frozen=True)
class _Telling:
    before: Document
    after: Document
    old_places: Mapping[str, Place]
    new_places: Mapping[str, Place]

    def amendment(self, uid: str) -> Amendment:
        if uid not in self.before:
            shown = [f for f in contents(self.after, uid) if not f.quiet and f.text]
            parts = [Part(f.label, (Run(ADDED, f.text),), not f.prose) for f in shown]
            return self._amendment(uid, INSERTED, self._inserted(uid), parts)
        if uid not in self.after:
            shown = [f for f in contents(self.before, uid) if not f.quiet and f.text]
            parts = [Part(f.label, (Run(REMOVED, f.text),), not f.prose) for f in shown]
            sentence = f"{self._name(uid)} is removed."
            return self._amendment(uid, TAKEN_OUT, sentence, parts)
        return self._changed(uid)

    def move(self, uid: str) -> Amendment:
        name, there = self._name(uid), self.new_places[uid].words
        if there != self.old_places[uid].words:
            sentence = f"{name} is moved and becomes {shortened(there)}."
        else:
            siblings = self.after.children(self.after.parents[uid])
            position = siblings.index(uid)
            if position:
                neighbour = self.new_places[siblings[position - 1]].words
                sentence = f"{name} is moved: it now follows {shortened(neighbour)}."
            else:
                sentence = f"{name} is moved: it now comes first."
        return self._amendment(uid, MOVED, sentence, ())

    def _changed(self, uid: str) -> Amendment:
        old = {field.name: field for field in contents(self.before, uid)}
        new = {field.name: field for field in contents(self.after, uid)}
        names = [*new, *(name for name in old if name not in new)]
        verbs: list[str] = []
        details: list[Detail] = []
        parts: list[Part] = []
        for name in names:
            field = new.get(name) or old[name]
            gone = old[name].text if name in old else ""
            come = new[name].text if name in new else ""
            if gone == come and (name in old) == (name in new):
                continue
            runs = _runs(field, gone, come)
            parts.append(Part(field.label, runs, not field.prose))
            if name in (AWAITING, EXAMPLE, EXEMPT):
                verbs.append(_marked(name, gone, come))
            elif detail := _detail(field, gone, come, runs):
                details.append(detail)
            else:
                verbs.append("is changed")
        if not parts and is_withheld(self.after, uid):
            verbs.append("is changed in words that are not for publication")
        sentence = _sentence(self._name(uid), verbs, details)
        return self._amendment(uid, CHANGED, sentence, parts)

    def _inserted(self, uid: str) -> str:
        if uid == ROOT:
            return f"The {self.after.get(ROOT, 'kind')} is set out."
        place = self.new_places[uid]
        kind = self.after.get(uid, "kind")
        if kind == "section":
            return f"A new {place.words} is inserted."
        where = self.new_places[place.section].words
        words = place.words
        if kind == "block" and not place.number:
            form = FORMS[shape(self.after.get(uid, "text"))]
            new = "New text" if form == "text" else f"A new {form}"
            return f"{new} is inserted in {where}."
        return f"A new {_unlabelled(kind)}{shortened(words)} is inserted in {where}."

    def _name(self, uid: str) -> str:
        if uid == ROOT:
            held = self.after if ROOT in self.after else self.before
            return f"The {held.get(ROOT, 'kind')}"
        place = self.old_places.get(uid) or self.new_places[uid]
        kind = self.before.get(uid, "kind") or self.after.get(uid, "kind")
        if kind == "figure":
            held = self.before if uid in self.before else self.after
            return capitalised(shortened(held.get(uid, "label")))
        return capitalised(f"{_unlabelled(kind)}{shortened(place.words)}")

    def _amendment(
        self, uid: str, kind: str, sentence: str, parts: Sequence[Part]
    ) -> Amendment:
        old, new = self.old_places.get(uid), self.new_places.get(uid)
        section = ""
        if place := new or old:
            every = self.new_places if new else self.old_places
            section = capitalised(every[place.section].words)
        held = self.after if uid in self.after else self.before
        return Amendment(
            uid=uid,
            element=str(held.get(uid, "kind")),
            kind=kind,
            sentence=sentence,
            section=section,
            place=self._name(uid),
            number_before=old.number if old else "",
            number_after=new.number if new else "",
            parts=tuple(parts),
        )


def _unlabelled(kind: str) -> str:
    """The kind's name, where a place in quotation marks does not say it."""
    names = {"objective": "objective ", "entry": "entry ", "figure": "row "}
    return names.get(kind, "")


def _runs(field: Field, gone: str, come: str) -> tuple[Run, ...]:
    if field.prose:
        return wording(gone, come)
    both = (Run(REMOVED, gone), Run(ADDED, come))
    return tuple(run for run in both if run.text)


def _marked(name: str, gone: str, come: str) -> str:
    if name == AWAITING and gone and come:
        return "is still awaited, on other terms"
    if name == EXEMPT and gone and come:
        return "is still exempt, on other grounds"
    if name == EXEMPT:
        return "is marked as exempt" if come else "is no longer exempt"
    if name == AWAITING:
        return "is marked as still awaited" if come else "is no longer awaited"
    return "is marked as an example" if come == "Yes" else "is no longer an example"


def _detail(field: Field, gone: str, come: str, runs: Sequence[Run]) -> Detail | None:
    """What happens to one field, or None when "is changed" says it best."""
    label = _SAID.get(field.name, field.label[:1].lower() + field.label[1:])
    if gone == come:
        return None
    if field.name == "pence":
        return "", f"{gone} becomes {come}"
    if field.name.startswith("cells."):
        return field.label, f"{gone or 'nothing'} becomes {come or 'nothing'}"
    if not field.prose:
        return "", f"{label} changes from {gone or 'nothing'} to {come or 'nothing'}"
    quoted = _quoted(runs)
    if not label:
        return ("", quoted) if quoted else None
    if gone and come:
        return (label, quoted) if quoted else ("", f"{label} is changed")
    return "", f"{label} is {'added' if come else 'removed'}"


def _quoted(runs: Sequence[Run]) -> str:
    """The one short replacement of a text, quoted; nothing when there is more."""
    places = [n for n, run in enumerate(runs) if run.fate != KEPT]
    if not places or places[-1] - places[0] + 1 != len(places):
        return ""
    gone, come = (
        "".join(runs[n].text for n in places if runs[n].fate == fate).strip()
        for fate in (REMOVED, ADDED)
    )
    if gone == come or max(len(gone), len(come)) > _QUOTABLE or "\n" in gone + come:
        return ""
    if gone and come:
        return f"“{gone}” becomes “{come}”"
    return f"“{come}” is added" if come else f"“{gone}” is removed"


def _sentence(name: str, verbs: Sequence[str], details: Sequence[Detail]) -> str:
    words = _clauses(name, list(dict.fromkeys(verbs)), details)
    return words if words.endswith(".”") else f"{words}."


def _clauses(name: str, verbs: Sequence[str], details: Sequence[Detail]) -> str:
    if not details:
        return f"{name} {' and '.join(verbs)}"
    if len(details) == 1 and details[0][0] and not verbs:
        return f"{name}, {details[0][0]}: {details[0][1]}"
    told = [f"{label}: {words}" if label else words for label, words in details]
    return f"{name}: {'; '.join([*told, *(f'it {verb}' for verb in verbs)])}"


def _told(amendment: Amendment) -> str:
    lines = [amendment.sentence]
    for part in amendment.parts:
        words = _marked_words(part.runs)
        lines.append(f"    {part.label}: {words}" if part.label else f"    {words}")
    return "\n".join(lines)


def _marked_words(runs: Sequence[Run]) -> str:
    """The runs in brackets that say what becomes of them."""
    words = ""
    for run in runs:
        if run.fate == KEPT:
            words += run.text
            continue
        if words.endswith("]"):
            words += " "
        space = run.text[len(run.text.rstrip()) :]
        words += f"[{run.fate}: {run.text.strip()}]{space}"
    return words.strip()
