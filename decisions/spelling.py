"""When two words are one word, spelt in two ways.

Without a dictionary a slip of the pen is known by its form: two letters change places,
a consonant is doubled, a vowel stands for another, a letter is left out, always inside
a word that is long enough to stay itself. Real words that differ in no more than that
are listed, and are never taken for each other.
"""

_VOWELS = frozenset("aeiou")
# The shortest word, by its longer spelling, in which a slip is told from a new word.
_SOUND, _SWAPPED, _DOUBLED, _VOWEL, _LEFT_OUT = 5, 7, 7, 8, 9
_REAL = (
    "planning planing hopping hoping filling filing sitting siting winning wining "
    "scrapped scraped scrapping scraping starred stared starring staring barring "
    "baring tapping taping ridding riding stripped striped pulling puling "
    "complied compiled complaint compliant perfect prefect treaties treatise discreet "
    "discrete closest closets signing singing farmers framers farming framing parting "
    "prating reveres reverse marital martial "
    "completed competed completes competes completing competing computed computing "
    "computes mediation medication meditation mediated medicated mediating medicating "
    "stimulate simulate stimulated simulated stimulates simulates stimulating "
    "simulating stimulation simulation uninformed uniformed unformed indicated "
    "indicted indicating indicting inducted resigning reigning complaints complains "
    "constraints constrains restraints restrains restraining retraining subsidies "
    "subsides inquiries inquires prospectus prospects remainder reminder depletion "
    "deletion depleting deleting deducting deducing deprivation derivation externally "
    "eternally insulated insulted contingent continent assemblies assembles launching "
    "lunching unblocked unlocked automation automaton addition addiction additions "
    "addictions alteration altercation alterations altercations composting composing "
    "treasuries treasures replaying relaying repaying replying overplaying overpaying "
    "retracted retraced consigned cosigned multiplies multiples personals personas "
    "department deportment departed deported departing deporting district distract "
    "districts distracts commands commends commanded commended commanding commending "
    "collision collusion concession concussion concessions concussions confirms "
    "conforms confirmed conformed confirming conforming constrict construct "
    "constricted constructed constriction construction expanded expended expanding "
    "expending expandable expendable expansive expensive imported imparted importing "
    "imparting installed instilled installs instils installing instilling inhabited "
    "inhibited uninhabited uninhibited asserted assorted censored censured deciding "
    "decoding stronger stranger strongest strangest structures strictures withheld "
    "withhold overcame overcome override overrode redaction reduction reaction "
    "remanded reminded breaches breeches unleaded unloaded collages colleges "
    "conviction convection inflection infliction infection"
)
_ALIKE = frozenset(_REAL.split())


def one_word(a: str, b: str) -> bool:
    """Whether one is the other, but for a slip in spelling it."""
    if a == b:
        return True
    if a[:1] != b[:1] or {a, b} <= _ALIKE:
        return False
    short, long = sorted((a, b), key=len)
    at = next((i for i, x in enumerate(short) if x != long[i]), len(short))
    if len(short) == len(long):
        return _swapped(short, long, at) or _put_for_another(short, long, at)
    return short == long[:at] + long[at + 1 :] and _left_out(long, at)


def _swapped(a: str, b: str, at: int) -> bool:
    """Neighbours change places: “recieved”, and “center” for “centre”."""
    if b != a[:at] + a[at : at + 2][::-1] + a[at + 2 :]:
        return False
    both = set(a[at : at + 2])
    heard_alike = both == {"e", "i"} or (both == {"e", "r"} and at == len(a) - 2)
    return len(a) >= (_SOUND if heard_alike else _SWAPPED)


def _put_for_another(a: str, b: str, at: int) -> bool:
    """“Seperate”, and “organize” for “organise”; not “chairmen” for “chairman”."""
    if a[at + 1 :] != b[at + 1 :] or at == len(a) - 1:
        return False
    if {a[at], b[at]} == {"s", "z"}:
        return len(a) >= _SWAPPED
    vowels = {a[at], b[at]} <= _VOWELS
    return vowels and 3 <= at < len(a) - 2 and len(a) >= _VOWEL


def _left_out(long: str, at: int) -> bool:
    """“Accomodate”, “goverment”; not “suppliers” for “supplies”, nor a last letter."""
    letter, before = long[at], long[at - 1]
    if at == len(long) - 1:
        return False
    if letter == before:
        return letter not in _VOWELS and len(long) >= _DOUBLED
    return letter != "r" and len(long) >= _LEFT_OUT
