"""How long a redline takes, and what our PDF costs beside WeasyPrint and a browser."""

import time
from collections.abc import Callable, Iterator

import weasyprint
from playwright.sync_api import sync_playwright

from statements.document import Document, compare
from statements.rendering.chain import Chain
from statements.rendering.pdf import FINAL, page_source, pdf
from statements.rendering.redline import redline
from tests.browser.fixtures import CHROMIUM, FLAGS

from . import Measure

WORDS_IN_PARAGRAPH = 100
# Of about 40 and about 200 pages, in words, and how often each is timed.
LENGTHS = ((22_000, 3), (117_000, 1))
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


def _best(
    act: Callable[[], object],
    times: int,
    timer: Callable[[], float] = time.process_time,
) -> float:
    """The least processor's time that it took: what else runs here counts less."""
    found = []
    for _ in range(times):
        started = timer()
        act()
        found.append(timer() - started)
    return min(found)


def measure() -> list[Measure]:
    """Name, value and bound of each figure."""
    before = _statement(10_000)
    after = _amended(before)
    seconds = _best(lambda: redline(before, compare(before, after)), 1)
    found = [Measure("compare and redline of 10,000 words", seconds, 0.5, "s")]
    for words, times in LENGTHS:
        found += _printed(_statement(words), times)
    return found


def _printed(document: Document, times: int) -> Iterator[Measure]:
    """A final copy against WeasyPrint alone, and Chromium, on the same HTML."""
    chain = Chain({"version": {"digest": document.digest}, "cleared_on": "2004-12-17"})
    html = page_source(document, chain, kind=FINAL)
    pages = pdf(document, chain, kind=FINAL).pages

    def bare() -> None:
        weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/a-3a")

    # What a caller waits for the first time, not what is kept.
    ours = _best(lambda: pdf.__wrapped__(document, chain, kind=FINAL), times)
    plain = _best(bare, times)
    final = f"final copy of {pages} pages"
    yield Measure(f"{final} against bare WeasyPrint", ours / plain, 1.15, "times")
    yield Measure(f"{final} against Chromium", ours / _chromium(html), 20, "times")
    yield Measure(final, ours, None, "s")


def _chromium(html: str) -> float:
    """The seconds that a browser which is open already takes to print a page, tagged.

    Other processes do the work, so that only the clock on the wall tells.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()

        def printed() -> None:
            page.set_content(html)
            page.pdf(prefer_css_page_size=True, tagged=True)

        seconds = _best(printed, 3, time.perf_counter)
        browser.close()
    return seconds
