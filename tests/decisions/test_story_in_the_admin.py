"""The story of the seed in the admin alone, each on their own account.

From the offices and the meeting to the final copy. Only the words of the statement and
of the change are written where texts are written, in the editor.
"""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from decisions.coverage import coverage
from decisions.models import (
    Body,
    Change,
    DecisionRecord,
    DelegatedDecision,
    Meeting,
    Office,
    PaperSignature,
    Report,
    SignOff,
)
from decisions.states import CallIn, Means, Mode, Outcome, Part
from iegtracker import clock
from iegtracker.ledger.models import Event
from iegtracker.ledger.verification import verify
from statements.models import FinalCopy
from tests import makers
from tests.decisions.test_admin import post, signing

pytestmark = pytest.mark.django_db
REPORT = Path(__file__).parents[2] / "decisions/story/report-2004-12-09.txt"
# Who is to be named by the ledger for each step, in this order.
ACTORS = [
    ("office.recorded", "clerk"),
    ("appointment.entered", "clerk"),
    ("appointment.confirmed", "second-clerk"),
    ("office.recorded", "clerk"),
    ("appointment.entered", "clerk"),
    ("appointment.confirmed", "second-clerk"),
    ("body.recorded", "clerk"),
    ("meeting.recorded", "clerk"),
    ("report.opened", "officer"),
    ("statement.reported", "clerk"),
    ("statement.decided", "clerk"),
    ("change.proposed", "officer"),
    ("change.signed", "director"),
    ("change.signed", "portfolio-holder"),
    ("change.applied", "portfolio-holder"),
    ("decision.record_published", "clerk"),
    ("decision.call_in_waived", "clerk"),
    ("change.proposed", "officer"),
]
SIGNED = [
    ("change.signed", "director"),
    ("change.signed", "portfolio-holder"),
    ("change.applied", "portfolio-holder"),
]
ON_PAPER = [
    ("change.paper_entered", "clerk"),
    ("change.paper_confirmed", "second-clerk"),
    ("change.signed", "second-clerk"),
    *SIGNED[1:],
]
THE_END = [
    ("statement.cleared", "clerk"),
    ("statement.submitted", "clerk"),
    ("statement.published", "clerk"),
]


class Admin:
    """The admin as one person after another uses it."""

    def __init__(self, client, story):
        self.client, self.story, self.who = client, story, story.people

    def takes(self, name, step, obj, /, **told):
        """The person reads the page of the step, and takes it."""
        person = getattr(self.who, name)
        self.client.force_login(person)
        meta = obj._meta
        address = f"admin:{meta.app_label}_{meta.model_name}_{step}"
        assert self.client.get(reverse(address, args=[obj.pk])).status_code == 200
        answer = post(self.client, person, obj, step, **told)
        assert answer.status_code == 302, answer.content.decode()

    def makes(self, name, step, model, /, **told):
        """A record that stands below no other."""
        self.client.force_login(getattr(self.who, name))
        address = reverse(f"admin:decisions_{model}_{step}")
        answer = self.client.post(address, told)
        assert answer.status_code == 302, answer.content.decode()

    def signs(self, name, change):
        told = signing(Change.objects.get(pk=change.pk), answer="approved")
        self.takes(name, "sign_change", change, **told)

    def signs_on_paper(self, change):
        """The director's form, entered by one clerk and confirmed by another."""
        told = {
            "office": self.story.director_office.pk,
            "digest": change.latest_round.digest,
            "answer": "approved",
            "interests": "none",
            **_day("signed_on", 14),
            "scan": SimpleUploadedFile("form.pdf", makers.SCAN),
        }
        self.takes("clerk", "enter_paper_signature", change, **told)
        paper = PaperSignature.objects.get()
        self.takes("second_clerk", "confirm_paper_signature", paper)


def _day(name, day):
    return {f"{name}_day": day, f"{name}_month": 12, f"{name}_year": 2004}


def _offices(admin, story):
    """Two offices, each filled by two clerks."""
    for name, kind, holder in (
        ("Portfolio Holder", "member", story.people.portfolio_holder),
        ("Director", "officer", story.people.director),
    ):
        admin.makes("clerk", "record", "office", name=name, holder_kind=kind)
        office = Office.objects.get(name=name)
        told = {"office": office.pk, "person": holder.pk}
        day = {"starts_on_day": 20, "starts_on_month": 5, "starts_on_year": 2004}
        admin.makes("clerk", "enter", "appointmententry", **told, **day)
        admin.takes("second_clerk", "confirm", office.entries.get())
    story.portfolio_office = Office.objects.get(name="Portfolio Holder")
    story.director_office = Office.objects.get(name="Director")


def _reported(admin, story):
    """Cabinet's meeting, and the report of the seed put to it."""
    admin.makes("clerk", "record", "body", name="Cabinet")
    story.body = Body.objects.get()
    told = {"body": story.body.pk, **_day("held_on", 9)}
    admin.makes("clerk", "record", "meeting", **told)
    told = {
        "about": story.statement.pk,
        "meeting": Meeting.objects.get().pk,
        "source": "text",
        "text": REPORT.read_text(encoding="utf-8"),
    }
    admin.makes("officer", "open", "report", **told)
    story.report = Report.objects.get()
    admin.takes("clerk", "report", story.report)


def _resolved(story):
    """(a) noted; (b) agreed, with the joint delegation."""
    noted, agreed = story.report.tablings.get().recommendations.all()
    told = {}
    for row, outcome, wording in (
        (noted, Outcome.NOTED, "Cabinet NOTED the progress."),
        (agreed, Outcome.AGREED, "Cabinet AGREED the delegation."),
    ):
        told |= {
            f"r{row.pk}_outcome": outcome,
            f"r{row.pk}_wording": wording,
            f"r{row.pk}_reasons": "As in the report.",
            f"r{row.pk}_alternatives": "None",
            f"r{row.pk}_interests": "None",
            f"r{row.pk}_call_in": CallIn.APPLIES,
            f"r{row.pk}_endorsement": "not_called_for",
        }
    return told | {
        f"r{agreed.pk}_mode": Mode.JOINT,
        f"r{agreed.pk}_office_{story.portfolio_office.pk}": Part.DECIDES,
        f"r{agreed.pk}_office_{story.director_office.pk}": Part.DECIDES,
    }


def _record(decision):
    return {
        "about": f"decisions:{decision.pk}",
        "executive": "yes",
        "dispensation": "None",
        "key_decision": "no",
        "key_reason": "It is below the threshold.",
        "contact": "Democratic services",
        "ruling": CallIn.APPLIES,
        "working_days": 5,
    }


@pytest.mark.parametrize("on_paper", [False, True], ids=["by account", "once on paper"])
def test_the_story_of_the_seed(client, on_paper):
    story = makers.drafted_statement()
    statement, before = story.statement, Event.objects.count()
    admin = Admin(client, story)
    with clock.told(makers.at("2004-11-25")):
        _offices(admin, story)
        _reported(admin, story)
    with clock.told(makers.at("2004-12-09", "11:00")):
        admin.takes("clerk", "decide", statement, **_resolved(story))
    with clock.told(makers.at("2004-12-10")):
        change = makers.written_change(story)
        told = {"reason": "More is known now."}
        admin.takes("officer", "propose_change", change, **told)
        admin.signs("director", change)
        admin.signs("portfolio_holder", change)
    with clock.told(makers.at("2004-12-13")):
        decision = makers.decision_on(story)
        admin.makes("clerk", "publish", "decisionrecord", **_record(decision))
        waived = {"agreed_by": "Chairman of scrutiny", "why": "The return is due."}
        told = waived | _day("on", 13)
        admin.takes("clerk", "waive", decision.rulings.last(), **told)
    with clock.told(makers.at("2004-12-14")):
        admin.takes("officer", "ask_final_approval", statement)
        final = Change.objects.get(kind="final")
        if on_paper:
            admin.signs_on_paper(final)
        else:
            admin.signs("director", final)
        admin.signs("portfolio_holder", final)
        admin.takes("clerk", "clear", statement)
    sent = {"reference": "ESD-1", "sent_at": "14:00", **_day("sent_on", 20)}
    with clock.told(makers.at("2004-12-20", "15:00")):
        admin.takes("clerk", "submit", statement, **sent)
        admin.takes("clerk", "publish", statement)

    assert story.fresh().status == "published"
    assert FinalCopy.objects.count() == DecisionRecord.objects.count() == 1
    assert DelegatedDecision.objects.count() == 2
    means = SignOff.objects.filter(means=Means.ON_PAPER)
    assert means.count() == int(on_paper)
    wanted = [*ACTORS, *(ON_PAPER if on_paper else SIGNED), *THE_END]
    verbs = {verb for verb, _ in wanted}
    events = Event.objects.filter(position__gt=before, verb__in=verbs)
    told = [(event.verb, event.actor.username) for event in events.order_by("position")]
    assert told == wanted
    proof = coverage(story.statement)
    assert (proof.holds, proof.changes) == (True, 1)
    assert {title: found for title, found in verify() if found} == {}
