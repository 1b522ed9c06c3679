"""What is served belongs to the council: its typefaces, and nobody else's signs."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from iegtracker.govuk.templatetags.ieg_marks import MARKS

STATIC = Path(settings.BASE_DIR) / "static"
RULE = re.compile(r"@font-face\s*\{(.*?)\}", re.DOTALL)


def font_rules():
    return RULE.findall((STATIC / "fonts/fonts.css").read_text(encoding="utf-8"))


def covers(rule, code):
    (ranges,) = re.findall(r"unicode-range:([^;]*);", rule)
    for part in ranges.replace("U+", "").split(","):
        low, _, high = part.strip().partition("-")
        if int(low, 16) <= code <= int(high or low, 16):
            return True
    return False


def test_the_list_of_fonts_and_the_fonts_agree():
    named = [re.search(r'url\("([^"]+)"\)', rule).group(1) for rule in font_rules()]
    assert sorted(named) == sorted(path.name for path in STATIC.glob("fonts/*.woff2"))


def test_every_typeface_has_its_licence_beside_it():
    families = {
        re.sub(r"-(latin|\w+)(-ext)?-\d00-\w+\.woff2$", "", path.name)
        for path in STATIC.glob("fonts/*.woff2")
    }
    licences = {
        path.name.removesuffix("-OFL.txt") for path in STATIC.glob("fonts/*-OFL.txt")
    }
    assert families == licences


@pytest.mark.parametrize(
    "mark", sorted({mark for mark, _ in MARKS.values()} | {"+", "−"})
)
def test_every_mark_has_a_typeface_of_ours(mark):
    assert any(covers(rule, ord(mark)) for rule in font_rules())


@pytest.mark.parametrize("word", ["GDS Transport", "crest", "url("])
def test_nothing_that_only_central_government_may_use_is_served(word):
    css = (STATIC / "govuk/govuk-frontend.min.css").read_text(encoding="utf-8")
    assert word not in css


def test_no_page_style_is_fetched_from_elsewhere():
    for sheet in STATIC.glob("**/*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert not re.search(r"url\(\s*[\"']?(https?:)?//", text)
        assert "@import" not in text
