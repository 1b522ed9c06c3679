"""The words of a PDF and of a page, without the spaces that each sets its own way."""

import io
import re
import subprocess
from html.parser import HTMLParser

import pypdf

from statements.rendering.fonts import fonts_for

# 24 mm above and 20 mm below: the running heads and feet stand there.
HEAD, FOOT = 66, 56
BLOCKS = {"p", "li", "th", "td", "caption", "dt", "dd", "div"} | {
    f"h{n}" for n in range(1, 7)
}
_SILENT = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2066-\u2069]+")


def squeezed(text):
    return _SILENT.sub("", text)


def pages(content, *, raw=True):
    """The text of each page's body, in the order in which the file holds it.

    Text from right to left is held word by word from the left: only without `raw`
    does pdftotext turn it round.
    """
    order = ["-raw"] if raw else []
    for number, page in enumerate(pypdf.PdfReader(io.BytesIO(content)).pages, 1):
        width, height = (round(float(side)) for side in page.mediabox[2:])
        box = ["-x", 0, "-y", HEAD, "-W", width, "-H", height - HEAD - FOOT]
        limits = ["-f", number, "-l", number]
        answer = subprocess.run(
            ["pdftotext", *order, "-q", *map(str, [*limits, *box]), "-", "-"],
            input=content,
            capture_output=True,
            check=True,
        )
        yield answer.stdout.decode()


class _Paragraphs(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = [""]

    def handle_starttag(self, tag, attrs):
        if tag in BLOCKS:
            self.found.append("")

    handle_endtag = lambda self, tag: self.handle_starttag(tag, [])  # noqa: E731

    def handle_data(self, data):
        self.found[-1] += data


def paragraphs(html):
    """The text of each block of a page, as the PDF's fonts can print it."""
    parser = _Paragraphs()
    parser.feed(fonts_for(html)[1])
    return [text for text in map(squeezed, parser.found) if text]
