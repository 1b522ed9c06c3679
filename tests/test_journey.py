"""One statement, from an empty draft to the copy that a member downloads, by pages."""

import hashlib
import io
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from pypdf import PdfReader

from decisions.coverage import coverage
from iegtracker import clock
from iegtracker.ledger.models import DemonstrationClock
from iegtracker.ledger.verification import verify
from statements.models import Statement
from tests import makers
from tests.browser.fixtures import PHONE

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[1]
PORTFOLIO = "Information and Customer Services Portfolio Holder"
DIRECTOR = "Finance and Resources Director"
GRANTS = {"2002": "200,000", "2003": "200,000", "2004": "350,000"}

SIGNED = "The Contact Centre opens at Cambourne in April 2005."
SIGNED_AT_FIRST = "The Contact Centre opens at Cambourne soon."
DECLINED = "Every village hall shall have a terminal of its own."


@contextmanager
def moment(day, time="09:00"):
    """What is done inside is done at `day` and `time`, in the server's threads too."""
    # Its threads read the stored offset; a told time stays in the thread that told it.
    at = makers.at(day, time)
    row = DemonstrationClock.objects.first() or DemonstrationClock(started_at=at)
    row.offset = at - timezone.now()
    row.save()
    clock.offset.cache_clear()
    yield


class Reader:
    """A person with a browser of their own."""

    def __init__(self, page, site, username):
        self.page, self.site = page, site
        self.go("/sign-in/")
        self.fill("Username or email address", username)
        self.fill("Password", makers.PASSWORD)
        self.press("Sign in")
        page.wait_for_url(f"{site}/")

    def go(self, address, status=200):
        assert self.page.goto(self.site + address).status == status

    def fill(self, label, text):
        self.page.get_by_label(label, exact=True).fill(text)

    def fill_date(self, legend, day, month, year):
        boxes = self.page.get_by_role("group", name=legend)
        for label, value in (("Day", day), ("Month", month), ("Year", year)):
            boxes.get_by_label(label).fill(str(value))

    def choose(self, label, option):
        self.page.get_by_label(label, exact=True).select_option(label=option)

    def pick(self, legend, option):
        group = self.page.get_by_role("group", name=legend)
        group.get_by_label(option, exact=True).check()

    def press(self, name, *, exact=True):
        """A button, or a link that looks like one."""
        self.click(self.page.get_by_role("button", name=name, exact=exact))

    def follow(self, name, *, exact=True):
        self.click(self.page.get_by_role("link", name=name, exact=exact).first)

    def click(self, target):
        """Until the page to which it leads is there as a whole: lists of what stands
        on it, and numbers of it, are taken at once."""
        target.click()
        self.page.wait_for_load_state()

    def go_on(self):
        """The one link that leads to the next step."""
        main = self.page.get_by_role("main")
        step = main.locator("a.govuk-button:not(.govuk-button--secondary)")
        assert step.count() == 1, main.inner_text()
        self.click(step)

    def reads(self, words):
        self.page.get_by_text(words).first.wait_for()

    def done(self, words):
        banner = self.page.get_by_role("alert", name="Done")
        assert words in banner.inner_text()

    def answer(self, change, answer, *, comment=("", "")):
        """Read what waits on the home page, follow it, and answer with the password."""
        self.go("/")
        self.click(self.page.locator(f".ieg-waits a[href$='/{change}/sign/']"))
        self.reads("You are signing as")
        self.pick("Do you have an interest in this change?", "No, none")
        self.pick("Your answer", answer)
        label, words = comment
        if words:
            self.fill(label, words)
        self.fill("Your password", makers.PASSWORD)
        self.press("Send my answer on", exact=False)
        self.reads("Your receipt")


@pytest.fixture
def people(live_site):
    """Accounts, and the ministry's guidelines. Nothing else is there."""
    with clock.told(makers.at("2004-09-01")):
        who = makers.people()
        call_command(
            "load_guidelines", ROOT / "statements/guidelines/2004.json", verbosity=0
        )
    return who


def test_a_statement_goes_from_draft_to_the_members_by_pages(
    people, live_site, visitor
):
    with moment("2004-09-20"):
        clerk = Reader(visitor(), live_site, "clerk")
        second_clerk = Reader(visitor(), live_site, "second-clerk")
        _fill_offices(clerk, second_clerk)
    with moment("2004-10-01"):
        officer = Reader(visitor(), live_site, "officer")
        _open_the_statement(officer)
        _record_the_grants(officer)
    with moment("2004-11-01"):
        _write_the_draft(officer)
    with moment("2004-11-25"):
        _record_the_meeting(clerk)
        _open_the_report(officer)
    with moment("2004-12-01"):
        clerk.go("/reports/1/")
        clerk.go_on()
        clerk.press("Put it to the meeting")
        clerk.done("The report has been put to Cabinet")
    with moment("2004-12-09", "11:00"):
        _record_the_decisions(clerk)
    with moment("2004-12-09", "14:00"):
        second_officer = Reader(visitor(), live_site, "second-officer")
        _propose_three_changes(officer, second_officer)
    holder = Reader(visitor(viewport=PHONE), live_site, "portfolio-holder")
    director = Reader(visitor(), live_site, "director")
    with moment("2004-12-10"):
        _answer_the_changes(officer, holder, director)
    with moment("2004-12-13"):
        _approve_the_whole(officer, holder, director)
    with moment("2004-12-14"):
        _clear(clerk)
    with moment("2004-12-15"):
        _submit(clerk)
    with moment("2004-12-16"):
        member = Reader(visitor(), live_site, "member")
        member.go("/statements/2004/final-copy/", status=403)
        clerk.go("/statements/2004/gate/")
        clerk.go_on()
        clerk.press("Publish the final copy")
        clerk.done("The final copy has been made")
        _download(member)
    statement = Statement.objects.get()
    assert statement.get_status_display() == "Published"
    proof = coverage(statement)
    assert proof.holds, proof.sentence
    assert proof.changes == 2
    assert {title: found for title, found in verify() if found} == {}


def _fill_offices(clerk, second_clerk):
    clerk.go("/admin/decisions/body/record/")
    clerk.fill("Name of the body", "Cabinet")
    clerk.press("Record the body")
    for number, (name, kind) in enumerate(
        ((PORTFOLIO, "Councillor"), (DIRECTOR, "Officer")), 1
    ):
        clerk.go("/admin/decisions/office/record/")
        clerk.fill("Name of the office", name)
        clerk.pick("Who can hold it", kind)
        clerk.press("Record the office")
        clerk.go("/offices/")
        clerk.press("Enter an appointment")
        clerk.choose("Office", name)
        clerk.choose("Person", ("Portfolio holder", "Director")[number - 1])
        clerk.fill_date("First day", 20, 5, 2004)
        clerk.press("Enter the appointment")
        clerk.done("Another clerk must confirm it")
        second_clerk.go("/offices/")
        second_clerk.follow("Confirm the appointment", exact=False)
        second_clerk.press("Confirm the appointment")
        second_clerk.done(f"appointed to the office of {name}")


def _open_the_statement(officer):
    """From the home page, which says what can be done."""
    officer.follow("Open the statement of a round")
    title = "Guidelines for the IEG Statement 2004"
    officer.choose("Guidelines", f"{title}, due 20 December 2004")
    officer.pick(
        "What the draft begins with", "Nothing: every section is there, and empty"
    )
    officer.press("Open the statement")
    officer.done("has been opened")


def _record_the_grants(officer):
    for year, pounds in GRANTS.items():
        officer.go("/statements/")
        officer.follow("Ledger of grants and receipts")
        officer.press("Record a grant")
        officer.fill("Year", year)
        officer.fill("Source", "Central government")
        officer.pick("What it may be spent on", "Capital")
        officer.fill("Amount in pounds", pounds)
        officer.press("Record the grant")
        officer.done(f"Recorded: grant of {year}")


def _write_the_draft(officer):
    texts = {
        "Authority and contact details": "The Finance and Resources Director answers.",
        "Local context": f"The council serves villages.\n\n{SIGNED_AT_FIRST}",
        "Change management": "A programme board meets each month.",
    }
    for title, text in texts.items():
        _open_section(officer, title)
        officer.fill("Text", text)
        officer.press("Save")
        officer.done("Saved")
    _write_the_outcomes(officer)
    for title in (
        "BVPI 157: electronic service delivery",
        "Access channel take-up",
        "Resources and expenditure",
        "Efficiency gains",
    ):
        _write_the_figures(officer, title)
    _write_the_grants(officer)


def _open_section(reader, title):
    reader.go("/statements/2004/")
    heading = reader.page.locator("section.ieg-section", has_text=title)
    reader.click(heading.first.get_by_role("link", name="Edit").first)


def _write_the_outcomes(officer):
    officer.go("/statements/2004/outcomes/")
    officer.press("Tick all")
    officer.choose("Status of those ticked", "On the way")
    officer.choose("Will they meet their dates?", "Yes")
    officer.press("Save, and change those ticked")
    officer.done("Saved")
    officer.fill("Comment of R1", "Parents apply to the county council.")
    officer.press("Save")
    officer.done("Saved")


def _write_the_figures(officer, title):
    """Every figure stated, but for one that is awaited."""
    _open_section(officer, title)
    cells = officer.page.locator("table.ieg-cards")
    for box in cells.locator("input[type=text]").all():
        box.fill("100")
    for choice in cells.locator("select").all():
        choice.select_option(label="Yes")
    if title == "Efficiency gains":
        officer.fill("Not cashable, a year by 2007/08 of Procurement", "")
        officer.page.get_by_text("Note that something is still awaited").click()
        officer.choose("Where", "“Procurement”")
        officer.fill("What is awaited", "the saving")
        officer.fill("From whom", "the procurement officer")
        officer.fill_date("By when", 13, 12, 2004)
    officer.press("Save")
    officer.done("Saved")


def _write_the_grants(officer):
    officer.go("/statements/2004/grants/")
    for number, (year, pounds) in enumerate(GRANTS.items(), 1):
        officer.press("Add another grant")
        officer.fill(f"Year of grant {number}", year)
        officer.fill(f"Amount in pounds of grant {number}", pounds)
    officer.press("Save")
    officer.done("Saved")
    for year, pounds in GRANTS.items():
        officer.go("/grants/")
        officer.press("Record a receipt")
        officer.choose("Grant", f"{year}: Central government")
        officer.fill("Amount in pounds", pounds)
        officer.fill_date("Date of receipt", 15, 7, year)
        officer.fill("Reference", f"IEG {year}")
        officer.press("Record the receipt")
        officer.done("Recorded")


def _record_the_meeting(clerk):
    clerk.go("/meetings/")
    clerk.press("Record a meeting")
    clerk.choose("Body", "Cabinet")
    clerk.fill_date("Day of the meeting", 9, "December", 2004)
    clerk.press("Record the meeting")
    clerk.done("has been recorded")


def _open_the_report(officer):
    officer.go("/meetings/2004-12-09/cabinet/")
    officer.follow("Open a report for this meeting")
    officer.choose("Statement", str(Statement.objects.get()))
    officer.pick(
        "What the report begins with", "A report written elsewhere, as plain text"
    )
    told = ROOT / "decisions/story/report-2004-12-09.txt"
    officer.fill("Text of the report", told.read_text(encoding="utf-8"))
    officer.press("Open the report")
    officer.done("Report 1 has been opened")


def _record_the_decisions(clerk):
    clerk.go("/")
    clerk.click(
        clerk.page.locator(".ieg-waits a[href^='/meetings/2004-12-09/cabinet/']")
    )
    if clerk.page.get_by_role("button", name="Record what was decided").count():
        clerk.press("Record what was decided")
    wordings = {
        "Recommendation (a)": ("Noted", "Cabinet noted the progress."),
        "Recommendation (b)": ("Agreed", "Cabinet approved the delegation."),
    }
    for heading, (outcome, wording) in wordings.items():
        part = clerk.page.get_by_role("region", name=heading)
        part.get_by_role("group", name="What was resolved").get_by_label(
            outcome, exact=True
        ).check()
        for label, text in (
            ("Decision, in the words of the resolution", wording),
            ("Reasons for the decision", "As in the report."),
            ("Alternatives considered and rejected", "None"),
            ("Interests declared, and any dispensation", "None"),
        ):
            part.get_by_label(label).fill(text)
        part.get_by_label("Not known", exact=True).check()
        part.get_by_label("Not called for", exact=True).check()
    part.get_by_text("Delegation that follows from (b)").click()
    # The first of each: a second delegation could be given below.
    part.get_by_label("How the offices act").first.select_option(
        label="Jointly: every office signs"
    )
    part.get_by_label("For which changes").first.select_option(label="Any change")
    for office in (PORTFOLIO, DIRECTOR):
        part.get_by_label(office, exact=True).first.select_option(label="Decides")
    clerk.press("Record the decisions")
    clerk.done("What Cabinet resolved has been recorded")


def _propose_three_changes(officer, second_officer):
    _start(officer, 1, "Opening of the Contact Centre")
    _write(officer, 1, "Local context", f"The council serves villages.\n\n{SIGNED}")
    _start(second_officer, 2, "Saving in procurement")
    _follow_edit(second_officer, 2, "Efficiency gains")
    second_officer.fill("Not cashable, a year by 2007/08 of Procurement", "7,654")
    second_officer.page.get_by_label("No longer awaited").check()
    second_officer.press("Save")
    second_officer.done("Saved")
    _start(second_officer, 3, "Terminals in villages")
    _write(
        second_officer,
        3,
        "Change management",
        f"A programme board meets each month.\n\n{DECLINED}",
    )
    _propose(officer, 1, "The date is known now.")
    _propose(second_officer, 2, "The procurement officer has answered.")
    _propose(second_officer, 3, "A parish asked for it.")
    second_officer.go("/statements/2004/changes/")
    waiting = second_officer.page.get_by_text("Waiting for signatures")
    assert waiting.count() == 3


def _start(writer, number, title):
    writer.go("/statements/2004/")
    writer.follow("Write a change")
    writer.fill("What the change is about", title)
    writer.press("Start writing")
    writer.done(f"Change {number} is yours to write")


def _follow_edit(writer, number, title):
    writer.go(f"/statements/2004/changes/{number}/")
    main = writer.page.get_by_role("main")
    writer.click(main.get_by_role("link", name=title).first)


def _write(writer, number, title, text):
    _follow_edit(writer, number, title)
    writer.fill("Text", text)
    writer.press("Save")
    writer.done("Saved")


def _propose(writer, number, reason):
    writer.go(f"/statements/2004/changes/{number}/")
    writer.press("Propose", exact=False)
    writer.fill("Reason", reason)
    writer.press(f"Propose change {number}")
    writer.done(f"Change {number} has been proposed")


def _answer_the_changes(officer, holder, director):
    comment = "Open it when the lease is signed: say April 2005 twice."
    director.answer(1, "Return it with a comment", comment=("Comment", comment))
    director.answer(2, "Approve")
    holder.answer(
        3,
        "Refuse it, with a reason",
        comment=("Reason for refusing", "There is no money for it."),
    )
    officer.go("/")
    officer.reads(comment)
    _write(
        officer,
        1,
        "Local context",
        f"The council serves villages.\n\n{SIGNED} The lease ends in April 2015.",
    )
    _propose(officer, 1, "The date is known now, and the lease is signed.")
    holder.answer(1, "Approve")
    director.answer(1, "Approve")
    holder.answer(2, "Approve")
    officer.go("/statements/2004/changes/")
    officer.reads("Declined")
    officer.go("/statements/2004/")
    officer.reads(SIGNED)
    officer.go("/statements/2004/since-cabinet/")
    officer.reads("Proved: the text is the version put to Cabinet plus 2 signed change")


def _approve_the_whole(officer, holder, director):
    officer.go("/statements/2004/gate/")
    officer.go_on()
    officer.press("Ask for final approval")
    officer.done("Final approval has been asked for")
    number = Statement.objects.get().changes.get(kind="final").number
    holder.answer(number, "Approve")
    director.answer(number, "Approve")


def _clear(clerk):
    clerk.go("/statements/2004/gate/")
    clerk.press("Clear", exact=False)
    clerk.press("Clear it for submission")
    clerk.done("is cleared for submission")


def _submit(clerk):
    clerk.go("/statements/2004/gate/")
    clerk.go_on()
    clerk.fill("Reference", "ESD-2004-77")
    clerk.fill_date("Date of sending", 14, 12, 2004)
    clerk.fill("Time of sending", "16:45")
    clerk.press("Record the submission")
    clerk.done("has been recorded")


def _download(member):
    member.go("/")
    with member.page.expect_download() as started:
        member.page.get_by_role("link", name="Download the final copy").click()
    copy = Path(started.value.path()).read_bytes()
    printed = member.page.locator("main code.ieg-digest").first.inner_text()
    assert hashlib.sha256(copy).hexdigest() == "".join(printed.split())
    member.go("/statements/2004/final-copy/")
    printed = member.page.locator(".ieg-final-copy code.ieg-digest").inner_text()
    assert hashlib.sha256(copy).hexdigest() == "".join(printed.split())
    pages = PdfReader(io.BytesIO(copy)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for words in (SIGNED, "The lease ends in April 2015.", "£7,654", "ESD-2004-77"):
        assert words in text, words
    for words in (SIGNED_AT_FIRST, DECLINED, "There is no money for it"):
        assert words not in text, words
    for office in (PORTFOLIO, DIRECTOR):
        assert office in text
    assert date(2004, 12, 9).strftime("%-d %B %Y") in text
