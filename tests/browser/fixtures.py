"""Chromium, and a site that it can visit."""

import os
import shutil
import threading

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import sync_playwright

# The shell draws the same pages at a third of the cost: it has no windows to keep.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
WANTED = (os.environ["CHROMIUM"],) if "CHROMIUM" in os.environ else NAMES
CHROMIUM = next(filter(None, map(shutil.which, WANTED)), None)
# Works for root, keeps to this machine, and leaves nothing to the first start.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format, *args):
        pass


class Site(ThreadedWSGIServer):
    def handle_error(self, request, client_address):
        # A browser may leave before it has read an answer; views report their own
        # errors through Django's log.
        pass


@pytest.fixture
def live_site(copied_database, collected_static):
    """The address of the whole site, over a copy of the database; commits are real."""
    site = Site(("127.0.0.1", 0), QuietHandler)
    site.set_app(get_wsgi_application())
    thread = threading.Thread(target=site.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{site.server_port}"
    site.shutdown()
    site.server_close()
    thread.join()


@pytest.fixture(scope="session")
def browser():
    if not CHROMIUM:
        pytest.fail("Chromium is missing: .ci/system-packages test")
    # Playwright keeps an event loop on this thread, on which Django would refuse to
    # use the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visitor(browser):
    """Opens a page with cookies of its own: `visitor(javascript=False)`.

    Whatever a page's scripts or its security policy complain of fails the test.
    """
    contexts = []
    complaints = []

    def listen(message):
        if message.type == "error" and "Content Security Policy" in message.text:
            complaints.append(message.text)

    def open_page(*, javascript=True, viewport=DESKTOP):
        context = browser.new_context(
            viewport=viewport, java_script_enabled=javascript, locale="en-GB"
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", listen)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(visitor):
    return visitor()
