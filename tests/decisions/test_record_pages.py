"""Pages of records and of call-in: asked, shown as a draft, published, corrected."""

import re

import pytest
from django.urls import reverse

from decisions.models import (
    CalledIn,
    CallInOutcome,
    CallInRuling,
    CallInWaiver,
    DecisionRecord,
    DelegatedDecision,
)
from decisions.selectors.call_in import STEPS
from decisions.states import CallIn, CallInEnd
from iegtracker import clock
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_december():
    with clock.told(makers.at("2004-12-10")):
        yield


@pytest.fixture
def story():
    return makers.delegated_statement()


@pytest.fixture
def row(story):
    return makers.decision_on(story)


@pytest.fixture
def clerk(client, story):
    client.force_login(story.people.clerk)
    return client


def answers(**changed):
    """What the clerk types for a record."""
    told = {
        "executive": "yes",
        "dispensation": "None",
        "key_decision": "no",
        "key_reason": "Below the threshold.",
        "documents": "IEG Statement 2004\nICT Strategy 2003-2006",
        "contact": "Finance and Resources Director",
        "ruling": "applies",
        "working_days": "5",
    }
    return {**told, **changed}


def publish_url(row):
    kind = "delegated" if isinstance(row, DelegatedDecision) else "decisions"
    return reverse("decisions:publish_record", args=[kind, row.pk])


def step_url(row, step):
    return reverse("decisions:call_in_step", args=["decisions", row.pk, step])


def words(answer):
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(text.split())


def test_the_draft_is_read_before_it_is_published(clerk, row):
    page = clerk.get(publish_url(row))
    assert "You will see the draft" in words(page)
    assert "Show the draft" in page.content.decode()
    shown = clerk.post(publish_url(row), answers())
    assert not DecisionRecord.objects.exists()
    assert "Not numbered yet" in words(shown)
    assert "Effective 18 December 2004" in words(shown)
    assert "Publish it" in shown.content.decode()
    seen = shown.context["form"]["seen"].value()
    done = clerk.post(publish_url(row), answers(seen=seen))
    made = DecisionRecord.objects.get()
    assert done.url == made.get_absolute_url() == "/records/cab-2004-12-09-1/"
    assert "CAB/2004-12-09/1" in words(clerk.get(done.url))


def test_a_draft_that_was_changed_is_shown_again(clerk, row):
    shown = clerk.post(publish_url(row), answers())
    seen = shown.context["form"]["seen"].value()
    again = clerk.post(publish_url(row), answers(seen=seen, contact="Somebody else"))
    assert not DecisionRecord.objects.exists()
    assert again.context["form"]["seen"].value() != seen
    assert "Somebody else" in words(again)


def test_the_form_begins_with_what_is_known(clerk, story, row):
    form = clerk.get(publish_url(row)).context["form"]
    assert form["ruling"].value() == CallIn.NOT_KNOWN
    assert form["working_days"].value() == 5
    makers.published_record(story, row, call_in=makers.applies(3))
    form = clerk.get(publish_url(row)).context["form"]
    assert form["contact"].value() == "Finance and Resources Director"
    assert form["working_days"].value() == 3
    assert "why" in form.fields


def test_a_correction_is_shown_and_the_first_edition_stays(clerk, story, row):
    first = makers.published_record(story, row, call_in=makers.applies())
    told = answers(contact="Head of ICT", why="The contact left.")
    shown = clerk.post(publish_url(row), told)
    seen = shown.context["form"]["seen"].value()
    clerk.post(publish_url(row), {**told, "seen": seen})
    page = words(clerk.get(first.get_absolute_url()))
    assert "Head of ICT" in page
    assert "(edition 2): The contact left." in page
    old = words(clerk.get(f"{first.get_absolute_url()}?edition=1"))
    assert "Edition 2 supersedes this one." in old
    assert "Head of ICT" not in old


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"executive": ""}, "executive"),
        ({"key_decision": "perhaps"}, "key_decision"),
        ({"key_reason": " "}, "key_reason"),
        ({"dispensation": ""}, "dispensation"),
        ({"contact": "\x00"}, "contact"),
        ({"ruling": ""}, "ruling"),
        ({"working_days": ""}, "working_days"),
        ({"working_days": "many"}, "working_days"),
        ({"working_days": "9" * 40}, "working_days"),
        ({"ruling": "does_not"}, "reason"),
        ({"documents": "x" * 301}, "documents"),
        (
            {
                f"effective_on_{p}": n
                for p, n in zip(("day", "month", "year"), (10, 12, 2004), strict=True)
            },
            "effective_on",
        ),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(clerk, row, changed, field):
    told = answers(**changed)
    answer = clerk.post(publish_url(row), told)
    if field == "effective_on":
        told["seen"] = answer.context["form"]["seen"].value()
        answer = clerk.post(publish_url(row), told)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert not DecisionRecord.objects.exists()
    assert "There is a problem" in words(answer)


def test_members_read_records_from_publication(client, story, row):
    makers.applied_change(story)
    client.force_login(story.people.member)
    assert "No record has been published" in words(client.get("/records/"))
    assert client.get("/records/cab-2004-12-09-1/").status_code == 404
    made = makers.published_record(story, row, call_in=makers.applies())
    delegated = makers.published_record(story, DelegatedDecision.objects.get())
    listed = words(client.get("/records/"))
    assert "CAB/2004-12-09/1" in listed
    assert "Finance and Resources Director: change 1." in listed
    page = client.get(made.get_absolute_url())
    assert "It can be called in until the end of 17 December 2004." in words(page)
    assert "Correct this record" not in words(page)
    file = client.get(f"{made.get_absolute_url()[:-1]}.pdf")
    assert file["Content-Type"] == "application/pdf"
    assert file.content.startswith(b"%PDF")
    assert "becomes “open soon”" in words(client.get(delegated.get_absolute_url()))


def test_records_are_chosen_by_year_and_by_who_decided(client, story, row):
    makers.applied_change(story)
    makers.published_record(story, row)
    makers.published_record(story, DelegatedDecision.objects.get())
    client.force_login(story.people.member)
    both, body, made = "CAB/2004", "?body=cabinet", "?body=delegated"
    assert both in words(client.get(f"/records/{body}"))
    assert "DD/2004/1" not in words(client.get(f"/records/{body}"))
    assert both not in words(client.get(f"/records/{made}&year=2004"))
    for odd in ("?year=2005", "?year=x", "?body=nobody", "?page=x", "?year=%00"):
        assert both in words(client.get(f"/records/{odd}"))


def test_the_meeting_and_the_change_lead_to_their_records(client, story, row):
    change = makers.applied_change(story)
    client.force_login(story.people.officer)
    meeting = story.meeting.get_absolute_url()
    assert "Not published yet" in words(client.get(meeting))
    first = makers.published_record(story, row)
    second = makers.published_record(story, DelegatedDecision.objects.get())
    assert first.get_absolute_url() in client.get(meeting).content.decode()
    page = client.get(change.get_absolute_url()).content.decode()
    assert second.get_absolute_url() in page


def test_the_clerk_is_told_which_decisions_have_no_record(clerk, story, row):
    makers.applied_change(story)
    page = clerk.get("/records/").content.decode()
    assert publish_url(row) in page
    assert publish_url(DelegatedDecision.objects.get()) in page
    makers.published_record(story, row)
    assert publish_url(row) not in clerk.get("/records/").content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/records/decisions/99/publish/",
        "/records/delegated/99/publish/",
        "/records/others/1/publish/",
        "/records/decisions/99999999999999999999/publish/",
        "/call-in/decisions/99/rule/",
        "/call-in/decisions/1/forget/",
        "/statements/2099/call-in/",
    ],
)
def test_what_is_not_there_is_not_found(clerk, address):
    assert clerk.get(address).status_code == 404
    assert clerk.post(address, answers()).status_code == 404


@pytest.mark.parametrize("edition", ["0", "2", "x", "1e9"])
def test_an_edition_that_is_not_there_is_not_found(clerk, story, row, edition):
    made = makers.published_record(story, row)
    for address in (made.get_absolute_url(), f"{made.get_absolute_url()[:-1]}.pdf"):
        assert clerk.get(f"{address}?edition={edition}").status_code == 404


def day(number=10):
    return {"on_day": number, "on_month": 12, "on_year": 2004}


def test_the_whole_of_call_in_is_recorded_by_its_pages(clerk, story, row):
    overview = reverse("decisions:call_in", args=["2004"])
    assert "not known whether call-in applies" in words(clerk.get(overview))
    told = {"ruling": "applies", "working_days": "5"}
    assert clerk.post(step_url(row, "rule"), told).url == overview
    page = words(clerk.get(overview))
    assert "It can be called in once it is published." in page
    assert "in time for 20 December 2004" in page
    makers.published_record(story, row, call_in=makers.applies())
    called = {"members": "Five members", "grounds": "The cost.", **day()}
    assert clerk.post(step_url(row, "called-in"), called).url == overview
    assert CalledIn.objects.get().members == "Five members"
    ended = {"outcome": CallInEnd.UPHELD, "reasons": "Heard.", **day()}
    assert clerk.post(step_url(row, "outcome"), ended).url == overview
    assert CallInOutcome.objects.get().outcome == CallInEnd.UPHELD
    page = words(clerk.get(overview))
    assert "By: Five members. Grounds: The cost." in page
    assert "It took effect on 10 December 2004." in page
    record = words(clerk.get(DecisionRecord.objects.get().get_absolute_url()))
    assert "Heard." in record


def test_a_waiver_is_recorded_by_its_page(clerk, row):
    told = {"ruling": "applies", "working_days": "5"}
    clerk.post(step_url(row, "rule"), told)
    waived = {"agreed_by": "Chairman", "why": "Due.", **day()}
    clerk.post(step_url(row, "waive"), waived)
    assert CallInWaiver.objects.get().agreed_by == "Chairman"
    overview = clerk.get(reverse("decisions:call_in", args=["2004"]))
    assert "Call-in was waived on 10 December 2004." in words(overview)


def test_two_clerks_shorten_an_open_window_by_its_pages(client, story, row):
    makers.published_record(story, row, call_in=makers.applies())
    overview, home = reverse("decisions:call_in", args=["2004"]), reverse("home")
    client.force_login(story.people.clerk)
    told = {"ruling": "does_not", "reason": "It is urgent."}
    answer = client.post(step_url(row, "rule"), told, follow=True)
    assert "does not count until another clerk confirms it" in words(answer)
    page = words(client.get(overview))
    assert "Entered since: Call-in does not apply: It is urgent." in page
    assert "Confirm what another clerk entered" not in page
    assert "Confirm what was entered about call-in" not in words(client.get(home))
    assert client.get(step_url(row, "confirm")).status_code == 403
    client.force_login(story.people.second_clerk)
    assert "Confirm what was entered about call-in" in words(client.get(home))
    assert step_url(row, "confirm") in client.get(overview).content.decode()
    form = client.get(step_url(row, "confirm"))
    assert "Entered since: Call-in does not apply: It is urgent." in words(form)
    number = form.context["form"]["number"].value()
    assert client.post(step_url(row, "confirm"), {"number": 9}).status_code == 404
    assert client.post(step_url(row, "confirm"), {"number": number}).url == overview
    page = words(client.get(overview))
    assert "Entered by one clerk, confirmed by another." in page
    assert "Call-in does not apply: It is urgent." in page
    assert "Entered since" not in page


def test_mistakes_are_superseded_by_their_pages(clerk, story, row):
    overview = reverse("decisions:call_in", args=["2004"])
    made = makers.published_record(story, row, call_in=makers.applies())
    makers.waived(story, row)
    assert step_url(row, "withdraw-waiver") in clerk.get(overview).content.decode()
    clerk.post(step_url(row, "withdraw-waiver"), {"why": "Another decision's."})
    page = words(clerk.get(overview))
    assert "Waiver withdrawn on 10 December 2004" in page
    assert "Why: Another decision&#x27;s." in page
    makers.called_in(story, row)
    makers.call_in_ended(story, row, CallInEnd.RELEASED)
    assert step_url(row, "correct-outcome") in clerk.get(overview).content.decode()
    told = {"outcome": CallInEnd.REFERRED_BACK, "correction": "Read wrongly."}
    wrong = clerk.post(step_url(row, "correct-outcome"), told)
    assert set(wrong.context["form"].errors) == {"reasons", "on"}
    told |= {"reasons": "It costs too much.", **day()}
    assert clerk.post(step_url(row, "correct-outcome"), told).url == overview
    page = words(clerk.get(overview))
    assert "It has been referred back." in page
    assert "Corrected: Referred back to be decided again, 10 December 2004" in page
    assert "What was wrong: Read wrongly." in page
    told = {"outcome": CallInEnd.NOTHING, "correction": "It has not met yet."}
    assert clerk.post(step_url(row, "correct-outcome"), told).url == overview
    page = words(clerk.get(overview))
    assert "It has been called in, on 10 December 2004." in page
    assert "Corrected: Nothing has been decided on it yet" in page
    record = words(clerk.get(made.get_absolute_url()))
    assert "It costs too much. What was wrong: Read wrongly." in record
    assert record.count("It has not met yet.") == 1


def test_a_step_that_is_closed_says_why(clerk, row):
    for step, sentence in (
        ("called-in", "Record first whether call-in applies"),
        ("outcome", "It has not been called in."),
        ("waive", "Record first whether call-in applies"),
        ("confirm", "Nothing that was entered waits to be confirmed."),
        ("correct-outcome", "Nothing has been recorded of what became of"),
        ("withdraw-waiver", "Call-in has not been waived."),
    ):
        answer = clerk.post(step_url(row, step), {}, follow=True)
        assert sentence in words(answer)


def test_a_wrong_day_is_said_beside_the_field(clerk, story, row):
    makers.published_record(story, row, call_in=makers.applies())
    told = {"members": "Five", "grounds": "Cost.", **day(11)}
    answer = clerk.post(step_url(row, "called-in"), told)
    assert "must not be in the future" in words(answer)
    assert list(answer.context["form"].errors) == ["on"]


@pytest.mark.parametrize("who", ["officer", "director", "member", "auditor"])
def test_only_clerks_have_the_pages_that_record(client, story, row, who):
    client.force_login(getattr(story.people, who))
    before = makers.everything_stored()
    addresses = [publish_url(row)]
    addresses += [step_url(row, step) for step in STEPS]
    for address in addresses:
        assert client.get(address).status_code == 403
        assert client.post(address, answers()).status_code == 403
    assert makers.everything_stored() == before


def test_the_clerk_does_the_same_in_the_admin(clerk, story, row):
    choice = {"about": f"decisions:{row.pk}"}
    rule = reverse("admin:decisions_callinruling_rule_first")
    assert clerk.get(rule).status_code == 200
    clerk.post(rule, {**choice, "ruling": "applies", "working_days": "5"})
    assert CallInRuling.objects.get().working_days == 5
    publish = reverse("admin:decisions_decisionrecord_publish")
    assert clerk.get(publish).status_code == 200
    clerk.post(publish, answers(**choice))
    assert DecisionRecord.objects.get().number == "CAB/2004-12-09/1"
    ruling = CallInRuling.objects.latest("pk")

    def step(name):
        return reverse(f"admin:decisions_callinruling_{name}", args=[ruling.pk])

    clerk.post(step("called_in"), {"members": "Five", "grounds": "Cost.", **day()})
    ended = {"outcome": CallInEnd.RELEASED, "reasons": "Heard.", **day()}
    clerk.post(step("outcome"), ended)
    assert CallInOutcome.objects.get().outcome == CallInEnd.RELEASED
    told = {**ended, "outcome": CallInEnd.UPHELD, "correction": "Read wrongly."}
    clerk.post(step("correct_outcome"), told)
    assert CallInOutcome.objects.latest("pk").correction == "Read wrongly."
    makers.applied_change(story)
    made = DelegatedDecision.objects.get()
    about = {"about": f"delegated:{made.pk}"}
    refused = clerk.post(publish, answers(**about))
    assert "alternatives" in refused.context["form"].errors
    clerk.post(publish, answers(alternatives="None", **about))
    latest = CallInRuling.objects.latest("pk")
    waive = reverse("admin:decisions_callinruling_waive", args=[latest.pk])
    clerk.post(waive, {"agreed_by": "Chairman", "why": "Due.", **day()})
    assert CallInWaiver.objects.get().ruling == latest
    anew = reverse("admin:decisions_callinruling_rule", args=[latest.pk])
    clerk.post(anew, {"ruling": "not_known"})
    assert made.rulings.count() == 2
    entry = CallInRuling.objects.latest("pk")
    assert entry.waits_because
    confirm = reverse("admin:decisions_callinruling_confirm", args=[entry.pk])
    assert clerk.post(confirm).status_code == 403
    withdraw = reverse("admin:decisions_callinruling_withdraw_waiver", args=[entry.pk])
    entry_page = reverse("admin:decisions_callinruling_change", args=[entry.pk])
    assert "until another clerk confirms it" in words(clerk.get(entry_page))
    clerk.force_login(story.people.second_clerk)
    clerk.post(confirm)
    assert entry.confirmation.entered_by == story.people.clerk
    clerk.post(withdraw, {"why": "Another decision's."})
    assert CallInRuling.objects.latest("pk").withdrawal == "Another decision's."
