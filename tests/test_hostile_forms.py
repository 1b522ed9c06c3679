"""Every form of the site, sent as no browser and no person in their right mind would.

A page never breaks; and where it refuses, what was typed is still on it.
"""

import html
import re
from html.parser import HTMLParser
from urllib.parse import urlencode

import hypothesis
import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

from decisions.models import Endorsement
from decisions.records import ENDORSEMENTS
from decisions.selectors.records import publish_address
from decisions.states import ChangeStatus
from iegtracker import clock
from tests import makers, pages
from tests.told_in_words import told_until

pytestmark = pytest.mark.django_db
# Of so many pages a few times each: once in a quick run, forty times in soak.
EXAMPLES = hypothesis.settings().max_examples // 50

# By the state of the story: whose forms, by the names of their addresses.
FORMS = {
    "drafting": {
        "officer": "statements:section statements:outcomes statements:grants "
        "statements:undo decisions:report_section decisions:open_report "
        "statements:record_receipt statements:reverse_receipt statements:check",
        "clerk": "decisions:put decisions:record_agenda decisions:record_publication "
        "decisions:record_meeting decisions:record_office decisions:enter_appointment",
    },
    "reported": {"clerk": "decisions:decide decisions:withdraw_report"},
    "decided": {
        "officer": "decisions:start decisions:change_section decisions:change_outcomes "
        "decisions:change_grants decisions:propose decisions:cite_decision "
        "statements:compare mail_choice account_email account_change_password "
        "account_reauthenticate",
        "director": "decisions:sign decisions:sign_several",
        "clerk": "decisions:enter_paper decisions:call_in_step "
        "decisions:publish_record of_another_body decisions:record_attendance "
        "decisions:record_interests decisions:record_minutes "
        "decisions:correct_decision decisions:record_earlier decisions:end_absence "
        "decisions:end_appointment decisions:end_delegation decisions:enter_urgency "
        "decisions:record_absence decisions:record_endorsement decisions:check_receipt "
        "decisions:record_finding decisions:confirm_urgency decisions:confirm",
        "administrator": "admin:people_user_open",
        "": "account_login account_reset_password",
    },
    "cleared": {
        "clerk": "decisions:submit decisions:incident decisions:reopen "
        "decisions:confirm_minutes",
    },
    "published": {
        "clerk": "decisions:read_back decisions:explain_difference "
        "decisions:distribution",
    },
}
DAYS = {"drafting": "2004-12-01", "reported": "2004-12-09", "decided": "2004-12-10"}
HOSTILE = [
    "",
    " \t ",
    "9" * 11,
    "9" * 5_000,
    "-1",
    "+2004",
    "2_004",
    "1e9",
    "٩",
    "²",
    "NaN",
    "9999",
    "28",
    "12",
    "before\0after",
    "half \ud83d a pair",
    "\u202e turned round",
    "Words,\r\nand more <b>words</b> & such.",
    "None",
    "a word " * 2_000,
    "x" * 300_000,
]
MOST_CONTROLS = 40
HIDDEN = "hidden"


def likely(name, kind):
    """What somebody would type there, so that the rest of a form is in order."""
    day = {"_day": "9", "_month": "12", "_year": "2004"}
    for end, value in day.items():
        if name.endswith(end):
            return value
    return {
        "text": "Words",
        "textarea": "Words.",
        "email": "words@example.invalid",
        "password": makers.PASSWORD,
    }.get(kind, "")


class Forms(HTMLParser):
    """The forms in the main part of a page: method, controls by name, buttons."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.inside, self.list = None, ""
        start = page.find("<main") if "<main" in page else page.find('id="content"')
        self.feed(page[max(start, 0) :])

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "form":
            self.inside = {"method": told.get("method", "get"), "buttons": [("", "")]}
            self.inside["controls"] = {}
            self.found.append(self.inside)
        elif self.inside is not None and told.get("name"):
            kind = told.get("type", "text") if tag == "input" else tag
            name, value = told["name"], told.get("value") or ""
            if tag == "button" or kind == "submit":
                self.inside["buttons"].append((name, value))
            elif kind in ("radio", "checkbox") and "checked" not in told:
                self.inside["controls"].setdefault(name, (kind, value))
            else:
                value = value or likely(name, kind)
                self.inside["controls"][name] = (kind, value)
            self.list = name if tag == "select" else ""
        elif tag == "option" and self.list and told.get("value"):
            _, first = self.inside["controls"][self.list]
            value = told["value"] if "selected" in told else first or told["value"]
            self.inside["controls"][self.list] = ("select", value)

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = None


def addresses_of(story):
    found = pages.addresses(story)
    # In this story it was called in, so that only what came of that is still asked.
    for_rule = found["decisions:call_in_step"]
    found["decisions:call_in_step"] = for_rule.replace("/rule/", "/correct-outcome/")
    resolved = Endorsement.objects.first()
    if resolved is not None:
        found["of_another_body"] = publish_address(ENDORSEMENTS, resolved.pk)
    for status in (ChangeStatus.WRITING, ChangeStatus.PROPOSED):
        change = story.statement.changes.filter(status=status).first()
        if change is not None:
            of = pages.change_addresses(story.statement.round, change.number)
            if status == ChangeStatus.PROPOSED:
                of = {name: of[name] for name in OF_PROPOSED}
            found |= of
    return found


OF_PROPOSED = [f"decisions:{n}" for n in ("sign", "enter_paper")]


def as_read(value):
    """A value as the site reads it: bytes that are no text are replaced."""
    return value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def body_of(sent):
    pairs = [
        (name.encode(), value.encode("utf-8", "surrogatepass"))
        for name, values in sent.items()
        for value in values
    ]
    return urlencode(pairs)


def missing(answer, sent, kinds):
    """What was typed and is not on the page that refuses it."""
    page = html.unescape(answer.content.decode()).replace("\r\n", "\n")
    lost = []
    for name, values in sent.items():
        if kinds.get(name) not in ("text", "textarea", "email") or not values:
            continue
        value = as_read(values[-1]).replace("\r\n", "\n")
        # On a page of its own only words are given back, and no choices of a list.
        is_choice = re.fullmatch("[a-z0-9_-]*", value) and answer.status_code != 200
        if value.strip() and not is_choice and value not in page:
            lost.append(name)
    return lost


def hostile(chance):
    """Nothing, one value, or several where a form has one."""
    letters = (chr(chance.randrange(1, 0x2FFF)) for _ in range(10))
    odd = [*HOSTILE, "".join(letters)]
    return [chance.choice(odd) for _ in range(chance.choice((0, 1, 1, 1, 2)))]


def attack(client, address, form, chance):
    kinds = {name: kind for name, (kind, _) in form["controls"].items()}
    sent = {name: [value] for name, (_, value) in form["controls"].items()}
    # Nobody types into what is hidden: where that is forged, a form may forget.
    forges = chance.random() < 0.2
    open_to = [n for n, kind in kinds.items() if forges or kind not in ("file", HIDDEN)]
    share = chance.choice((0.1, 0.3, 0.8))
    for name in chance.sample(open_to, min(len(open_to), MOST_CONTROLS)):
        if chance.random() < share:
            sent[name] = hostile(chance)
    sent.pop("csrfmiddlewaretoken", None)
    button, pressed = chance.choice(form["buttons"])
    if button:
        sent[button] = [pressed]
    told = {name: [v[:40] for v in values] for name, values in sent.items()}
    is_post = form["method"].lower() == "post"
    with makers.undone():
        if is_post:
            answer = client.generic(
                "POST", address, body_of(sent), "application/x-www-form-urlencoded"
            )
        else:
            answer = client.get(f"{address.split('?')[0]}?{body_of(sent)}")
        assert answer.status_code < 500, (address, told)
        if is_post and not forges and answer.status_code in (200, 403, 409):
            lost = missing(answer, sent, kinds)
            assert lost == [], (address, told)


def readied(state):
    """A browser, an address and the form there, for each form of the table."""
    story = told_until(state)
    found, closed = addresses_of(story), []
    for person, names in FORMS[state].items():
        client = Client(raise_request_exception=True)
        if person:
            client.force_login(getattr(story.people, person))
        for name in names.split():
            address = found.get(name) or pages.reverse(name)
            page = client.get(address)
            forms = Forms(page.content.decode()).found
            if page.status_code != 200 or not forms:
                closed.append((name, page.status_code))
            for form in forms:
                yield client, address, form
    assert closed == []


def all_attacked(state):
    with clock.told(makers.at(DAYS.get(state, "2004-12-17"), "16:00")):
        ready = list(readied(state))

        @hypothesis.settings(
            max_examples=EXAMPLES,
            suppress_health_check=list(HealthCheck),
            # An example takes seconds, and a failure says which form and what was sent.
            phases=[Phase.generate],
            database=None,
        )
        @given(st.randoms(use_true_random=False))
        def attacked(chance):
            for client, address, form in ready:
                attack(client, address, form, chance)

        attacked()


@pytest.mark.parametrize("state", FORMS)
def test_no_form_breaks_or_loses_what_was_typed(state):
    all_attacked(state)


@pytest.mark.soak
@pytest.mark.parametrize("state", FORMS)
def test_no_form_breaks_or_loses_what_was_typed_in_many_attacks(state):
    all_attacked(state)
