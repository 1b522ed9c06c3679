"""Whether a change is material: decided by the patch, never by opinion.

Material is a change of a figure, date, status, amount, number word, negation or
modal, and an element added or removed. Text that is only split or joined, and reads
the same, is minor. Signers may raise a change to material; nobody may lower it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from statements.document import ABSENT, Document, Patch
from statements.document.elements import STATUSES
from statements.document.numbering import places

_NUMBER_WORDS = frozenset(
    "zero nil none no half quarter third one two three four five six seven eight nine "
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen "
    "twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million "
    "billion first second fourth fifth sixth seventh eighth ninth tenth once twice "
    "double dozen".split()
)
_NEGATIONS = frozenset("not never neither nor without cannot nobody nothing".split())
_MODALS = frozenset(
    "will shall must may might can could should would ought need needs".split()
)
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march "
    "april june july august september october november december".split()
)
_WORD = re.compile(r"[£$€]?\d[\d,.:/%-]*\w*|[^\W\d_]+(?:['’][^\W\d_]+)*|%", re.UNICODE)
_MARKS = re.compile(r"^[ \t]*(?:#{1,6}|[-*+]|\d+[.)]|>)[ \t]+", re.MULTILINE)


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
    for uid in sorted(patch.uids):
        section = _section(before, after, uid)
        was, now = before.elements.get(uid), after.elements.get(uid)
        kind = (now or was or {}).get("kind")
        if kind == "block" and section in retold:
            continue
        if was is None:
            yield f"{where(uid)} is added"
        elif now is None:
            yield f"{where(uid)} is removed"
        else:
            yield from _element_reasons(where(uid), was, now)


def _element_reasons(
    where: str, was: Mapping[str, object], now: Mapping[str, object]
) -> Iterator[str]:
    for name in sorted((was.keys() | now.keys()) - {"order"}):
        old, new = was.get(name, ABSENT), now.get(name, ABSENT)
        if old == new:
            continue
        if name in ("text", "title", "label", "effect"):
            for words in telling_words(str(old), str(new)):
                yield f"{where}: {words}"
        elif name == "progress":
            yield from _progress_reasons(where, old, new)
        elif name == "awaiting":
            said = "is no longer awaited" if new is ABSENT else "is awaited"
            yield f"{where}: content {said}"
        elif name == "example":
            continue
        else:
            yield f"{where}: a figure, date or amount changes"


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


def telling_words(old: str, new: str) -> list[str]:
    """What changes between two texts that could change their meaning, in words."""
    before, after = _telling(old), _telling(new)
    if before == after:
        return []
    gone = list((Counter(before) - Counter(after)).elements())
    come = list((Counter(after) - Counter(before)).elements())
    if not gone and not come:
        return ["figures or telling words change places"]
    pairs = [f"“{a}” becomes “{b}”" for a, b in zip(gone, come, strict=False)]
    pairs += [f"“{word}” is removed" for word in gone[len(come) :]]
    pairs += [f"“{word}” is added" for word in come[len(gone) :]]
    return pairs


def _telling(text: str) -> list[str]:
    """Figures, number words, negations, modals and calendar words, in order."""
    found = []
    for word in _WORD.findall(_MARKS.sub("", text)):
        plain = word.lower().replace("’", "'").rstrip(".,:")
        if (
            any(c.isdigit() for c in plain)
            or plain == "%"
            or plain in _NUMBER_WORDS | _NEGATIONS | _MODALS | _CALENDAR
            or plain.endswith("n't")
        ):
            found.append(word.rstrip(".,:"))
    return found


def _retold_sections(before: Document, after: Document, patch: Patch) -> Iterator[str]:
    """Sections whose running text reads the same, however it is cut into blocks."""
    for section in {_section(before, after, uid) for uid in patch.uids}:
        if section in before and section in after:
            old, new = _running(before, section), _running(after, section)
            if old == new:
                yield section


def _running(document: Document, section: str) -> list[str]:
    texts = (document.get(uid, "text", "") for uid in document.children(section))
    return _MARKS.sub("", "\n".join(texts)).split()


def _section(before: Document, after: Document, uid: str) -> str:
    return (after if uid in after else before).section_of(uid)
