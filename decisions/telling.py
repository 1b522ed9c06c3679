"""The words of a text that carry its meaning, and what becomes of them.

Telling are figures, dates, amounts, number words and units, negations, modals,
conditions and words of status. Spelling, capitals, emphasis, dashes, list marks and
contractions are not: “20th December” and “20 December”, “£750000” and “£750,000”,
“isn't” and “is not”, “three” and “3” say the same.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from statements.document.matching import in_order
from statements.rendering.words import shortened

QUANTITY, BOUND, PLAIN = "quantity", "bound", ""
_KINDS: Mapping[str, str] = {
    QUANTITY: "none half third once twice double dozen hundred thousand million "
    "billion all both every each some several most many few more less fewer least "
    "minimum maximum monday tuesday wednesday thursday friday saturday sunday january "
    "february april june july august september october november december today "
    "tomorrow yesterday midnight noon hour day week fortnight month quarter year daily "
    "weekly monthly quarterly yearly annual annually pound euro dollar pence penny "
    "percent percentage cent spring summer autumn winter easter christmas bi "
    "mile metre kilometre km acre hectare kilobyte megabyte gigabyte kb mb gb "
    "always often usually sometimes rise rose risen rising fall fell fallen falling",
    "negation": "no not never neither nor without nobody nothing non unless except "
    "excluding only off rarely seldom hardly barely scarcely",
    "modal": "will shall must may might can could should would ought need needs "
    "required mandatory compulsory optional voluntary allowed permitted",
    "condition": "if or whether subject",
    "status": "done planned started delayed achieved red amber green",
    # Telling only close before a quantity: “by December”, not “by officers”.
    BOUND: "by before after until till from since within under over above below up "
    "than about around approximately nearly almost next last previous "
    "following between end start beginning early mid late",
}
_KIND = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_STEMS = {
    **dict.fromkeys(("increas", "decreas", "reduc", "exceed"), QUANTITY),
    **dict.fromkeys(("doubl", "trebl", "tripl", "halv"), QUANTITY),
    **dict.fromkeys(("complet", "incomplet"), "status"),
}
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = "1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th"
_FIRST_TO_TENTH = "first second third fourth fifth sixth seventh eighth ninth tenth"
_SAME = {
    "nil": "0",
    **{word: str(n) for n, word in enumerate(_ONES.split())},
    **{word: str(n * 10) for n, word in enumerate(_TENS.split(), 2)},
    **dict(zip(_FIRST_TO_TENTH.split(), _ORDINALS.split(), strict=True)),
}
_MONTHS = str.split(
    "january february march april may june july august september october november "
    "december"
)
_DAYS = str.split("monday tuesday wednesday thursday friday saturday sunday")
# “march”, “mar”, “sat” and “sun” are of the calendar only with their capital.
_CAPITALISED = {"march": "march", "mar": "march", "sat": "saturday", "sun": "sunday"}
_SHORT = {
    **{m[:3]: m for m in _MONTHS if m not in ("march", "may")},
    **{"sept": "september", "tue": "tuesday", "tues": "tuesday", "wed": "wednesday"},
    **{"mon": "monday", "thu": "thursday", "thur": "thursday", "thurs": "thursday"},
    **{"fri": "friday"},
}
_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "mis")
_MONTH = (
    r"(?i:jan(?:uary)?|feb(?:ruary)?|apr(?:il)?|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)|Mar(?:ch)?|May"
)
_TOKEN = re.compile(
    rf"""
    (?<![\w.,/:-])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?
        (?P<month>{_MONTH})\b\.?(?:,?\s+(?P<year>\d{{4}})\b)?
  | (?P<figure>
        (?:(?<![\w−–-])[-−+])?(?:[£$€]\s?)?(?:(?<![\w.])\.(?=\d))?
        (?<![^\W_])[^\W_]*\d[^\W_]*
        (?:[.,:/−–‑-][^\W_]*\d[^\W_]*)*
        (?:\s?%|\s(?:per\s?cent|percent)\b|\s?[ap]\.?m\b\.?)?
    )
  | (?P<word>[^\W_]+(?:['’][^\W_]+)*)
  | (?P<sign>[£$€%<>≤≥±])
    """,
    re.VERBOSE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^a-z\s])|\n+")
_ROMAN = re.compile(r"[IVXL]{2,}|[VX]")
# Part B or limb (c); not an article, a person, or what stands before “-mail”.
_LETTER = re.compile(r"[b-df-hj-z]", re.IGNORECASE)
_REACH = 4
# Beyond this many pairs of sentences nobody is told which one became which.
_MOST_PAIRS = 10_000


@dataclass(frozen=True)
class Token:
    """A word or figure: what it is compared by, what is shown, and why it tells."""

    key: str
    shown: str
    kind: str = PLAIN


def telling_words(old: str, new: str) -> list[str]:
    """What changes between two texts that could change their meaning, in words."""
    if old == new:
        return []
    was, now = tokens(old), tokens(new)
    gaps = list(_gaps(was, now))
    found = [*_changed(was, now, gaps), *_turned(gaps)]
    # A sentence much changed is named when nothing else in it is, or when it is new.
    found += _sentences(old, new, quarters=3 if found else 2)
    return list(dict.fromkeys(found or _jumped(was, now, gaps)))


def tokens(text: str) -> list[Token]:
    """The words and figures of a text as it is read."""
    found = [token for match in _TOKEN.finditer(text) for token in _read(match)]
    return [
        Token(t.key, t.shown)
        if t.kind == BOUND and not _bounds(t, found[at + 1 : at + 1 + _REACH])
        else t
        for at, t in enumerate(found)
    ]


def _bounds(token: Token, behind: Sequence[Token]) -> bool:
    """Whether it bounds a quantity close behind it: “up to 5”, not “take-up is 5”."""
    if token.key == "up" and (not behind or behind[0].key != "to"):
        return False
    return any(other.kind == QUANTITY for other in behind)


def _read(match: re.Match[str]) -> Iterator[Token]:
    shown = " ".join(match[0].split()).rstrip(".,:")
    if match["day"]:
        month = _calendar(match["month"]) or "may"
        day, year = int(match["day"]), match["year"] or ""
        yield Token(f"{day} {month} {year}".strip(), shown, QUANTITY)
    elif match["figure"]:
        yield Token(_figure(shown), shown, QUANTITY)
    elif match["sign"]:
        yield Token(shown, shown, QUANTITY)
    else:
        yield from _word(shown)


def _figure(shown: str) -> str:
    key = re.sub(r"[−–‑]", "-", shown.casefold())
    key = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", key)
    key = re.sub(r"\s?per\s?cent$", "%", key)
    key = re.sub(r"^(\D*)\.(?=\d)", r"\g<1>0.", key)
    return re.sub(r"\.(?=m)|\s", "", key)


def _calendar(shown: str) -> str:
    plain = shown.casefold()
    if plain in _CAPITALISED:
        return _CAPITALISED[plain] if shown[0].isupper() else ""
    plain = _SHORT.get(plain, plain)
    return plain if plain in _KIND and plain in (*_MONTHS, *_DAYS) else ""


def _word(shown: str) -> Iterator[Token]:
    key = shown.casefold().replace("’", "'")
    if key == "cannot" or key.endswith("n't"):
        stem = key.removesuffix("n't").removesuffix("not")
        stem = {"ca": "can", "wo": "will", "sha": "shall"}.get(stem, stem)
        yield Token(stem, stem, _KIND.get(stem, PLAIN))
        yield Token("not", "not", "negation")
        return
    if key.endswith("'ll"):
        yield Token(key[:-3], shown[:-3])
        yield Token("will", "will", "modal")
        return
    if shown != "may" and (month := _calendar(shown)):
        yield Token(month, shown, QUANTITY)
    elif key in _SAME:
        yield Token(_SAME[key], shown, QUANTITY)
    elif _is_reference(shown) or any(map(str.isnumeric, shown)):
        yield Token(key, shown, QUANTITY)
    elif stem := next(filter(key.startswith, _STEMS), ""):
        yield Token(stem, shown, _STEMS[stem])
    else:
        one = key.removesuffix("'s").removesuffix("s")
        key = one if _KIND.get(one) == QUANTITY else key
        yield Token(key, shown, _KIND.get(key, PLAIN))


def _is_reference(shown: str) -> bool:
    return bool(_ROMAN.fullmatch(shown) or _LETTER.fullmatch(shown))


_Gap = tuple[Sequence[Token], Sequence[Token]]


def _gaps(was: Sequence[Token], now: Sequence[Token]) -> Iterator[_Gap]:
    """What stands on either side between the words that both texts have in order."""
    pairs = sorted(in_order([t.key for t in was], [t.key for t in now]))
    a = c = 0
    for b, d in [*pairs, (len(was), len(now))]:
        if a < b or c < d:
            yield was[a:b], now[c:d]
        a, c = b + 1, d + 1


def _changed(
    was: Sequence[Token], now: Sequence[Token], gaps: Sequence[_Gap]
) -> Iterator[str]:
    """Telling words that are replaced, removed, added or moved."""
    before = Counter(t.key for t in was if t.kind)
    after = Counter(t.key for t in now if t.kind)
    fewer, further = before - after, after - before
    for old, new in gaps:
        gone, left = _surplus(old, fewer)
        come, _ = _surplus(new, further)
        # What is said more or less often than before has been named already.
        left = [token for token in left if before[token.key] == after[token.key]]
        for token in gone:
            other = next((t for t in come if t.kind == token.kind), None)
            if other:
                come.remove(other)
                yield f"“{token.shown}” becomes “{other.shown}”"
            else:
                yield f"“{token.shown}” is removed"
        yield from (f"“{token.shown}” is added" for token in come)
        yield from (f"“{token.shown}” changes its place" for token in left)


def _surplus(
    side: Sequence[Token], surplus: Counter[str]
) -> tuple[list[Token], list[Token]]:
    """The telling words that the other text lacks, and those it has elsewhere."""
    lacking, elsewhere = [], []
    for token in side:
        if not token.kind:
            continue
        if surplus[token.key]:
            surplus[token.key] -= 1
            lacking.append(token)
        else:
            elsewhere.append(token)
    return lacking, elsewhere


def _turned(gaps: Sequence[_Gap]) -> Iterator[str]:
    """Words that take or lose a negative beginning: complete, incomplete."""
    old = {t.key: t for side, _ in gaps for t in side if not t.kind}
    new = {t.key: t for _, side in gaps for t in side if not t.kind}
    for prefix in _PREFIXES:
        for key, token in old.items():
            short = key.removeprefix(prefix)
            for other in (prefix + key, short if short != key else ""):
                if other in new and min(len(key), len(other)) > 3:
                    yield f"“{token.shown}” becomes “{new[other].shown}”"


def _jumped(
    was: Sequence[Token], now: Sequence[Token], gaps: Sequence[_Gap]
) -> list[str]:
    """Telling words that stand, while others move from one side to the other."""
    moved = {t.key for old, _ in gaps for t in old}
    moved &= {t.key for _, new in gaps for t in new}
    before, after = _behind(was, moved), _behind(now, moved)
    telling = [t.shown for t in was if t.kind]
    places = sorted({n for _, n in (before - after) + (after - before)})
    # A word that stood behind n telling words and now behind more crossed the n-th.
    return [f"words change places around “{telling[places[0]]}”"] if places else []


def _behind(side: Sequence[Token], moved: set[str]) -> Counter[tuple[str, int]]:
    found: Counter[tuple[str, int]] = Counter()
    passed = 0
    for token in side:
        if token.kind:
            passed += 1
        elif token.key in moved:
            found[token.key, passed] += 1
    return found


def _sentences(old: str, new: str, *, quarters: int) -> list[str]:
    """Sentences, items and rows that are added, removed or put in place of others."""
    was, now = _split(old), _split(new)
    before = Counter({key: len(s) for key, s in was.items()})
    after = Counter({key: len(s) for key, s in now.items()})
    fewer, further = list(before - after), list(after - before)
    if len(fewer) * len(further) > _MOST_PAIRS:
        return [f"{len(further)} sentences are rewritten"]
    gone = [shortened(was[k][0]) for k in _alone(fewer, further, quarters)]
    come = [shortened(now[k][0]) for k in _alone(further, fewer, quarters)]
    told = [f"“{a}” becomes “{b}”" for a, b in zip(gone, come, strict=False)]
    told += [f"“{sentence}” is removed" for sentence in gone[len(come) :]]
    return told + [f"“{sentence}” is added" for sentence in come[len(gone) :]]


_Sentence = tuple[str, ...]


def _alone(
    mine: Sequence[_Sentence], theirs: Sequence[_Sentence], quarters: int
) -> Iterator[_Sentence]:
    """Those of `mine` of which over so many quarters is nowhere in `theirs`."""
    left, rest = [Counter(s) for s in mine], [Counter(s) for s in theirs]
    offers = [
        (-_weight(u & r), i, j) for i, u in enumerate(left) for j, r in enumerate(rest)
    ]
    for weight, i, j in sorted(offers):
        if weight:
            taken = left[i] & rest[j]
            left[i] -= taken
            rest[j] -= taken
    for sentence, unmatched in zip(mine, left, strict=True):
        # One or two words are an item of a list: new only if there are more items.
        enough = len(sentence) > 2 or len(mine) > len(theirs)
        whole = _weight(Counter(sentence))
        if enough and 4 * _weight(unmatched) > quarters * whole:
            yield sentence


def _split(text: str) -> dict[_Sentence, list[str]]:
    found: dict[_Sentence, list[str]] = {}
    for sentence in _SENTENCE.split(text):
        if key := tuple(token.key for token in tokens(sentence)):
            found.setdefault(key, []).append(sentence)
    return found


def _weight(words: Counter[str]) -> int:
    return sum(len(word) * count for word, count in words.items())
