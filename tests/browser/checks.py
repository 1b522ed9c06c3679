"""What every page must satisfy in a browser."""

from axe_playwright_python.sync_playwright import Axe

_axe = Axe()


def axe(page):
    """No rule of axe is broken in the page's present state."""
    results = _axe.run(page)
    found = [
        f"{rule['id']} ({rule['impact']}): {node['html']}"
        for rule in results.response["violations"]
        for node in rule["nodes"]
    ]
    assert results.response["passes"], "axe checked nothing"
    assert found == [], f"{page.url}\n" + "\n".join(found)


def fits(page):
    """The page never scrolls sideways."""
    wide = page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            return [...document.body.querySelectorAll('*')]
                .filter(element => element.getBoundingClientRect().right > width + 1)
                .map(element => element.outerHTML.slice(0, 120));
        }"""
    )
    assert wide == [], f"{page.url} is too wide:\n" + "\n".join(wide)


def fragments_land(page):
    """Every `#id` link, followed by keyboard, reaches its target with the focus.

    axe passes links whose target does not exist.
    """
    wrong = []
    for link in page.locator("a[href^='#']").all():
        target = link.get_attribute("href")[1:]
        # A link in a closed part of the page cannot be followed yet.
        if not link.evaluate("link => { link.focus(); return link.matches(':focus') }"):
            continue
        page.keyboard.press("Enter")
        landed = page.evaluate(
            """id => {
                const target = document.getElementById(id);
                return !!target && target.contains(document.activeElement);
            }""",
            target,
        )
        if not landed:
            wrong.append(f"#{target}: {' '.join(link.inner_text().split())}")
    assert wrong == [], f"{page.url}\n" + "\n".join(wrong)
