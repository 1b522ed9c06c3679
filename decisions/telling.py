"""What changes between two texts that their readers would read otherwise.

Every word, figure and sign counts, and so does its place. What reads the same is set
apart, and all else tells: spelling, capitals, hyphens, plain punctuation, contractions,
an article that is put in or left out, “serve” for “serves”. “20th December” and “20
December”, “£750000” and “£750,000”, “isn't” and “is not”, “three” and “3” are the same.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from statements.document.matching import in_order
from statements.rendering.words import shortened

from .spelling import one_word

# Where words stand in a text that is no plain line. No stored text holds such signs.
CELL, ROW, ITEM, HEADING, QUOTE, APART, END = map(chr, range(1, 8))
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = "1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th"
_FIRST_TO_TENTH = "first second third fourth fifth sixth seventh eighth ninth tenth"
_NUMBERS = {
    "nil": "0",
    **{word: str(n) for n, word in enumerate(_ONES.split())},
    **{word: str(n * 10) for n, word in enumerate(_TENS.split(), 2)},
    **dict(zip(_FIRST_TO_TENTH.split(), _ORDINALS.split(), strict=True)),
}
_ARTICLES = frozenset({"a", "the"})
# Verbs, for one and for many. What ends in these is no noun.
_VERBS = (
    "serves provides includes allows becomes contains continues enables ensures exists "
    "expects follows agrees receives gives takes keeps says sends pays sees seeks "
    "holds brings makes meets remains involves operates"
)
_SAME = {
    **{"an": "a", "teh": "the", "which": "that", "&": "and"},
    **{"are": "is", "were": "was", "have": "has", "do": "does"},
    **{"apply": "applies", "rely": "relies", "publish": "publishes"},
    **{verb.removesuffix("s"): verb for verb in _VERBS.split()},
}
_ENDINGS = {"'ll": "will", "'re": "are", "'ve": "have"}
# Joined to another word these make a new one: “re-sign”, “no table”, “a part”.
_JOINED = frozenset(str.split("a all can dis in may no non not re un"))
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
_MONTH = (
    r"(?i:jan(?:uary)?|feb(?:ruary)?|apr(?:il)?|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)|Mar(?:ch)?|May"
)
_TOKEN = re.compile(
    rf"""
    (?P<mark>([{CELL}-{END}])\2*)
  | (?<![\w.,/:-])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?
        (?P<month>{_MONTH})\b\.?(?:,?\s+(?P<year>\d{{4}})\b)?
  | (?P<figure>
        (?:(?<![\w−–-])[-−+])?(?:[£$€]\s?)?(?:(?<![\w.])\.(?=\d))?
        (?<![^\W_])[^\W_]*\d[^\W_]*
        (?:[.,:/−–‑-][^\W_]*\d[^\W_]*)*
        (?:\s?%|\s(?:per\s?cent|percent)\b|\s?[ap]\.?m\b\.?)?
    )
    # No article: “Plan A”, “(a)”, an A that fills a cell.
  | (?P<option>(?<=[^\W\d_][ ])A\b|\b(?i:a)\b(?!['’]|\s+[\w“‘"'(£$€]))
  | (?P<word>(?i:a\s+(?:few|little)\b)|[^\W_]+(?:['’][^\W_]+)*)
  | (?P<sign>
        # A figure in brackets is less than nothing, and a dash makes two a range;
        # a stop within a word makes it an address.
        \((?=[-−]?[£$€]?\d[\d.,]*[%km]?\))
      | (?<=[\d%]\s)[-–—](?=\s[£$€]?\d)
      | (?<=[a-z]{{2}})\.(?=[a-z]{{2}})
        # Other punctuation says little; every other sign counts.
      | [^\w\s.,;:!'"’‘“”()\[\]{{}}\-–—―‐‑…•·]|_
    )
    """,
    re.VERBOSE,
)
# 5MB is not 5Mb; 9AM is 9am, and 2ND is 2nd.
_UNIT = re.compile(r"\d(?!(?i:[ap]m|st|nd|rd|th)$)[A-Za-z]{2,}$")
_ROMAN = re.compile(r"[IVXL]{2,}|[VX]")
# Part B or limb (c); not an article, a person, or what stands before “-mail”.
_LETTER = re.compile(r"[b-df-hj-z]", re.IGNORECASE)


@dataclass(frozen=True)
class Token:
    """A word, figure or sign: what it is compared by, and what is shown."""

    key: str
    shown: str
    # Figures, dates, references and signs have one spelling.
    exact: bool = False


def telling_words(old: str, new: str) -> list[str]:
    """What changes between two texts that could change their meaning, in words."""
    if old == new:
        return []
    was, now = tokens(old), tokens(new)
    gaps = [gap for gap in _gaps(was, now) if not _reads_the_same(*gap)]
    # Where no word changes, the table, list or heading around them does.
    told = list(_changed(gaps)) or ["words stand elsewhere in a table, list or heading"]
    return list(dict.fromkeys(told)) if gaps else []


def tokens(text: str) -> list[Token]:
    """The words, figures and signs of a text as it is read."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        for token in _read(match):
            after_figure = bool(found) and found[-1].exact and found[-1].shown
            found.append(_measured(token) if after_figure else token)
    return found


def _measured(token: Token) -> Token:
    """A word behind a figure: 5 MB is not 5 Mb, and £5 a month is £5 per month."""
    if token.key == "a":
        return Token("per", token.shown)
    unit = len(token.shown) <= 4 and not token.shown[1:].islower()
    return Token(token.shown, token.shown) if unit and not token.exact else token


def _read(match: re.Match[str]) -> Iterator[Token]:
    shown = " ".join(match[0].split()).rstrip(".,:")
    if match["mark"]:
        yield Token(match[0], "", exact=True)
    elif match["day"]:
        month = _calendar(match["month"]) or "may"
        day, year = int(match["day"]), match["year"] or ""
        yield Token(f"{day} {month} {year}".strip(), shown, exact=True)
    elif match["figure"]:
        yield Token(_figure(shown), shown, exact=True)
    elif match["option"]:
        yield Token(f"({shown})", shown, exact=True)
    elif match["sign"]:
        yield Token(_SAME.get(shown, shown), shown, exact=True)
    else:
        yield from _word(shown)


def _figure(shown: str) -> str:
    key = shown if _UNIT.search(shown) else shown.casefold()
    key = re.sub(r"[−–‑]", "-", key)
    key = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", key)
    key = re.sub(r"\s?per\s?cent$", "%", key)
    key = re.sub(r"^(\D*)\.(?=\d)", r"\g<1>0.", key)
    return re.sub(r"\.(?=m)|\s", "", key)


def _calendar(shown: str) -> str:
    plain = shown.casefold()
    if plain in _CAPITALISED:
        return _CAPITALISED[plain] if shown[0].isupper() else ""
    plain = _SHORT.get(plain, plain)
    return plain if plain in (*_MONTHS, *_DAYS) else ""


def _word(shown: str) -> Iterator[Token]:
    key = " ".join(shown.casefold().replace("’", "'").split())
    if key == "cannot" or key.endswith("n't"):
        stem = key.removesuffix("n't").removesuffix("not")
        stem = {"ca": "can", "wo": "will", "sha": "shall"}.get(stem, stem)
        yield Token(_SAME.get(stem, stem), stem)
        yield Token("not", "not")
    elif ending := next(filter(key.endswith, _ENDINGS), ""):
        stem, word = key.removesuffix(ending), _ENDINGS[ending]
        yield Token(stem, shown[: len(stem)])
        yield Token(_SAME.get(word, word), word)
    elif shown != "may" and (month := _calendar(shown)):
        yield Token(month, shown, exact=True)
    elif key in _NUMBERS:
        yield Token(_NUMBERS[key], shown, exact=True)
    elif _is_reference(shown) or any(map(str.isnumeric, shown)):
        yield Token(key, shown, exact=True)
    else:
        yield Token(_SAME.get(key, key), shown)


def _is_reference(shown: str) -> bool:
    return bool(_ROMAN.fullmatch(shown) or _LETTER.fullmatch(shown))


_Side = Sequence[Token]
_Gap = tuple[_Side, _Side]


def _gaps(was: _Side, now: _Side) -> Iterator[_Gap]:
    """What stands on either side between the words that both texts have in order."""
    pairs = sorted(in_order([t.key for t in was], [t.key for t in now]))
    a = c = alike = 0
    for b, d in [*pairs, (len(was), len(now))]:
        if a < b or c < d:
            back = _back(now[c - alike : d], alike) if a == b else 0
            back = _back(was[a - alike : b], alike) if c == d else back
            yield was[a - back : b - back], now[c - back : d - back]
            alike = 0
        a, c, alike = b + 1, d + 1, alike + 1


def _back(side: _Side, alike: int) -> int:
    """How far before what is put in or left out its own first word stands.

    Of “The plan is ready. The centre” it is “The plan is ready” that was put in, and
    not “plan is ready. The”. `alike` words of the side come before what was put in.
    """
    for back in range(1, alike + 1):
        if side[alike - back].key != side[-back].key:
            return 0
        if side[alike - back].shown[:1].isupper():
            return back
    return 0


def _reads_the_same(old: _Side, new: _Side) -> bool:
    """Whether one side is the other in another spelling, or only an article more."""
    if not old or not new:
        return {token.key for token in (*old, *new)} <= _ARTICLES
    if any(token.exact for token in (*old, *new)):
        return False
    was, now = _letters(old), _letters(new)
    if "".join(was) == "".join(now):
        return not (len(was) != len(now) and _JOINED & {*was, *now})
    return len(was) == len(now) and all(map(one_word, was, now))


def _letters(side: _Side) -> list[str]:
    return [token.key.replace("'", "") for token in side]


def _changed(gaps: Sequence[_Gap]) -> Iterator[str]:
    """Words that are replaced, removed, added or moved."""
    before = Counter(t.key for old, _ in gaps for t in old)
    after = Counter(t.key for _, new in gaps for t in new)
    fewer, further = before - after, after - before
    for old, new in gaps:
        gone, left = _surplus(old, fewer)
        come, _ = _surplus(new, further)
        if gone and come:
            yield f"“{gone}” becomes “{come}”"
        elif gone or come:
            yield f"“{gone or come}” is {'removed' if gone else 'added'}"
        if left:
            yield f"“{left}” changes its place"


def _surplus(side: _Side, surplus: Counter[str]) -> tuple[str, str]:
    """The words that the other text lacks, and those it has elsewhere."""
    lacking, elsewhere = [], []
    for token in side:
        if surplus[token.key]:
            surplus[token.key] -= 1
            lacking.append(token.shown)
        else:
            elsewhere.append(token.shown)
    return _phrase(lacking), _phrase(elsewhere)


def _phrase(words: Sequence[str]) -> str:
    return shortened(" ".join(filter(None, words)))
