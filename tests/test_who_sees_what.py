"""Who sees what: tables by hand, and every page of the site held to them.

The tables stand in tests/who_sees_what.py. `SEEN` is about words: every word of a
story is looked for on every page, in every file and in the admin, as every reader.
`PAGES` and the tables after it are about addresses: each one there is must be in one
of them.
"""

import re
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.http import HttpResponseForbidden
from django.test import Client
from django.urls import reverse

from decisions.models import Change, DecisionRecord
from iegtracker import clock
from iegtracker.ledger.models import Event
from statements.rendering.pdf import Pdf
from tests import makers, pages
from tests.told_in_words import STATES, WORDS, readers, told_until
from tests.who_sees_what import (
    ACCOUNT,
    ADMIN,
    ADMIN_OTHER,
    ADMIN_STEPS,
    CHANGE_PAGES,
    EVERYBODY,
    PAGES,
    PAGES_BY_SETTING,
    SEEN,
    SEEN_BY_SETTING,
    SIGNED_IN,
)

pytestmark = pytest.mark.django_db

# Of these there are rows only once something has been sent.
ONCE_SENT = {"decisions.Submission", "decisions.ReadBack", "decisions.RollEntry"}

# Read, led on to another page, or told that the step is not open now.
NOT_REFUSED = {200, 302, 409}
# Open to whoever was given the address, and so not found by reading on.
BY_TOKEN = {"decisions:copy", "decisions:copy_pdf", "decisions:calendar"}
# Of the pages about a change, those that show its words: its steps repeat them.
TELLING = ("change", "change_section", "propose", "sign", "signed", "scan")


@pytest.fixture(autouse=True)
def plain_refusals(monkeypatch):
    """Thousands of refusals are asked for here; their page is looked at elsewhere."""
    monkeypatch.setattr("django.conf.urls.handler403", _refused)


def _refused(request, exception):
    return HttpResponseForbidden()


@pytest.fixture(autouse=True)
def plain_files(monkeypatch):
    """Files hold their text plainly, so that words can be looked for in them."""

    def plain(document, chain=None, *, kind):
        content = document.canonical + (chain.canonical if chain else b"")
        return Pdf(content=content, sha256=sha256(content).hexdigest(), pages=1)

    monkeypatch.setattr("statements.rendering.pdf.pdf", plain)
    monkeypatch.setattr("statements.views.reading.pdf", plain)


def admin_name(model):
    return f"admin:{model._meta.app_label}_{model._meta.model_name}"


def is_refused(answer):
    """Forbidden, asked to sign in, or told that there is no such row or method."""
    if answer.status_code == 302:
        to = answer["Location"]
        ways_out = (settings.LOGIN_URL, reverse("admin:login"))
        return to.startswith(ways_out) or to == reverse("admin:index")
    return answer.status_code in (403, 404, 405)


def ask(client, method, name, address):
    """A page as it is asked for; a preview is only ever posted."""
    if name == "statements:preview" and method == "get":
        return client.post(address, {"text": "x"})
    return getattr(client, method)(address)


@pytest.fixture
def now():
    with clock.told(makers.at("2004-12-17", "12:00")):
        yield


def held_to(story, table, addresses, browsers, methods=("post",)):
    """Everybody not named is refused, by these methods too, and nothing is changed."""
    wrong = []
    for name, letter, client in _each(table, browsers, is_allowed=True):
        answer = ask(client, "get", name, addresses[name])
        if answer.status_code not in NOT_REFUSED or is_refused(answer):
            wrong.append((name, letter, "shut out", answer.status_code))
    before = makers.everything_stored()
    for name, letter, client in _each(table, browsers, is_allowed=False):
        answers = {
            method: ask(client, method, name, addresses[name])
            for method in ("get", *methods)
        }
        wrong += [
            (name, letter, method, answer.status_code)
            for method, answer in answers.items()
            if not is_refused(answer)
        ]
    assert not wrong, wrong
    assert makers.everything_stored() == before


def _each(table, browsers, *, is_allowed):
    for name, allowed in table.items():
        for letter, client in browsers.items():
            if (letter in allowed) == is_allowed:
                yield name, letter, client


# The state in which most has to be kept from most; each of the others takes longer.
IN_SOAK = [
    state if state == "drafting" else pytest.param(state, marks=pytest.mark.soak)
    for state in STATES
]


@pytest.mark.parametrize("state", IN_SOAK)
def test_each_page_and_word_is_open_to_those_in_the_table(state, now):
    story = told_until(state)
    table = {
        name: allowed if isinstance(allowed, str) else allowed[state]
        for name, allowed in PAGES.items()
        # A page about something that is not there yet has no address.
        if isinstance(allowed, str) or state in allowed
    }
    methods = ("head", "post") if state == "decided" else ()
    browsers = readers(story)
    held_to(story, table, pages.addresses(story), browsers, methods)
    assert words_seen(story, browsers, state) == {
        what: set(who)
        for what, lines in SEEN.items()
        for states, who in lines
        if state in states
    }


@pytest.mark.parametrize(
    "fate",
    [
        fate if fate == "proposed" else pytest.param(fate, marks=pytest.mark.soak)
        for fate in CHANGE_PAGES
    ],
)
def test_each_page_of_a_change_is_open_to_those_in_the_table(fate, now):
    story = told_until("decided")
    change = story.statement.changes.filter(status=fate).latest("number")
    found = pages.change_addresses(story.statement.round, change.number)
    held_to(story, CHANGE_PAGES[fate], found, readers(story))


@pytest.mark.soak
def test_the_admin_is_open_to_those_in_the_table(now):
    story = told_until("decided")
    table, addresses = {}, {}
    for model in admin.site._registry:
        name, label = admin_name(model), model._meta.label
        addresses[f"{label}, list"] = reverse(f"{name}_changelist")
        table[f"{label}, list"] = ADMIN[label]
        row = model._default_manager.order_by("pk").first()
        if row is not None:
            addresses[f"{label}, row"] = reverse(f"{name}_change", args=[row.pk])
            table[f"{label}, row"] = ADMIN[label]
            addresses[f"{label}, history"] = reverse(f"{name}_history", args=[row.pk])
            table[f"{label}, history"] = ADMIN[label]
            addresses[f"{label}, delete"] = reverse(f"{name}_delete", args=[row.pk])
            table[f"{label}, delete"] = ""
        addresses[f"{label}, add"] = reverse(f"{name}_add")
        table[f"{label}, add"] = ""
    # Of a change being written: its row is its signers' too, its draft is not.
    written = Change.objects.get(status="writing")
    for row, allowed in (
        (written, "ODCA"),
        (written.draft, "OCA"),
        (written.draft.saves.get(), "OCA"),
    ):
        what = f"{row._meta.label}, of a change being written"
        addresses[what] = reverse(f"{admin_name(row)}_change", args=[row.pk])
        table[what] = allowed
    held_to(story, table, addresses, readers(story))


@pytest.mark.soak
@pytest.mark.parametrize("state", ["decided", "published"])
def test_each_step_of_the_admin_is_open_to_those_in_the_table(state, now):
    story = told_until(state)
    about = {
        "people.User": story.people.auditor,
        "decisions.Change": Change.objects.filter(status="proposed").last(),
        "decisions.Report": story.report,
        "statements.Statement": story.statement,
    }
    table, addresses = {}, {}
    for model, shown in admin.site._registry.items():
        label = model._meta.label
        for step, allowed in ADMIN_STEPS.get(label, {}).items():
            if (label in ONCE_SENT) != (state == "published"):
                continue
            row = about.get(label) or model._default_manager.latest("pk")
            is_new = any(new.name == step for new in getattr(shown, "new_steps", ()))
            args = [] if is_new else [row.pk]
            addresses[f"{label}: {step}"] = reverse(
                f"{admin_name(model)}_{step}", args=args
            )
            table[f"{label}: {step}"] = allowed
    held_to(story, table, addresses, readers(story))


def test_every_address_there_is_stands_in_a_table():
    rows = ("changelist", "add", "history", "delete", "change")
    of_admin = set(ADMIN_OTHER)
    for model in admin.site._registry:
        steps = ADMIN_STEPS.get(model._meta.label, {})
        assert model._meta.label in ADMIN
        of_admin |= {f"{admin_name(model)}_{end}" for end in (*rows, *steps)}
    found = {name for name in pages.names() if name != "admin:<path:object_id>/"}
    tables = set(PAGES) | set(CHANGE_PAGES["writing"]) | ACCOUNT
    assert found == tables | of_admin
    assert set(CHANGE_PAGES["writing"]) == set(CHANGE_PAGES["proposed"])


def crawled(client, story, *, rows):
    """All that a reader can be shown, in one text, with so many rows of the admin."""
    round = story.statement.round
    found = [a for name, a in pages.addresses(story).items() if name not in BY_TOKEN]
    for number in story.statement.changes.values_list("number", flat=True):
        about = pages.change_addresses(round, number)
        found += [about[f"decisions:{name}"] for name in TELLING]
    found += [row.get_absolute_url() for row in DecisionRecord.objects.all()]
    found += [f"/statements/{round}/history/?page=1", "/reports/1/?text=draft"]
    found += ["/reports/1.pdf?text=draft", "/ledger/?page=2", "/ledger/?page=3"]
    versions = story.statement.versions.count()
    for old in range(1, versions + 1):
        found.append(f"/statements/{round}/compare/?from={old}&to={versions}")
    is_let_in = client.get(reverse("admin:index")).status_code == 200
    for model in admin.site._registry if is_let_in else ():
        found.append(reverse(f"{admin_name(model)}_changelist"))
        keys = model._default_manager.order_by("-pk").values_list("pk", flat=True)
        found += [
            reverse(f"{admin_name(model)}_change", args=[pk]) for pk in keys[:rows]
        ]
    shown = []
    for address in found:
        answer = client.get(address)
        if answer.status_code == 200:
            shown.append(answer.getvalue().decode(errors="replace"))
    return "\n".join(shown)


def words_seen(story, browsers, state):
    """Who reads each word that there is in this state, wherever it stands."""
    entry = Event.objects.filter(actor=story.people.second_clerk).earliest("pk")
    words = {**WORDS, "another person's entry in the ledger": entry.hash[:12]}
    shown = {
        letter: crawled(client, story, rows=_rows(state, letter))
        for letter, client in browsers.items()
    }
    return {
        what: {letter for letter, text in shown.items() if words[what] in text}
        for what, lines in SEEN.items()
        if any(state in states for states, _ in lines)
    }


def _rows(state, letter):
    """Those who are let into the admin, and may not read everything there."""
    return 6 if state == "decided" and letter in "dS" else 0


@pytest.mark.parametrize("state", STATES)
def test_the_public_reads_what_is_published_when_the_council_says_so(
    state, now, settings
):
    settings.IEG_FINAL_COPY_PUBLIC = True
    story = told_until(state)
    public = Client()
    for name, address in pages.addresses(story).items():
        answer = ask(public, "get", name, address)
        told = PAGES[name]
        always = told if isinstance(told, str) else told.get(state, "")
        if "P" in always or state in PAGES_BY_SETTING.get(name, ()):
            assert answer.status_code == 200, name
        else:
            # A page may have no address in a state, and is then not found.
            assert is_refused(answer) or answer.status_code == 404, name
    text = crawled(public, story, rows=0)
    seen = {what for what, word in WORDS.items() if word in text}
    expected = {
        what
        for what, lines in SEEN.items()
        for states, who in lines
        if state in states and ("P" in who or state in SEEN_BY_SETTING.get(what, ()))
    }
    assert seen == expected


def test_each_reads_their_own_acts_in_the_ledger_and_clerks_and_auditors_all(now):
    story = told_until("published")
    entries = dict(Event.objects.values_list("hash", "actor"))
    people = dict(zip(SIGNED_IN, _people(story), strict=True))
    for letter, client in readers(story).items():
        shown = "".join(
            client.get(f"/ledger/?page={n}").content.decode() for n in range(1, 5)
        )
        listed = set(re.findall(r'data-label="Hash"><code[^>]*>(\w+)', shown))
        seen = {hash for hash in entries if hash[:12] in listed}
        mine = {h for h, actor in entries.items() if actor == people.get(letter, 0)}
        assert seen == (set(entries) if letter in "CA" else mine), letter
        assert bool(mine) == (letter in "ODC"), letter


def _people(story):
    who = story.people
    signed_in = (who.officer, who.director, who.spare, who.clerk, who.member)
    return [person.pk for person in (*signed_in, who.auditor, who.administrator)]


def test_the_documentation_says_what_is_held(now):
    """docs/who-sees-what.md prints SEEN line by line, in words."""
    text = (Path(settings.BASE_DIR) / "docs" / "who-sees-what.md").read_text()
    for what, states in SEEN_BY_SETTING.items():
        assert f"| {what} | {_spoken(states)} | yes |" in text
    for what, lines in SEEN.items():
        for states, who in lines:
            cells = ["yes" if letter in who else "no" for letter in EVERYBODY]
            row = f"| {what} | {_spoken(states)} | {' | '.join(cells)} |"
            assert row in text


def _spoken(states):
    if states == STATES:
        return "always"
    if len(states) == 1:
        return states[0]
    if states[-1] == STATES[-1]:
        return f"from {states[0]}"
    return f"{states[0]} to {states[-1]}"
