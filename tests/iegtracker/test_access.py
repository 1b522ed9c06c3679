"""Closed unless a line opens it, and the headers that every answer bears."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests import makers

ROOT = Path(__file__).parents[2]
# What anybody may ask for without signing in, by its route.
OPEN = {
    "sign-in/",
    "sign-out/",
    "account/login/",
    "account/logout/",
    "account/signup/",
    "account/inactive/",
    "account/login/code/confirm/",
    "account/confirm-email/",
    "account/^confirm-email/(?P<key>[-:\\w]+)/$",
    "account/password/reset/",
    "account/password/reset/done/",
    "account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
    "account/password/reset/key/done/",
    "admin/login/",
    "healthz",
    "readyz",
    "help/",
    "accessibility/",
    # Whoever has the address: the token in it is the key.
    "calendar/<str:token>.ics",
    "copy/<str:token>/",
    "copy/<str:token>/<slug:sha256>.pdf",
}
# Open from the day on which a meeting's papers are published.
PAPERS = {
    "meetings/",
    "meetings/<str:held_on>/<slug:body>/",
    "reports/<int:number>/",
    "reports/<int:number>.pdf",
    "records/",
    "records/<slug:slug>/",
    "records/<slug:slug>.pdf",
}
# Open only while the council's setting says that what is published is public.
BY_SETTING = {
    "check/",
    "statements/",
    "statements/<slug:round>/",
    "statements/<slug:round>/sections/<slug:uid>/",
    "statements/<slug:round>/outcomes/",
    "statements/<slug:round>/since-cabinet/",
    "statements/<slug:round>/timeline/",
    "statements/<slug:round>/since-cabinet.pdf",
    "statements/<slug:round>/final-copy/",
    "statements/<slug:round>/final.pdf",
}


def routes(resolver, start=""):
    for pattern in resolver.url_patterns:
        route = start + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


def test_every_page_asks_for_a_signing_in_unless_it_is_listed():
    found = {
        route
        for route, view in routes(get_resolver())
        if not getattr(view, "login_required", True)
    }
    assert found == OPEN | PAPERS | BY_SETTING


SAMPLES = {
    "<slug:round>": "2004",
    "<slug:uid>": "s-local",
    "<slug:body>": "cabinet",
    "<slug:slug>": "cab-2004-12-09-1",
    "<slug:kind>": "decisions",
    "<slug:form>": "xml",
    "<slug:step>": "rule",
    "<str:held_on>": "2004-12-09",
    "<int:number>": "1",
    "<int:save>": "1",
    "<int:pk>": "1",
    "<int:receipt>": "1",
}


def addresses():
    for route, _ in routes(get_resolver()):
        if route in OPEN | PAPERS or route.startswith(
            ("admin/", "account/", "sign-out")
        ):
            continue
        for name, value in SAMPLES.items():
            route = route.replace(name, value)
        yield f"/{route}"


@pytest.mark.django_db
def test_a_stranger_is_sent_to_sign_in_from_every_page(settings):
    settings.IEG_FINAL_COPY_PUBLIC = False
    makers.delegated_statement()
    client = Client()
    asked = list(addresses())
    assert len(asked) > 40
    for address in asked:
        for call in (client.get, client.post):
            answer = call(address)
            assert answer.status_code in (302, 403, 405), address
            if answer.status_code == 302:
                assert answer.url.startswith("/sign-in/?next="), address


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/sign-in/", "/help/", "/healthz", "/no-such/"])
def test_every_answer_bears_the_headers(client, address):
    answer = client.get(address)
    assert set(answer["Content-Security-Policy"].split("; ")) == {
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    }
    assert answer["Permissions-Policy"] == (
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
    )
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def settings_told(tmp_path, **environment):
    """What a process says that loads the settings in this environment only."""
    code = (
        "from iegtracker import settings as s;"
        "print(s.DEBUG, s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE,"
        " s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0, s.ALLOWED_HOSTS)"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "IEG_DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_there_is_no_secret_key_by_default(tmp_path):
    told = settings_told(tmp_path)
    assert told.returncode != 0
    assert "Set SECRET_KEY to a long random value" in told.stderr


def test_production_is_https_only_and_names_its_hosts(tmp_path):
    told = settings_told(tmp_path, SECRET_KEY="x" * 50)
    assert told.stdout.strip() == "False True True True True []"


def test_the_demonstration_alone_needs_no_secret(tmp_path):
    code = "from iegtracker import settings as s; print(s.DEBUG, s.ALLOWED_HOSTS)"
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "IEG_DATA_DIR": str(tmp_path),
            "IEG_DEMO": "1",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "False ['127.0.0.1', 'localhost', '[::1]']"


@pytest.mark.django_db
def test_a_refusal_is_a_page_with_a_sentence_and_a_way_back(client):
    story = makers.delegated_statement()
    client.force_login(story.people.member)
    answer = client.get("/offices/", headers={"referer": "http://testserver/meetings/"})
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Ask them who holds an office" in page
    assert 'href="http://testserver/meetings/"' in page
    answer = client.get("/offices/", headers={"referer": "http://elsewhere.example/"})
    assert "elsewhere" not in answer.content.decode()


@pytest.mark.django_db
def test_the_ledger_shows_ones_own_acts_or_all_of_them(client):
    story = makers.delegated_statement()
    client.force_login(story.people.officer)
    page = client.get("/ledger/").content.decode()
    assert "What you did" in page
    assert "Officer saved" in page
    assert "Clerk recorded" not in page
    client.force_login(story.people.auditor)
    page = client.get("/ledger/").content.decode()
    assert "Everything that happened" in page
    assert "Clerk recorded" in page
    client.force_login(story.people.member)
    assert (
        b"Nothing has been recorded of what you did" in client.get("/ledger/").content
    )
    assert client.get("/ledger/?page=minus").status_code == 200
    assert client.get("/ledger/?page=99999999999999999999").status_code == 200
