"""Who sees what: tables by hand, and every page of the site held to them.

`SEEN` is about words: every word of the story is looked for on every page, in every
file and in the admin, as every reader. `PAGES` and the tables after it are about
addresses: each one there is must be in one of them.
"""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from decisions import actions as authority_actions
from decisions.models import Change
from iegtracker import clock
from iegtracker.ledger.models import Event
from iegtracker.people.roles import Role
from statements import actions
from statements.rendering.pdf import Pdf
from tests import makers, pages

pytestmark = pytest.mark.django_db

# O officer, D delegate who signs, d delegate without an office, C clerk, M member,
# A auditor, S superuser without a role, P public (nobody signed in).
SIGNED_IN = "ODdCMAS"
WORKS = "ODdCA"
WRITERS = "ODd"
CLERKS = "C"
ACCOUNTS = "CAS"
EVERYBODY = SIGNED_IN + "P"
SIGNERS = "D"

STATES = ("drafting", "reported", "decided", "cleared", "published", "reopened")
BEFORE, AFTER = STATES[:4], ("published", "reopened")

# What there is to know: in which states it exists, and who then reads it anywhere.
SEEN = {
    "a word of the draft, struck out again": [(STATES, WORKS)],
    "the statement's text": [(BEFORE, WORKS), (AFTER, SIGNED_IN)],
    "the report": [(("drafting",), WORKS), (STATES[1:], SIGNED_IN)],
    "what was resolved": [(STATES[2:], SIGNED_IN)],
    "a change being written": [(("decided",), "ODCA")],
    "a change withdrawn before it was proposed": [(STATES[3:], "ODCA")],
    "a change proposed": [(("decided",), WORKS)],
    "a change declined, and why": [(STATES[2:], WORKS)],
    "a change agreed": [(("decided", "cleared"), WORKS), (AFTER, SIGNED_IN)],
    "another person's entry in the ledger": [(STATES, "CA")],
    "an account's email address": [(STATES, ACCOUNTS)],
}

_UNTIL_PUBLISHED = {
    **dict.fromkeys(BEFORE, WORKS),
    **dict.fromkeys(AFTER, SIGNED_IN),
}
_PAPERS = {"drafting": WORKS} | dict.fromkeys(STATES[1:], SIGNED_IN)
# Who is not refused: the page is shown, or says that its step is not open now.
PAGES: dict[str, str | dict[str, str]] = {
    "home": SIGNED_IN,
    "ledger": SIGNED_IN,
    "help": EVERYBODY,
    "accessibility": EVERYBODY,
    "healthz": EVERYBODY,
    "readyz": EVERYBODY,
    "statements:list": SIGNED_IN,
    "statements:statement": _UNTIL_PUBLISHED,
    "statements:section": _UNTIL_PUBLISHED,
    "statements:outcomes": _UNTIL_PUBLISHED,
    "statements:grants": _UNTIL_PUBLISHED,
    "statements:current_pdf": _UNTIL_PUBLISHED,
    "statements:final_copy": dict.fromkeys(BEFORE, "")
    | dict.fromkeys(AFTER, SIGNED_IN),
    "statements:final_pdf": dict.fromkeys(BEFORE, "") | dict.fromkeys(AFTER, SIGNED_IN),
    "statements:history": WORKS,
    "statements:undo": WRITERS,
    "statements:compare": WORKS,
    "statements:preview": WORKS,
    "statements:grants_ledger": WORKS,
    "statements:record_receipt": "O",
    "statements:reverse_receipt": "O",
    "decisions:changes": WORKS,
    "decisions:start": WRITERS,
    "decisions:gate": WORKS,
    "decisions:ask_final_approval": "OC",
    "decisions:clear": CLERKS,
    "decisions:reopen": CLERKS,
    "decisions:submit": CLERKS,
    "decisions:incident": CLERKS,
    "decisions:publish": CLERKS,
    "decisions:since_cabinet": dict.fromkeys((*BEFORE, "reopened"), WORKS)
    | {"published": SIGNED_IN},
    "decisions:meetings": SIGNED_IN,
    "decisions:record_meeting": CLERKS,
    "decisions:meeting": SIGNED_IN,
    "decisions:decide": CLERKS,
    "decisions:open_report": WRITERS,
    "decisions:report": _PAPERS,
    "decisions:report_pdf": _PAPERS,
    "decisions:report_section": WORKS,
    "decisions:put": CLERKS,
    "decisions:revise": WRITERS + CLERKS,
    "decisions:withdraw_report": CLERKS,
    "decisions:offices": WORKS,
    "decisions:enter_appointment": CLERKS,
    "decisions:confirm": CLERKS,
    "decisions:end_appointment": CLERKS,
}
# About one change, by what has become of it.
CHANGE_PAGES = {
    "writing": {
        "decisions:change": "ODCA",
        "decisions:change_section": "OD",
        "decisions:change_outcomes": "OD",
        "decisions:change_grants": "OD",
        "decisions:change_undo": "OD",
        "decisions:propose": "OD",
        "decisions:recall": "OD",
        "decisions:rebase": "OD",
        "decisions:withdraw": "OD",
        "decisions:sign": "ODCA",
        "decisions:signed": "ODCA",
    },
    "proposed": {
        "decisions:change": WORKS,
        "decisions:change_section": WRITERS,
        "decisions:change_outcomes": WRITERS,
        "decisions:change_grants": WRITERS,
        "decisions:change_undo": WRITERS,
        "decisions:propose": WRITERS,
        "decisions:recall": WRITERS,
        "decisions:rebase": WRITERS,
        "decisions:withdraw": WRITERS,
        "decisions:sign": SIGNERS,
        "decisions:signed": WORKS,
    },
}
# The lists and rows of the admin. Members are not let in at all.
ADMIN = {
    "people.User": ACCOUNTS,
    "ledger.Event": "CA",
    **dict.fromkeys(
        [
            "statements.Statement",
            "statements.Version",
            "statements.Draft",
            "statements.Save",
            "statements.Guidelines",
            "statements.PriorityOutcome",
            "statements.OutcomeProgress",
            "statements.FigureCell",
            "statements.Grant",
            "statements.Receipt",
            "statements.FinalCopy",
            "decisions.Office",
            "decisions.Appointment",
            "decisions.AppointmentEntry",
            "decisions.AppointmentEnd",
            "decisions.Body",
            "decisions.Meeting",
            "decisions.Report",
            "decisions.Tabling",
            "decisions.Recommendation",
            "decisions.Decision",
            "decisions.Delegation",
            "decisions.DelegatedOffice",
            "decisions.Change",
            "decisions.SigningRound",
            "decisions.SignOff",
            "decisions.Authority",
            "decisions.Clearance",
            "decisions.Reopening",
            "decisions.Submission",
        ],
        WORKS,
    ),
}
ADMIN_STEPS = {
    "people.User": {"open": "S", "roles": "S", "send-link": "S", "close": "S"},
    "decisions.Body": {"record": CLERKS},
    "decisions.Meeting": {"record": CLERKS},
    "decisions.Office": {"record": CLERKS},
    "decisions.AppointmentEntry": {"enter": CLERKS, "confirm": CLERKS},
    "decisions.Appointment": {"end": CLERKS},
    "decisions.Report": {
        "open": WRITERS,
        "report": CLERKS,
        "start_revision": WRITERS,
        "revise_report": CLERKS,
        "withdraw_report": CLERKS,
    },
    "statements.Statement": {
        "report": CLERKS,
        "revise_report": CLERKS,
        "withdraw_report": CLERKS,
        "decide": CLERKS,
        "ask_final_approval": "OC",
        "clear": CLERKS,
        "reopen": CLERKS,
        "submit": CLERKS,
        "submit_again": CLERKS,
        "record_incident": CLERKS,
        "publish": CLERKS,
    },
    "decisions.Change": {
        "propose_change": WRITERS,
        "recall_change": WRITERS,
        "rebase_change": WRITERS,
        "withdraw_change": WRITERS,
        "sign_change": SIGNERS,
        "return_change": SIGNERS,
        "decline_change": SIGNERS,
    },
}
# What Django's admin brings besides: nothing of the council's is on these pages.
ADMIN_OTHER = {
    "admin:index",
    "admin:login",
    "admin:logout",
    "admin:password_change",
    "admin:password_change_done",
    "admin:autocomplete",
    "admin:jsi18n",
    "admin:view_on_site",
    "admin:app_list",
    "admin:(?P<url>.*)$",
}
# A person's own account, by allauth; tests/iegtracker/test_sign_in.py is about these.
ACCOUNT = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reauthenticate",
    "account_email",
    "account_email_verification_sent",
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_confirm_login_code",
    "account_confirm_email",
    "account_reset_password_from_key_done",
    "account_reset_password_from_key",
    "account_reset_password_done",
}
# Read, led on to another page, or told that the step is not open now.
NOT_REFUSED = {200, 302, 409}

# The words that stand for each line of SEEN, in the text of the story.
WORDS = {
    "a word of the draft, struck out again": "Wicken",
    "the statement's text": "Cottenham",
    "the report": "Fulbourn",
    "what was resolved": "Histon",
    "a change being written": "Linton",
    "a change withdrawn before it was proposed": "Linton",
    "a change proposed": "Melbourn",
    "a change declined, and why": "Sawston",
    "a change agreed": "Waterbeach",
    "an account's email address": "second-officer@example.invalid",
}


@pytest.fixture(autouse=True)
def plain_files(monkeypatch):
    """Files hold their text plainly, so that words can be looked for in them."""

    def plain(document, chain=None, *, kind):
        content = document.canonical
        return Pdf(content=content, sha256=sha256(content).hexdigest(), pages=1)

    monkeypatch.setattr("statements.rendering.pdf.pdf", plain)
    monkeypatch.setattr("statements.views.reading.pdf", plain)


def _written(story, block, text):
    draft = story.statement.open_draft
    actions.save_draft(
        draft,
        draft.document.with_values({(block, "text"): text}),
        seen=draft.digest,
        place="section 1, Local context",
        by=story.people.officer,
    )


def _drafting():
    small = makers.statement_document()
    tree = {
        uid: {name: small.thawed(uid, name) for name in fields}
        for uid, fields in small.elements.items()
    }
    for n in (3, 4, 5):
        tree[f"b-{n}"] = {"kind": "block", "text": f"Paragraph {n}."}
    tree["s-local"]["order"] = [f"b-{n}" for n in range(1, 6)]
    tree["b-1"]["text"] = "A kiosk opens in Cottenham."
    story = makers.prepared_statement(type(small).from_tree(tree))
    who = story.people
    who.spare = makers.user("spare-delegate", Role.DELEGATE)
    with clock.told(makers.at("2004-11-03")):
        _written(story, "b-2", "A kiosk opens in Wicken.")
        _written(story, "b-2", "A kiosk opens somewhere.")
        draft = story.report.open_draft
        actions.save_draft(
            draft,
            draft.document.with_values({("p-1", "text"): "To note Fulbourn."}),
            seen=draft.digest,
            place="section 1, Purpose",
            by=who.officer,
        )
        grant = actions.record_grant(
            year="2004",
            source="ODPM",
            capital=True,
            awarded_pence=100,
            by=who.officer,
        )
        actions.record_receipt(
            grant,
            pence=100,
            received_on=clock.today(),
            reference="BACS-1",
            by=who.officer,
        )
        office = authority_actions.record_office(
            slug="leader", name="Leader", holder_kind="member", by=who.clerk
        )
        authority_actions.enter_appointment(
            office, who.member, starts_on=clock.today(), by=who.second_clerk
        )
    story.fresh()
    return story


def _reported(story):
    with clock.told(makers.at("2004-12-01")):
        authority_actions.report(
            story.statement, report=story.report, by=story.people.clerk
        )


def _decided(story):
    taken = makers.taken(story, delegation=makers.joint(story))
    taken[1] = replace(taken[1], wording="AGREED at Histon.")
    with clock.told(makers.at("2004-12-09", "11:00")):
        authority_actions.decide(story.statement, taken, by=story.people.clerk)
    with clock.told(makers.at("2004-12-10")):
        declined = makers.proposed_change(story, text="Sawston.", block="b-3")
        makers.answer(story, declined, "decline_change")
        makers.applied_change(story, text="Waterbeach.", block="b-4")
        makers.written_change(story, text="Linton.", block="b-2")
        makers.proposed_change(story, text="Melbourn.", block="b-5")


def _cleared(story):
    """What was open is withdrawn, and declined."""
    who = story.people
    with clock.told(makers.at("2004-12-11")):
        writing, proposed = story.statement.changes.open().order_by("number")
        authority_actions.withdraw_change(writing, by=who.officer)
        makers.answer(story, proposed, "decline_change")
        story.fresh()
        makers.finally_approved(story)
        authority_actions.clear(story.statement, by=who.clerk)


def _published(story):
    who = story.people
    with clock.told(makers.at("2004-12-15")):
        authority_actions.submit(
            story.statement,
            reference="ESD-1",
            sent_at=makers.at("2004-12-14"),
            by=who.clerk,
        )
    story.fresh()
    with clock.told(makers.at("2004-12-16")):
        authority_actions.publish(story.statement, by=who.clerk)


def _reopened(story):
    with clock.told(makers.at("2004-12-17")):
        authority_actions.reopen(
            story.statement, reason="A slip.", by=story.people.clerk
        )


_STEPS = (_reported, _decided, _cleared, _published, _reopened)


def told_until(state):
    story = _drafting()
    for step in _STEPS[: STATES.index(state)]:
        step(story)
        story.fresh()
    return story


def readers(story):
    """A browser for each letter."""
    who = story.people
    people = {
        "O": who.officer,
        "D": who.director,
        "d": who.spare,
        "C": who.clerk,
        "M": who.member,
        "A": who.auditor,
        "S": who.administrator,
    }
    found = {"P": Client()}
    for letter, person in people.items():
        found[letter] = Client()
        found[letter].force_login(person)
    return found


def admin_name(model):
    return f"admin:{model._meta.app_label}_{model._meta.model_name}"


def is_refused(answer):
    """Forbidden, asked to sign in, or told that there is no such row or method."""
    if answer.status_code == 302:
        to = answer["Location"]
        ways_out = (settings.LOGIN_URL, reverse("admin:login"))
        return to.startswith(ways_out) or to == reverse("admin:index")
    return answer.status_code in (403, 405)


def ask(client, method, name, address):
    """A page as it is asked for; a preview is only ever posted."""
    if name == "statements:preview" and method == "get":
        return client.post(address, {"text": "x"})
    return getattr(client, method)(address)


@pytest.fixture
def now():
    with clock.told(makers.at("2004-12-17", "12:00")):
        yield


def held_to(story, table, addresses, browsers, methods=("head", "post")):
    """Everybody not named is refused, by these methods too, and nothing is changed."""
    wrong = []
    before = makers.everything_stored()
    for name, allowed in table.items():
        for letter, client in browsers.items():
            first = ask(client, "get", name, addresses[name])
            if letter in allowed:
                if first.status_code not in NOT_REFUSED or is_refused(first):
                    wrong.append((name, letter, "shut out", first.status_code))
                continue
            answers = {"get": first} | {
                method: ask(client, method, name, addresses[name]) for method in methods
            }
            wrong += [
                (name, letter, method, answer.status_code)
                for method, answer in answers.items()
                if not is_refused(answer)
            ]
    assert not wrong, wrong
    assert makers.everything_stored() == before


@pytest.mark.parametrize("state", STATES)
def test_each_page_in_each_state_is_open_to_those_in_the_table(state, now):
    story = told_until(state)
    table = {
        name: allowed if isinstance(allowed, str) else allowed[state]
        for name, allowed in PAGES.items()
    }
    methods = ("head", "post") if state in ("decided", "published") else ()
    held_to(story, table, pages.addresses(story), readers(story), methods)


@pytest.mark.parametrize("fate", CHANGE_PAGES)
def test_each_page_of_a_change_is_open_to_those_in_the_table(fate, now):
    story = told_until("decided")
    change = story.statement.changes.filter(status=fate).latest("number")
    found = pages.change_addresses(story.statement.round, change.number)
    held_to(story, CHANGE_PAGES[fate], found, readers(story))


def test_the_admin_is_open_to_those_in_the_table(now):
    story = told_until("decided")
    table, addresses = {}, {}
    for model in admin.site._registry:
        name, label = admin_name(model), model._meta.label
        addresses[f"{label}, list"] = reverse(f"{name}_changelist")
        table[f"{label}, list"] = ADMIN[label]
        row = model._default_manager.order_by("-pk").first()
        if row is not None:
            addresses[f"{label}, row"] = reverse(f"{name}_change", args=[row.pk])
            table[f"{label}, row"] = ADMIN[label]
            addresses[f"{label}, history"] = reverse(f"{name}_history", args=[row.pk])
            table[f"{label}, history"] = ADMIN[label]
            addresses[f"{label}, delete"] = reverse(f"{name}_delete", args=[row.pk])
            table[f"{label}, delete"] = ""
        addresses[f"{label}, add"] = reverse(f"{name}_add")
        table[f"{label}, add"] = ""
    held_to(story, table, addresses, readers(story))


def test_each_step_of_the_admin_is_open_to_those_in_the_table(now):
    story = told_until("decided")
    proposed = Change.objects.filter(status="proposed").latest("number")
    about = {
        "people.User": story.people.auditor,
        "decisions.Change": proposed,
        "decisions.Report": story.report,
        "statements.Statement": story.statement,
    }
    table, addresses = {}, {}
    for model, shown in admin.site._registry.items():
        label = model._meta.label
        for step, allowed in ADMIN_STEPS.get(label, {}).items():
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
    found = list(pages.addresses(story).values())
    for number in story.statement.changes.values_list("number", flat=True):
        found += pages.change_addresses(round, number).values()
    found += [f"/statements/{round}/history/?page=1", "/reports/1/?text=draft"]
    found += ["/reports/1.pdf?text=draft"]
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


@pytest.mark.parametrize("state", STATES)
def test_each_word_in_each_state_is_read_by_those_in_the_table(state, now):
    story = told_until(state)
    entry = Event.objects.filter(actor=story.people.second_clerk).earliest("pk")
    words = {**WORDS, "another person's entry in the ledger": entry.hash[:12]}
    expected = {
        what: set(who)
        for what, lines in SEEN.items()
        for states, who in lines
        if state in states
    }
    shown = {
        letter: crawled(client, story, rows=_rows(state, letter))
        for letter, client in readers(story).items()
    }
    seen = {
        what: {letter for letter, text in shown.items() if words[what] in text}
        for what in expected
    }
    assert seen == expected


def _rows(state, letter):
    """Those who are let into the admin, and may not read everything there."""
    return 6 if state == "decided" and letter in "dS" else 0


@pytest.mark.parametrize("state", ["cleared", "published", "reopened"])
def test_the_final_copy_alone_is_public_when_the_council_says_so(state, now, settings):
    settings.IEG_FINAL_COPY_PUBLIC = True
    story = told_until(state)
    opened = {"statements:final_copy", "statements:final_pdf"}
    public = Client()
    for name, address in pages.addresses(story).items():
        answer = ask(public, "get", name, address)
        if "P" in PAGES[name] or (name in opened and state != "cleared"):
            assert answer.status_code == 200, name
        else:
            assert is_refused(answer), name


def test_the_documentation_says_what_is_held(now):
    """docs/who-sees-what.md prints SEEN line by line, in words."""
    text = (Path(settings.BASE_DIR) / "docs" / "who-sees-what.md").read_text()
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
