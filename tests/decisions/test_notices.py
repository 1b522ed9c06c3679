"""Who is told what on which occasion, in words that are the same in text and HTML."""

import re
from html.parser import HTMLParser

import pytest
from django.core import mail

from decisions import actions
from decisions.models import Notice
from decisions.notices.composing import Message, composed, one_line
from iegtracker import clock
from iegtracker.errors import DomainError, NotAllowed, WrongState
from iegtracker.people.models import User
from tests import makers
from tests.decisions.test_absences import with_leader

pytestmark = pytest.mark.django_db
ON = makers.at("2004-12-10")
CASES = {}


@pytest.fixture
def story():
    with clock.told(ON):
        yield makers.delegated_statement()


@pytest.fixture
def now():
    with clock.told(ON):
        yield


def told(verb):
    """What was kept of one kind: the person's username, and the message."""
    rows = Notice.objects.filter(occasion__startswith=f"{verb}:")
    return {row.person.username: row for row in rows.select_related("person")}


def only(verb):
    """The one message of a kind that all who were told were told alike."""
    return next(iter(told(verb).values()))


def test_a_proposal_asks_both_office_holders(story, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        makers.proposed_change(story)
    who = story.people
    asked = {address for message in mail.outbox for address in message.to}
    assert asked == {who.director.email, who.portfolio_holder.email}
    for message in mail.outbox:
        assert message.subject == "IEG 2004: please sign change 1 by 20 December"
        assert "/statements/2004/changes/1/sign/" in message.body
        assert "More is known now." in message.body
        assert "you hold the office of" in message.body
        assert "By: 20 December 2004" in message.body


def test_a_request_names_the_last_working_day_not_the_day_it_is_due(monkeypatch):
    with clock.told(ON):
        story = makers.delegated_statement_due(monkeypatch, "2004-12-19")
        makers.proposed_change(story)
    assert only("sign").subject.endswith("by 17 December")
    assert "due on 19 December 2004" in only("sign").text


def test_whoever_is_consulted_is_asked_for_a_view(now):
    story = makers.delegated_as(makers.consulting)
    makers.proposed_change(story)
    asked = told("sign")
    assert "please sign change 1" in asked["director"].subject
    assert "give your view on change 1" in asked["portfolio-holder"].subject


def test_final_approval_is_asked_for_by_its_version(story):
    actions.ask_final_approval(story.statement, by=story.people.officer)
    assert told("sign").keys() == {"director", "portfolio-holder"}
    assert "please approve version 1 by 20 December" in only("sign").subject


@pytest.mark.parametrize(
    ("action", "verdict"),
    [("return_change", "returned"), ("decline_change", "refused")],
)
def test_whoever_proposed_and_the_other_signers_are_told_what_was_said(
    story, action, verdict
):
    change = makers.proposed_change(story)
    makers.answer(story, change, action, comment="Not before May.")
    assert told("answered").keys() == {"officer", "portfolio-holder"}
    for message in told("answered").values():
        assert message.subject == f"IEG 2004: change 1 was {verdict}"
        assert "Not before May." in message.text
        assert "/statements/2004/changes/1/" in message.text


def test_a_consulted_refusal_is_told_as_a_view(now):
    story = makers.delegated_as(makers.consulting)
    change = makers.proposed_change(story)
    makers.answer(
        story,
        change,
        "decline_change",
        office=story.portfolio_office,
        by=story.people.portfolio_holder,
    )
    message = told("answered")["director"]
    assert "is against change 1" in message.text
    assert "a view only" in message.text


def test_a_change_that_is_agreed_is_told_to_authors_and_signers(story):
    makers.applied_change(story)
    assert told("agreed").keys() == {"officer", "director", "portfolio-holder"}
    assert only("agreed").subject == "IEG 2004: change 1 was agreed"
    assert "proposed change 1 or wrote" in told("agreed")["officer"].text
    assert "asked to sign change 1" in told("agreed")["director"].text


def test_a_final_approval_that_is_complete_is_told_to_the_clerks_too(story):
    makers.finally_approved(story)
    assert {"clerk", "second-clerk"} < told("agreed").keys()
    message = told("agreed")["clerk"]
    assert "Everyone has approved version 1" in message.text
    assert "/statements/2004/gate/" in message.text
    assert "By: 20 December 2004" in message.text


def test_a_recall_is_told_to_those_who_signed_or_were_asked(story):
    change = makers.half_signed_change(story)
    actions.recall_change(change, by=story.people.officer)
    assert told("recalled").keys() == {"director", "portfolio-holder"}
    assert "Officer has taken change 1 back." in only("recalled").text


def test_a_recall_is_told_to_a_former_holder_who_had_signed(story):
    change = makers.half_signed_change(story)
    who = story.people
    with clock.told(makers.at("2004-12-13")):
        actions.end_appointment(
            story.director_office.appointments.get(),
            ends_on=clock.today(),
            reason="Retires.",
            by=who.clerk,
        )
    with clock.told(makers.at("2004-12-14")):
        actions.recall_change(change, by=who.officer)
    assert told("recalled").keys() == {"director", "portfolio-holder"}


def test_a_final_approval_made_void_is_told_to_its_signers_and_the_clerks(story):
    makers.finally_approved(story)
    actions.clear(story.statement, by=story.people.clerk)
    actions.reopen(story.statement, reason="A slip.", by=story.people.clerk)
    expected = {"officer", "director", "portfolio-holder", "second-clerk"}
    assert told("voided").keys() == expected
    assert only("voided").subject == "IEG 2004: final approval was made void"
    assert "A slip." in told("reopened")["officer"].text


def test_clearing_submission_and_publication_are_told_to_those_who_work_on_it():
    story = makers.published_statement()
    workers = {
        "officer",
        "second-officer",
        "second-clerk",
        "director",
        "portfolio-holder",
    }
    for verb in ("cleared", "submitted", "published"):
        assert told(verb).keys() == workers, verb
    assert only("cleared").subject == "IEG 2004: cleared, to be sent by 20 December"
    assert "ESD-1" in only("submitted").text
    assert "15 December 2004, 2:00 pm" in only("submitted").text
    assert "/statements/2004/final-copy/" in only("published").text
    assert not Notice.objects.filter(person=story.people.member).exists()


def test_a_receipt_holds_the_digest_and_the_ledgers_head(story):
    signoff = makers.sign_as_director(story, makers.proposed_change(story))
    (receipt,) = told("receipt").values()
    assert receipt.person == story.people.director
    assert signoff.digest in receipt.text
    assert re.search(r"Ledger head: [0-9a-f]{64}", receipt.text)


def test_a_closed_account_is_told_nothing(story):
    change = makers.proposed_change(story)
    User.objects.filter(username="officer").update(is_active=False)
    makers.answer(story, change, "return_change")
    assert "officer" not in told("answered")


# Every way in which an action is refused, and what would have been told.
REFUSED = {
    "a proposal twice": (
        makers.proposed_change,
        lambda s, c: actions.propose_change(c, reason="x", by=s.people.officer),
        WrongState,
    ),
    "a signature on another digest": (
        makers.proposed_change,
        lambda s, c: makers.sign_as_director(s, c, seen="0" * 64),
        DomainError,
    ),
    "a signature without interests": (
        makers.half_signed_change,
        lambda s, c: makers.sign_as_portfolio_holder(s, c, interests=""),
        DomainError,
    ),
    "a return without a comment": (
        makers.proposed_change,
        lambda s, c: makers.answer(s, c, "return_change", comment=""),
        DomainError,
    ),
    "a recall by a member": (
        makers.half_signed_change,
        lambda s, c: actions.recall_change(c, by=s.people.member),
        NotAllowed,
    ),
    "clearing before approval": (
        makers.applied_change,
        lambda s, c: actions.clear(s.statement, by=s.people.clerk),
        DomainError,
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_is_told_to_nobody(
    story, case, django_capture_on_commit_callbacks
):
    before, action, error = REFUSED[case]
    change = before(story)
    kept = Notice.objects.count()
    with django_capture_on_commit_callbacks() as waiting, pytest.raises(error):
        action(story, change)
    assert waiting == []
    assert Notice.objects.count() == kept


# --- Text and HTML ----------------------------------------------------------------


class Words(HTMLParser):
    """The words of a page as a reader of plain text would get them."""

    def __init__(self):
        super().__init__()
        self.found, self.link, self.skipped = [], "", False

    def handle_starttag(self, tag, attrs):
        self.skipped = self.skipped or tag == "head"
        if tag == "a":
            self.link = dict(attrs)["href"]

    def handle_endtag(self, tag):
        if tag == "head":
            self.skipped = False
        if tag == "a":
            self.found.append(self.link)

    def handle_data(self, data):
        if not self.skipped:
            self.found.append(data)


def words(text):
    """Letters and figures alone: marks of lists and rules are the form's own."""
    return re.findall(r"[\w/.:@’'£%]+", re.sub(r"^(\* |-- $)", "", text, flags=re.M))


def words_of_html(html):
    reader = Words()
    reader.feed(html)
    return words(" ".join(reader.found))


def stood_in_for():
    """Whose office a substitute acts in, and acts in no more."""
    with clock.told(ON):
        story = makers.delegated_as(with_leader(makers.joint))
        absence = makers.away(story, story.portfolio_office)
        actions.end_absence(absence, by=story.people.clerk)


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (
            makers.whole_record,
            {
                *("appointed", "left", "away", "back"),
                *("decided", "endorsed", "called-in", "call-in-outcome"),
                *("call-in-waived", "waiver-withdrawn"),
                *("sign", "answered", "raised", "receipt", "agreed"),
                *("cleared", "submitted", "published", "voided", "reopened"),
            },
        ),
        (
            stood_in_for,
            {"appointed", "decided", "away", "acts", "back", "acts-no-more"},
        ),
    ],
)
def test_html_says_what_the_text_says(make, expected):
    make()
    verbs = {row.occasion.split(":")[0] for row in Notice.objects.all()}
    assert verbs == expected
    for row in Notice.objects.all():
        said = [word.rstrip(":") for word in words(row.text)]
        shown = [word.rstrip(":") for word in words_of_html(row.html)]
        assert shown == said, row.occasion


def a_message(**changed):
    return Message(
        **{
            "occasion": "test:1",
            "subject": "IEG 2004: test",
            "what": "Something happened.",
            "why": "you work on it.",
            "link": "/",
            "link_words": "See it",
            **changed,
        }
    )


def test_html_shows_what_was_written_and_runs_nothing_of_it():
    made = composed(a_message(facts=(("Reason", "<script>x</script>\nA & B"),)))
    assert "<script>x" not in made.html
    assert "&lt;script&gt;x&lt;/script&gt;<br>A &amp; B" in made.html
    assert "Reason: <script>x</script>\nA & B" in made.text


def test_html_brings_nothing_from_elsewhere_and_has_no_inline_style():
    html = composed(a_message()).html
    assert not re.search(r"src=|@import|url\(|style=", html)
    assert html.count("<a ") == 1
    assert '<html lang="en-GB">' in html


@pytest.mark.parametrize(
    "sneaked",
    [
        "\nBcc: x@example.invalid",
        "\r\nBcc: x",
        "\rBcc: x",
        "\x00",
        "\x85Bcc: x",
        "\u2028",
    ],
)
def test_no_title_reaches_another_header(sneaked):
    line = one_line(f"IEG 2004:{sneaked} end")
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", line)
    assert line.startswith("IEG 2004:")
    assert line.endswith(" end")


def test_a_subject_is_never_longer_than_its_column():
    assert len(one_line("x" * 500)) == 200
