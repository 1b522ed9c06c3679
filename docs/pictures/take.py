"""Take the pictures of this folder again, of a demonstration that is running.

    make run                        # in one terminal
    .venv/bin/python docs/pictures/take.py http://127.0.0.1:8000

Take them of a story told anew (`make demo-reset`): nothing here is signed or saved.
Needs the development packages and Chromium, as the browser tests do.
"""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

PASSWORD = "cambourne-demonstration"  # noqa: S105
HERE = Path(__file__).parent
DESKTOP, PHONE = (1280, 900), (390, 844)
CHANGE = "/statements/2004/changes/2/"
# A picture's name, whose page it is, where it stands, and the size of the window.
PICTURES = (
    ("home", "portfolio-holder", "/", DESKTOP),
    ("editor", "second-officer", CHANGE, DESKTOP),
    ("sign", "portfolio-holder", "/statements/2004/changes/1/sign/", PHONE),
    ("gate", "clerk", "/statements/2004/gate/", DESKTOP),
    ("final-copy", "member-02", "/statements/2003/final-copy/", DESKTOP),
)


def take(
    browser: Browser, site: str, name: str, user: str, path: str, size: tuple[int, int]
) -> None:
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="en-GB"
    )
    page = context.new_page()
    page.goto(f"{site}/sign-in/")
    page.fill("input[name=login]", user)
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site}/")
    page.goto(site + path)
    if name == "editor":
        page.get_by_role("main").get_by_role("link", name="2 Local context").click()
    shot = page.screenshot(full_page=width == PHONE[0])
    context.close()
    # Few colours stand on these pages: a palette keeps a picture below 150 kB.
    picture = Image.open(io.BytesIO(shot)).convert("RGB").quantize(64)
    picture.save(HERE / f"{name}.png", optimize=True)


def main(site: str) -> None:
    chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        for picture in PICTURES:
            take(browser, site, *picture)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
