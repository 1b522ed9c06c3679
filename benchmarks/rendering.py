"""How long a redline takes, and what our PDF costs beyond WeasyPrint's own work."""

import time
from collections.abc import Callable

import weasyprint

from statements.document import Document, compare
from statements.rendering.chain import Chain
from statements.rendering.pdf import FINAL, page_source, pdf
from statements.rendering.redline import redline

from . import Measure

WORDS_IN_PARAGRAPH = 100
SENTENCE = (
    "The Council answers most enquiries at the first point of contact, and the "
    "Contact Centre will take the calls of each service in turn. "
)


def _statement(words: int) -> Document:
    """A statement of so many words, in sections of ten paragraphs."""
    tree: dict[str, dict[str, object]] = {
        "root": {
            "kind": "statement",
            "title": "Implementing Electronic Government Statement 2004",
            "council": "South Cambridgeshire District Council",
            "round": "2004",
            "ministry": "Office of the Deputy Prime Minister",
            "deadline": "2004-12-20",
        }
    }
    sections: list[str] = []
    for start in range(0, words // WORDS_IN_PARAGRAPH, 10):
        blocks = [f"b{start + n}" for n in range(10)]
        sections.append(f"s{start}")
        tree[sections[-1]] = {
            "kind": "section",
            "key": f"s{start}",
            "title": f"Section {start // 10 + 1}",
            "layout": "text",
            "numbered": True,
            "order": blocks,
        }
        for uid in blocks:
            text = f"{SENTENCE * 4}Point {uid}."
            tree[uid] = {"kind": "block", "text": text}
    tree["root"]["order"] = sections
    return Document.from_tree(tree)


def _amended(document: Document) -> Document:
    """The statement with one word in twenty-five changed, in every paragraph."""
    changes = {}
    for uid in document.walk():
        if document.get(uid, "kind") == "block":
            words = document.get(uid, "text").split(" ")
            for place in range(7, len(words), 25):
                words[place] = f"{words[place]}-changed"
            changes[(uid, "text")] = " ".join(words)
    return document.with_values(changes)


def _best(act: Callable[[], object], times: int = 3) -> float:
    found = []
    for _ in range(times):
        started = time.perf_counter()
        act()
        found.append(time.perf_counter() - started)
    return min(found)


def measure() -> list[Measure]:
    """Name, value and bound of each figure."""
    before = _statement(10_000)
    after = _amended(before)
    seconds = _best(lambda: redline(before, compare(before, after)), times=1)

    document = _statement(22_000)
    chain = Chain({"version": {"digest": document.digest}, "cleared_on": "2004-12-17"})
    pages = pdf(document, chain, kind=FINAL).pages
    html = page_source(document, chain, kind=FINAL)

    def bare() -> None:
        weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/a-3a")

    # What a caller waits for the first time, not what is kept.
    ours = _best(lambda: pdf.__wrapped__(document, chain, kind=FINAL))
    ratio = ours / _best(bare)
    final = f"final copy of {pages} pages against bare WeasyPrint"
    return [
        Measure("compare and redline of 10,000 words", seconds, 0.5, "s"),
        Measure(final, ratio, 1.15, "times"),
    ]
