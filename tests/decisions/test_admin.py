"""The workflow in the admin: read-only records, and one page for each step."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from decisions.models import (
    Absence,
    AbsenceEnd,
    Change,
    Decision,
    Delegation,
    DelegationEnd,
    PaperSignature,
    Report,
    SignOff,
    Submission,
    Urgency,
)
from decisions.states import ChangeStatus, Mode, Outcome, Part
from iegtracker import clock
from iegtracker.people.models import User
from iegtracker.workflow_admin import ReadOnlyAdmin
from statements.models import FinalCopy
from statements.states import StatementStatus
from tests import makers

pytestmark = pytest.mark.django_db
MORNING = makers.at("2004-12-10")
STAFF = ("officer", "portfolio_holder", "director", "clerk", "auditor")


def page_of(obj, step=""):
    meta = obj._meta
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[obj.pk])
    return address.replace("change/", f"{step}/") if step else address


def step_of(obj, step):
    meta = obj._meta
    name = f"admin:{meta.app_label}_{meta.model_name}_{step}"
    return reverse(name, args=[obj.pk])


@pytest.fixture
def story():
    return makers.delegated_statement()


def post(client, person, obj, step, **told):
    client.force_login(person)
    return client.post(step_of(obj, step), told)


def test_every_record_is_read_only(rf, story):
    for model, records in admin.site._registry.items():
        assert isinstance(records, ReadOnlyAdmin), model
        request = rf.get("/")
        request.user = story.people.administrator
        assert not records.has_add_permission(request)
        assert not records.has_change_permission(request)
        assert not records.has_delete_permission(request)


def test_every_list_and_record_can_be_read_without_raw_bytes(client):
    story = makers.published_statement()
    client.force_login(story.people.auditor)
    for model in admin.site._registry:
        meta = model._meta
        name = f"admin:{meta.app_label}_{meta.model_name}"
        answer = client.get(reverse(f"{name}_changelist"), {"q": "a"})
        assert answer.status_code == 200, name
        row = model._base_manager.first()
        if row is None:
            continue
        shown = client.get(reverse(f"{name}_change", args=[row.pk]))
        assert shown.status_code == 200, name
        # What Django's own script reads of the rows below a record is no record.
        page = re.sub(r'data-inline-formset="[^"]*"', "", shown.content.decode())
        assert "b&#x27;" not in page, name
        assert "memory at 0x" not in page, name
        assert "{&quot;" not in page, name


@pytest.mark.parametrize("who", STAFF)
def test_staff_find_the_records_of_their_room(client, story, who):
    client.force_login(getattr(story.people, who))
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/decisions/change/").status_code == 200
    assert client.get(page_of(story.statement)).status_code == 200


def test_members_are_told_that_the_records_are_not_theirs(client, story):
    client.force_login(story.people.member)
    answer = client.get("/admin/", follow=True)
    assert answer.status_code == 403
    assert b"open to those who work on them" in answer.content


def test_a_superuser_reads_no_record_of_authority_and_may_take_no_step(client, story):
    with clock.told(MORNING):
        change = makers.proposed_change(story)
        client.force_login(story.people.administrator)
        for obj in (story.statement, change, story.report):
            assert client.get(page_of(obj)).status_code == 403
            records = admin.site._registry[type(obj)]
            for step in records.steps:
                for call in (client.get, client.post):
                    answer = call(step_of(obj, step.name))
                    assert answer.status_code == 403, step.name
    change.refresh_from_db()
    assert change.status == ChangeStatus.PROPOSED
    assert story.fresh().status == StatementStatus.DECIDED


def test_a_clerk_carries_a_statement_from_report_to_publication(client):
    story = makers.reported_statement()
    who, statement = story.people, story.statement
    with clock.told(makers.at("2004-12-02")):
        assert post(client, who.clerk, statement, "withdraw_report").status_code == 302
        assert story.fresh().status == StatementStatus.DRAFTING
        told = {"report": story.report.pk}
        assert post(client, who.clerk, statement, "report", **told).status_code == 302
    tabling = story.report.tablings.last()
    told = {}
    for row in tabling.recommendations.all():
        told |= {
            f"r{row.pk}_outcome": Outcome.AGREED,
            f"r{row.pk}_wording": "AGREED.",
            f"r{row.pk}_reasons": "As in the report.",
            f"r{row.pk}_alternatives": "None",
            f"r{row.pk}_interests": "None",
            f"r{row.pk}_call_in": "not_known",
            f"r{row.pk}_endorsement": "not_called_for",
        }
    told |= {
        f"r{row.pk}_mode": Mode.JOINT,
        f"r{row.pk}_office_{story.portfolio_office.pk}": Part.DECIDES,
        f"r{row.pk}_office_{story.director_office.pk}": Part.DECIDES,
    }
    with clock.told(makers.at("2004-12-09", "11:00")):
        client.force_login(who.clerk)
        assert (
            b"Delegation that follows"
            in client.get(step_of(statement, "decide")).content
        )
        assert post(client, who.clerk, statement, "decide", **told).status_code == 302
    assert Decision.objects.count() == 2
    with clock.told(MORNING):
        asked = post(client, who.clerk, statement, "ask_final_approval")
        assert asked.status_code == 302
        final = Change.objects.get(kind="final")
        answer = post(client, who.clerk, statement, "clear")
        assert b"stand" in answer.content
        assert story.fresh().status == StatementStatus.DECIDED
        for person in (who.director, who.portfolio_holder):
            answer = post(
                client,
                person,
                final,
                "sign_change",
                seen=final.latest_round.digest,
                interests="none",
                answer="approved",
                password=makers.PASSWORD,
            )
            assert answer.status_code == 302
        assert post(client, who.clerk, statement, "clear").status_code == 302
    sent = {
        "sent_on_day": 15,
        "sent_on_month": 12,
        "sent_on_year": 2004,
        "sent_at": "14:00",
        "reference": "ESD-1",
    }
    with clock.told(makers.at("2004-12-15", "15:00")):
        answer = post(
            client, who.clerk, statement, "submit", **{**sent, "reference": ""}
        )
        assert b"Enter the reference that the ministry gave" in answer.content
        assert not Submission.objects.exists()
        assert post(client, who.clerk, statement, "submit", **sent).status_code == 302
        again = {**sent, "reference": "ESD-2"}
        answer = post(client, who.clerk, statement, "submit_again", **again)
        assert answer.status_code == 302
        assert post(client, who.clerk, statement, "publish").status_code == 302
    assert story.fresh().status == StatementStatus.PUBLISHED
    assert FinalCopy.objects.count() == 1
    with clock.told(makers.at("2004-12-16")):
        told = {**sent, "note": "An older file was sent."}
        answer = post(client, who.clerk, statement, "record_incident", **told)
        assert answer.status_code == 302
        answer = post(client, who.clerk, statement, "reopen", reason="A wrong figure.")
        assert answer.status_code == 302
    assert story.fresh().status == StatementStatus.DECIDED
    assert Submission.objects.filter(incident=True).count() == 1


def new(client, person, model, step, **told):
    client.force_login(person)
    address = reverse(f"admin:decisions_{model}_{step}")
    return client.get(address) if not told else client.post(address, told)


def test_clerks_record_absence_urgency_and_the_end_of_a_delegation(client, story):
    who, office = story.people, story.director_office
    days = {"starts_on_day": 10, "starts_on_month": 12, "starts_on_year": 2004}
    with clock.told(MORNING):
        away = {**days, "reason": "Leave."}
        answer = post(client, who.clerk, office, "record_absence", **away)
        assert answer.status_code == 302
        assert post(client, who.clerk, Absence.objects.get(), "end").status_code == 302
        assert AbsenceEnd.objects.count() == 1
        told = {
            "statement": story.statement.pk,
            "kind": "decision",
            "citation": "Urgent decision 7",
            "wording": "The Director is to act.",
            "why": "The return is due.",
            "agreed_by": "None",
            "office": office.pk,
            "scope": "any",
        }
        assert b"Statement" in new(client, who.clerk, "urgency", "enter").content
        for wrong in ({"statement": "9" * 30}, {"agreed_by": ""}):
            answer = new(client, who.clerk, "urgency", "enter", **told | wrong)
            assert answer.status_code == 200
        assert not Urgency.objects.exists()
        assert new(client, who.clerk, "urgency", "enter", **told).status_code == 302
        entered = Urgency.objects.get()
        assert post(client, who.clerk, entered, "confirm").status_code == 403
        assert post(client, who.second_clerk, entered, "confirm").status_code == 302
        power = Delegation.objects.get(urgency=entered)
        answer = post(client, who.clerk, power, "end", reason="")
        assert b"Enter the reason" in answer.content
        assert post(client, who.clerk, power, "end", reason="Over.").status_code == 302
    assert DelegationEnd.objects.get().delegation == power


def test_the_record_of_a_form_on_paper_never_shows_the_scan(client):
    makers.whole_record()
    client.force_login(User.objects.get(username="auditor"))
    paper = PaperSignature.objects.get()
    for address in (page_of(paper), "/admin/decisions/papersignature/"):
        page = client.get(address).content.decode()
        assert "a scan for tests" not in page
    assert paper.scan_sha256 in client.get(page_of(paper)).content.decode()


def test_an_officer_starts_a_change(client, story):
    who = story.people
    with clock.told(MORNING):
        answer = post(client, who.officer, story.statement, "start_change", title="")
        assert b"Enter what the change is about" in answer.content
        told = {"title": "The opening of the contact centre"}
        for person, status in ((who.clerk, 403), (who.officer, 302)):
            answer = post(client, person, story.statement, "start_change", **told)
            assert answer.status_code == status
    change = Change.objects.get()
    assert (change.title, change.started_by) == (told["title"], who.officer)
    assert change.status == ChangeStatus.WRITING


def test_an_officer_proposes_recalls_and_withdraws(client, story):
    who = story.people
    with clock.told(MORNING):
        change = makers.written_change(story)
        client.force_login(who.officer)
        page = client.get(step_of(change, "propose_change")).content.decode()
        assert "added: " in page
        answer = post(client, who.officer, change, "propose_change", reason="")
        assert b"Enter a reason for the change" in answer.content
        told = {"reason": "More is known now."}
        assert post(client, who.officer, change, "propose_change", **told).url == (
            page_of(change)
        )
        assert post(client, who.officer, change, "recall_change").status_code == 302
        assert post(client, who.officer, change, "rebase_change").status_code == 302
        assert post(client, who.officer, change, "withdraw_change").status_code == 302
    change.refresh_from_db()
    assert change.status == ChangeStatus.WITHDRAWN


def signing(change, **changed):
    return {
        "seen": change.latest_round.digest,
        "interests": "none",
        "password": makers.PASSWORD,
        **changed,
    }


def test_each_delegate_signs_on_their_own_account(client, story):
    who = story.people
    with clock.told(MORNING):
        change = makers.proposed_change(story)
        client.force_login(who.director)
        page = client.get(step_of(change, "sign_change")).content.decode()
        assert "You are signing as Finance and Resources Director" in page
        assert change.latest_round.digest in page
        for person in (who.director, who.portfolio_holder):
            told = signing(change, answer="approved")
            answer = post(client, person, change, "sign_change", **told)
            assert answer.status_code == 302
    change.refresh_from_db()
    assert change.status == ChangeStatus.APPLIED


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"password": "wrong"}, "Your password is not right"),
        ({"password": ""}, "Enter your password"),
        ({"seen": "0" * 64}, "What you read is not what is waiting"),
        ({"interests": ""}, "Select whether you have an interest"),
        ({"interests": "declared"}, "Enter what the interest is"),
        ({"answer": "refused"}, "must be one of the choices"),
    ],
)
def test_a_wrong_signature_is_refused_with_a_sentence(client, story, changed, sentence):
    with clock.told(MORNING):
        change = makers.proposed_change(story)
        told = signing(change, answer="approved") | changed
        answer = post(client, story.people.director, change, "sign_change", **told)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not SignOff.objects.exists()


@pytest.mark.parametrize(
    ("step", "verdict", "field", "status"),
    [
        ("return_change", "returned", "comment", ChangeStatus.WRITING),
        ("decline_change", "refused", "why", ChangeStatus.DECLINED),
    ],
)
def test_a_delegate_returns_or_refuses_with_words(
    client, story, step, verdict, field, status
):
    with clock.told(MORNING):
        change = makers.proposed_change(story)
        told = signing(change, answer=verdict)
        answer = post(client, story.people.director, change, step, **told)
        assert answer.status_code == 200
        assert not SignOff.objects.exists()
        told[field] = "The figure is last year's."
        answer = post(client, story.people.director, change, step, **told)
        assert answer.status_code == 302
    change.refresh_from_db()
    assert change.status == status


@pytest.mark.parametrize("who", ["officer", "clerk", "auditor"])
def test_nobody_without_an_office_is_asked_to_sign(client, story, who):
    with clock.told(MORNING):
        change = makers.proposed_change(story)
        told = signing(change, answer="approved")
        person = getattr(story.people, who)
        answer = post(client, person, change, "sign_change", **told)
    assert answer.status_code == 403
    assert not SignOff.objects.exists()


def test_appointments_take_two_clerks_here_too(client, story):
    who = story.people
    client.force_login(who.clerk)
    answer = client.post(
        reverse("admin:decisions_office_record"),
        {"name": "Treasurer of the Council", "holder_kind": "officer"},
    )
    assert answer.status_code == 302
    office = story.portfolio_office.__class__.objects.get(
        slug="treasurer-of-the-council"
    )
    told = {
        "office": office.pk,
        "person": who.second_officer.pk,
        "starts_on_day": 1,
        "starts_on_month": 12,
        "starts_on_year": 2004,
    }
    assert (
        client.post(reverse("admin:decisions_appointmententry_enter"), told).status_code
        == 302
    )
    entry = office.entries.get()
    assert post(client, who.clerk, entry, "confirm").status_code == 403
    assert post(client, who.second_clerk, entry, "confirm").status_code == 302
    appointment = office.appointments.get()
    told = {
        "ends_on_day": 12,
        "ends_on_month": 12,
        "ends_on_year": 2004,
        "reason": "Retired",
    }
    assert post(client, who.clerk, appointment, "end", **told).status_code == 302
    assert appointment.end.reason == "Retired"


def test_meetings_bodies_and_reports_are_recorded_here_too(client, story):
    client.force_login(story.people.clerk)
    assert (
        client.post(
            reverse("admin:decisions_body_record"), {"name": "Council"}
        ).status_code
        == 302
    )
    body = story.body.__class__.objects.get(slug="council")
    told = {
        "body": body.pk,
        "held_on_day": 27,
        "held_on_month": 1,
        "held_on_year": 2005,
    }
    address = reverse("admin:decisions_meeting_record")
    assert client.post(address, told).status_code == 302
    assert "has been recorded" in client.post(address, told).content.decode()
    meeting = body.meetings.get()
    client.force_login(story.people.officer)
    told = {
        "about": story.statement.pk,
        "meeting": meeting.pk,
        "source": "blank",
        "title": "A correction",
        "authors": "Finance and Resources Director",
    }
    with clock.told(MORNING):
        answer = client.post(reverse("admin:decisions_report_open"), told)
    assert answer.status_code == 302
    assert Report.objects.filter(meeting=meeting).count() == 1
    assert client.post(address, told).status_code == 403


def test_a_change_that_does_not_exist_is_no_fault(client, story):
    client.force_login(story.people.clerk)
    assert client.get("/admin/statements/statement/9999/clear/").status_code == 403


def test_the_pages_of_a_change_ask_the_same_few_questions_of_more_data(
    client, story, django_assert_max_num_queries
):
    who = story.people
    with clock.told(MORNING):
        change = makers.proposed_change(story)
        pages = (
            (who.clerk, page_of(change)),
            (who.clerk, page_of(story.statement)),
            (who.clerk, page_of(story.report)),
            (who.clerk, step_of(story.statement, "clear")),
            (who.portfolio_holder, page_of(change)),
            (who.portfolio_holder, step_of(change, "sign_change")),
        )
        # Once before counting: Django remembers the content types it has read.
        for person, address in pages:
            client.force_login(person)
            client.get(address)
        counts = []
        for _ in range(2):
            counts.append([])
            for person, address in pages:
                client.force_login(person)
                with django_assert_max_num_queries(12) as counted:
                    assert client.get(address).status_code == 200
                counts[-1].append(len(counted))
            for number in range(10):
                makers.half_signed_change(story, text=f"Text {number}.")
    assert counts[0] == counts[1]


def test_a_record_is_read_in_twelve_questions(client, django_assert_max_num_queries):
    story = makers.published_statement()
    client.force_login(story.people.auditor)
    for model in admin.site._registry:
        row = model._base_manager.first()
        if row is not None:
            with django_assert_max_num_queries(12):
                assert client.get(page_of(row)).status_code == 200
