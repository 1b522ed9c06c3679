"""What is resolved on an exempt recommendation, and what is marked as exempt later:
no page, file or message says it to those who may not read it.

The words are those of tests/told_in_words.py, where recommendation (b), which
delegates, is exempt; who reads each is held by tests/test_who_sees_what.py.
"""

import io
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from decisions import actions
from decisions.evidence import chain_of
from decisions.forms.texts import PUBLISHED
from decisions.models import DecisionRecord, DelegatedDecision, Notice
from decisions.records import Record, record_pdf, shown
from decisions.selectors.records import publish_address
from decisions.states import CallIn, CallInEnd, Endorsing, Outcome
from iegtracker import clock
from statements import actions as statement_actions
from tests import makers, minute_book, pages
from tests.told_in_words import told_until

pytestmark = pytest.mark.django_db

CLOSED = "This part is not for publication: exempt under paragraph 9 of Schedule 12A."
# Words of the resolution that neither members nor the public may read.
RESOLVED = {"Teversham", "Fowlmere", "Caxton", "Elsworth", "Eltisley", "Kneesworth"}
SECRET = RESOLVED | {"Swavesey", "Babraham", "Bassingbourn", "Hauxton", "Landbeach"}
MEETING = "/meetings/2004-12-09/cabinet/"
DELEGATIONS = "/statements/2004/delegations/"
TO_MEMBERS = (
    MEETING,
    DELEGATIONS,
    "/statements/2004/",
    "/statements/2004/since-cabinet/",
    "/statements/2004/timeline/",
    "/statements/2004/final-copy/",
    "/records/",
    "/reports/1/",
    "/",
)
FILES = ("final.pdf", "since-cabinet.pdf")


@pytest.fixture(autouse=True)
def _in_december():
    with clock.told(makers.at("2004-12-17", "12:00")):
        yield


def read(user, address):
    client = Client()
    if user is not None:
        client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content


def said(names, text):
    return {name for name in names if name in text}


def words_of(content):
    """All that a file says: its pages, and what is attached to it."""
    file = PdfReader(io.BytesIO(content))
    attached = b"".join(part for parts in file.attachments.values() for part in parts)
    pages_ = " ".join(page.extract_text() for page in file.pages)
    return " ".join(pages_.split()) + attached.decode(errors="replace")


def resolved_in_private(paragraph):
    """(b) is exempt, and delegates on a condition; one change was agreed under it."""
    story = makers.prepared_statement()
    who = story.people
    mark = {"paragraph": paragraph, "reason": "Terms."}
    with clock.told(makers.at("2004-12-01")):
        draft = story.report.open_draft
        statement_actions.save_draft(
            draft,
            draft.document.with_values({("r-b", "exempt"): mark}),
            seen=draft.digest,
            place="x",
            by=who.officer,
        )
        actions.report(story.statement, report=story.report, by=who.clerk)
    with clock.told(makers.at("2004-12-09", "11:00")):
        given = makers.joint(story, conditions="Not before Caxton agrees.")
        noted, agreed = makers.taken(story, delegation=given)
        told = [noted, replace(agreed, wording="AGREED at Teversham.")]
        actions.decide(story.statement, told, by=who.clerk)
        story.fresh()
        makers.applied_change(story)
    return story


# --- what was resolved


def test_no_record_of_a_decision_holds_exempt_words():
    told_until("decided")
    body, council, delegated = DecisionRecord.objects.order_by("pk")
    for row in (body, council, delegated):
        value = Record.from_bytes(bytes(row.content))
        page = read(None, row.get_absolute_url()).decode()
        file = words_of(record_pdf(value).content)
        for text in (page, file, bytes(row.content).decode(), repr(shown(value))):
            assert said(SECRET, text) == set()
            assert CLOSED in text
    given = Record.from_bytes(bytes(delegated.content)).get("delegation")
    assert (given["wording"], given["conditions"]) == (CLOSED, CLOSED)
    told = Record.from_bytes(bytes(body.content))
    assert not told.get("amendments")
    assert told.get("outcome") == "Agreed as amended"
    told = Record.from_bytes(bytes(council.content))
    for name in ("wording", "reasons", "alternatives"):
        assert told.get(name) == CLOSED
    # Why call-in does not apply is the program's own sentence.
    assert told.get("call_in")["reason"] == "It is not a decision of the executive."


def test_a_body_that_says_no_condition_has_none_withheld():
    story = makers.delegated_statement()
    makers.applied_change(story)
    row = makers.published_record(story, DelegatedDecision.objects.get())
    given = Record.from_bytes(bytes(row.content)).get("delegation")
    assert given["wording"] == "Cabinet AGREED the delegation."
    assert given["conditions"] == ""


@pytest.mark.parametrize("address", TO_MEMBERS)
def test_members_and_a_superuser_read_no_exempt_words(address):
    story = told_until("published")
    for user in (story.people.member, story.people.administrator):
        assert said(SECRET, read(user, address).decode()) == set()


@pytest.mark.parametrize("name", FILES)
def test_files_for_members_hold_no_exempt_words(name):
    story = told_until("published")
    content = read(story.people.member, f"/statements/2004/{name}")
    assert said(SECRET, words_of(content)) == set()


def test_the_chain_and_the_records_in_it_hold_no_exempt_words():
    story = told_until("cleared")
    chain = chain_of(story.statement)
    assert said(SECRET, chain.canonical.decode()) == set()
    assert len(chain.get("records")) == 3
    for given in chain.get("delegations"):
        assert (given["wording"], given["conditions"]) == (CLOSED, CLOSED)


def test_no_message_and_no_address_with_a_token_holds_exempt_words():
    story = told_until("published")
    assert Notice.objects.count() > 10
    for notice in Notice.objects.all():
        assert said(SECRET, notice.subject + notice.text + notice.html) == set()
    found = pages.addresses(story)
    for name in ("decisions:calendar", "decisions:copy"):
        assert said(SECRET, read(None, found[name]).decode()) == set()


@pytest.mark.parametrize("role", ["officer", "director", "clerk", "auditor"])
def test_those_who_work_on_it_read_what_was_resolved(role):
    story = told_until("published")
    user = getattr(story.people, role)
    page = read(user, MEETING).decode()
    want = RESOLVED - {"Kneesworth"} | {"Swavesey", "Babraham"}
    assert said(SECRET, page) >= want
    assert CLOSED not in page
    assert said(SECRET, read(user, DELEGATIONS).decode()) == {"Teversham", "Caxton"}
    record = DecisionRecord.objects.order_by("pk")[0].get_absolute_url()
    assert said(RESOLVED, read(user, record).decode()) == {"Kneesworth"}


@pytest.mark.parametrize(
    ("paragraph", "read_by_members"), [("8", {"Teversham", "Caxton"}), ("9", set())]
)
def test_members_read_what_was_resolved_by_its_paragraph(paragraph, read_by_members):
    story = resolved_in_private(paragraph)
    who = story.people
    makers.finally_approved(story)
    actions.clear(story.statement, by=who.clerk)
    actions.submit(story.statement, reference="E", sent_at=clock.now(), by=who.clerk)
    actions.publish(story.fresh(), by=who.clerk)
    names = {"Teversham", "Caxton"}
    for address in (MEETING, DELEGATIONS):
        assert said(names, read(who.member, address).decode()) == read_by_members
        assert said(names, read(who.administrator, address).decode()) == set()
    assert said(names, read(None, MEETING).decode()) == set()


def test_minutes_begin_with_what_the_public_may_read_of_a_resolution():
    story = told_until("decided")
    address = reverse("decisions:record_minutes", args=["2004-12-09", "cabinet"])
    page = read(story.people.clerk, address).decode()
    assert said(SECRET, page) == set()
    assert "NOTED at Histon." in page
    assert CLOSED in page


def test_why_call_in_does_not_apply_is_withheld_and_kept_for_the_clerk():
    story = resolved_in_private("9")
    row = makers.decision_on(story)
    ruled = replace(makers.applies(), ruling=CallIn.DOES_NOT, working_days=None)
    ruled = replace(ruled, reason="Eltisley cannot wait.")
    record = makers.published_record(story, row, call_in=ruled)
    assert "Eltisley" not in bytes(record.content).decode()
    public = read(None, record.get_absolute_url()).decode()
    assert "Eltisley" not in public
    assert f"Call-in does not apply: {CLOSED}" in public
    clerk = story.people.clerk
    now = read(clerk, record.get_absolute_url()).decode()
    assert "Call-in does not apply: Eltisley cannot wait." in now
    # A correction begins with what is recorded, and not with what stands for it.
    form = read(clerk, publish_address("decisions", row.pk)).decode()
    assert "Eltisley cannot wait." in form
    assert 'value="This part' not in form


def test_why_call_in_was_waived_is_withheld():
    story = resolved_in_private("9")
    row = makers.decision_on(story)
    record = makers.published_record(story, row, call_in=makers.applies())
    makers.waived(story, row, why="Eltisley cannot wait.")
    assert "Eltisley" not in read(None, record.get_absolute_url()).decode()
    clerk = read(story.people.clerk, record.get_absolute_url()).decode()
    assert "Why: Eltisley cannot wait." in clerk


def test_grounds_of_what_was_resolved_in_public_are_read_by_everybody():
    story = makers.delegated_statement()
    row = makers.decision_on(story)
    record = makers.published_record(story, row, call_in=makers.applies())
    makers.called_in(story, row, grounds="Kneesworth was not heard.")
    reasons = "Eltisley was."
    makers.call_in_ended(story, row, CallInEnd.RELEASED, reasons=reasons)
    page = read(None, record.get_absolute_url()).decode()
    assert "Grounds: Kneesworth was not heard." in page
    assert "Eltisley was." in page


def test_the_page_of_the_body_that_was_called_for_withholds_it_too():
    story = told_until("decided")
    address = "/meetings/2004-12-10/council/"
    for user, seen in (
        (story.people.member, set()),
        (story.people.clerk, {"Babraham"}),
    ):
        assert said(SECRET, read(user, address).decode()) == seen


def test_what_a_body_resolved_on_a_public_decision_is_read_by_everybody():
    story = makers.reported_statement()
    with clock.told(makers.at("2004-12-09", "11:00")):
        council = minute_book.council(story)
        taken = makers.taken(
            story,
            delegation=makers.joint(story),
            endorsement=Endorsing.WANTED,
            endorsing_body=council.body,
        )
        actions.decide(story.statement, taken, by=story.people.clerk)
    story.fresh()
    told = {"wording": "ENDORSED for Babraham."}
    row = minute_book.endorsed(story, meeting=council, **told)
    assert "ENDORSED for Babraham." in read(None, MEETING).decode()
    record = makers.published_record(story, row, executive=False)
    page = read(None, record.get_absolute_url()).decode()
    assert "ENDORSED for Babraham." in page
    assert "Call-in today" not in page


# --- what is marked later


def marked(story, **values):
    """A signed change that marks paragraph 1.1 as exempt, or gives it other values."""
    officer = story.people.officer
    change = actions.start_change(story.statement, title="Marked", by=officer)
    draft = change.draft
    statement_actions.save_draft(
        draft,
        draft.document.with_values(
            {("b-1", name): value for name, value in values.items()}
        ),
        seen=draft.digest,
        place="x",
        by=officer,
    )
    actions.propose_change(change, reason="It is so.", by=officer)
    change.refresh_from_db()
    makers.sign_as_director(story, change)
    makers.sign_as_portfolio_holder(story, change)
    story.fresh()


MARK = {"paragraph": "9", "reason": "Terms."}


def test_words_marked_later_are_not_published_with_an_earlier_decision():
    story = makers.delegated_statement()
    makers.applied_change(story, block="b-1", text="It costs what Landbeach says.")
    marked(story, exempt=MARK)
    first = DelegatedDecision.objects.earliest("pk")
    record = makers.published_record(story, first)
    assert "Landbeach" not in bytes(record.content).decode()
    assert "Landbeach" not in read(None, record.get_absolute_url()).decode()


def test_words_marked_and_then_written_anew_are_not_published_either():
    story = makers.delegated_statement()
    makers.applied_change(story, block="b-1", text="It costs what Landbeach says.")
    marked(story, exempt=MARK)
    change = actions.start_change(
        story.statement, title="Anew", by=story.people.officer
    )
    draft = change.draft
    anew = draft.document.without({"b-1"}).with_values(
        {("b-1", "kind"): "block", ("b-1", "text"): "It costs something."}
    )
    statement_actions.save_draft(
        draft, anew, seen=draft.digest, place="x", by=story.people.officer
    )
    actions.propose_change(change, reason="It is so.", by=story.people.officer)
    change.refresh_from_db()
    makers.sign_as_director(story, change)
    makers.sign_as_portfolio_holder(story, change)
    story.fresh()
    for row in DelegatedDecision.objects.order_by("pk"):
        record = makers.published_record(story, row)
        assert "Landbeach" not in bytes(record.content).decode()
    makers.finally_approved(story)
    actions.clear(story.statement, by=story.people.clerk)
    chain = chain_of(story.fresh()).canonical.decode()
    assert "Landbeach" not in chain
    assert "It costs something." in chain


def test_words_of_an_amendment_marked_later_are_not_published_with_it():
    story = makers.reported_statement()
    with clock.told(makers.at("2004-12-09", "11:00")):
        amended = makers.written_change(story, block="b-1", text="Of Landbeach.")
        taken = makers.taken(
            story,
            delegation=makers.joint(story),
            outcome=Outcome.AMENDED,
            amended_by=amended,
        )
        actions.decide(story.statement, taken, by=story.people.clerk)
    story.fresh()
    marked(story, exempt=MARK)
    record = makers.published_record(story, makers.decision_on(story))
    value = Record.from_bytes(bytes(record.content))
    assert "Landbeach" not in bytes(record.content).decode()
    assert list(value.get("amendments")) == [
        "Paragraph 1.1 is changed in words that are not for publication."
    ]


# --- what is typed for publication


def test_the_form_of_a_record_begins_with_the_papers_that_the_public_reads():
    story = told_until("decided")
    noted = makers.decision_on(story, "a")
    page = read(story.people.clerk, publish_address("decisions", noted.pk)).decode()
    assert "Bassingbourn" not in page
    assert CLOSED in page


def test_the_forms_say_that_what_is_typed_will_be_published():
    story = told_until("decided")
    officer, clerk = story.people.officer, story.people.clerk
    noted = makers.decision_on(story, "a")
    writing = story.statement.changes.get(status="writing")
    start = reverse("decisions:start", args=["2004"])
    propose = reverse("decisions:propose", args=["2004", writing.number])
    minutes = reverse("decisions:record_minutes", args=["2004-12-09", "cabinet"])
    for user, address, times in (
        (officer, start, 1),
        (officer, propose, 1),
        (clerk, publish_address("decisions", noted.pk), 2),
        (clerk, reverse("decisions:enter_urgency", args=["2004"]), 1),
        (clerk, minutes, 1),
    ):
        assert read(user, address).decode().count(PUBLISHED) == times, address
