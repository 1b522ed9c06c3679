"""The checks of pages can say no."""

import pytest

from tests.browser.checks import axe, fits, fragments_land

pytestmark = pytest.mark.browser

PAGE = """<!DOCTYPE html><html lang="en-GB"><head><title>A page</title>
<meta name="viewport" content="width=device-width"></head>
<body><main><h1>A page</h1>{}</main></body></html>"""


def test_axe_names_what_is_wrong(page):
    page.set_content(PAGE.format("<label>Name <input></label>"))
    axe(page)
    page.set_content(PAGE.format("<input>"))
    with pytest.raises(AssertionError, match="label"):
        axe(page)


def test_a_link_must_land_and_take_the_focus(page):
    there = '<a href="#name">Name</a><label>Name <input id="name"></label>'
    page.set_content(PAGE.format(there))
    fragments_land(page)
    page.set_content(PAGE.format('<a href="#gone">Gone</a>'))
    with pytest.raises(AssertionError, match="#gone: Gone"):
        fragments_land(page)


def test_a_page_must_not_scroll_sideways(page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.set_content(PAGE.format("<p>Narrow.</p>"))
    fits(page)
    page.set_content(PAGE.format('<p style="width: 800px">Wide.</p>'))
    with pytest.raises(AssertionError, match="too wide"):
        fits(page)
