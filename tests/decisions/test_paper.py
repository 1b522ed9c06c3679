"""Signatures on paper: printed, entered by one clerk, confirmed by another."""

from datetime import date

import pytest
from django.urls import reverse

from decisions import actions
from decisions.actions.papers import LARGEST_SCAN
from decisions.coverage import coverage
from decisions.evidence import chain_of
from decisions.models import Change, PaperSignature, SignOff
from iegtracker import clock
from iegtracker.errors import BadInput, NotAllowed, NotReady, Stale, WrongState
from iegtracker.ledger.verification import verify
from iegtracker.people.roles import Role, give_role
from statements import actions as statement_actions
from statements.models import Draft
from tests import makers
from tests.decisions.pages import signed_in
from tests.decisions.test_sign_page import page_of
from tests.decisions.test_signing import refused

pytestmark = pytest.mark.django_db
ON = makers.at("2004-12-10")
PNG = b"\x89PNG\r\n\x1a\n a picture for tests"
JPEG = b"\xff\xd8\xff\xe0 a picture for tests"


def paper_page(change, paper, name="paper"):
    return reverse(f"decisions:{name}", args=["2004", change.number, paper.pk])


@pytest.fixture(autouse=True)
def _friday():
    with clock.told(ON):
        yield


@pytest.fixture
def story():
    return makers.delegated_statement()


@pytest.fixture
def change(story):
    return makers.proposed_change(story)


def fresh(change):
    return Change.objects.get(pk=change.pk)


def confirm(paper, by):
    return actions.confirm_paper_signature(paper, by=by)


def test_one_enters_another_confirms_and_then_it_counts(story, change):
    paper = makers.on_paper(story, change)
    assert not SignOff.objects.exists()
    signoff = confirm(paper, story.people.second_clerk)
    assert (signoff.person, signoff.means) == (story.people.director, "on_paper")
    assert signoff.confirmed_by == story.people.second_clerk
    makers.sign_as_portfolio_holder(story, fresh(change))
    assert fresh(change).status == "applied"
    assert coverage(story.fresh()).holds
    assert {title: found for title, found in verify() if found} == {}


def test_the_last_signature_on_paper_completes_the_change(story):
    change = makers.half_signed_change(story)
    told = {"office": story.portfolio_office}
    paper = makers.on_paper(story, change, **told)
    confirm(paper, story.people.second_clerk)
    assert fresh(change).status == "applied"


@pytest.mark.parametrize(
    ("verdict", "status"), [("returned", "writing"), ("refused", "declined")]
)
def test_a_form_may_return_or_refuse(story, change, verdict, status):
    told = {"verdict": verdict, "comment": "The date is wrong."}
    paper = makers.on_paper(story, change, **told)
    confirm(paper, story.people.second_clerk)
    assert fresh(change).status == status
    assert SignOff.objects.get().comment == "The date is wrong."


def test_the_chain_and_the_pages_say_the_day_and_both_clerks(story, change):
    signed = date(2004, 12, 10)
    with clock.told(makers.at("2004-12-13")):
        paper = makers.on_paper(story, change, signed_on=signed)
        confirm(paper, story.people.second_clerk)
        makers.sign_as_portfolio_holder(story, fresh(change))
        words = "on paper, signed on 10 December 2004, recorded by Clerk and Second"
        client = signed_in(story.people.officer)
        assert words in client.get(page_of(change, "change")).content.decode()
        listed = client.get(reverse("decisions:changes", args=["2004"]))
        assert f"signed {words}" in listed.content.decode()
        story.fresh()
        makers.finally_approved(story)
        actions.clear(story.statement, by=story.people.clerk)
        said = chain_of(story.statement).get("changes")[0]["signoffs"][0]
    assert said["signed_on"] == "2004-12-10"
    assert tuple(said["recorded_by"]) == ("Clerk", "Second clerk")
    assert said["scan_sha256"] == paper.scan_sha256


# --- Refusals ---------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["officer", "director", "portfolio_holder", "auditor", "administrator"]
)
def test_only_clerks_enter_and_confirm(story, change, name):
    person = getattr(story.people, name)
    refused(NotAllowed, lambda: makers.on_paper(story, change, by=person), "may not")
    paper = makers.on_paper(story, change)
    refused(NotAllowed, lambda: confirm(paper, person), "may not")


def test_one_clerk_does_not_do_both(story, change):
    paper = makers.on_paper(story, change)
    refused(NotAllowed, lambda: confirm(paper, story.people.clerk), "two clerks")


def test_a_clerk_who_wrote_part_of_it_records_nothing(story):
    who = story.people
    give_role(who.clerk, Role.OFFICER, by=None)
    clerk = type(who.clerk).objects.get(pk=who.clerk.pk)
    change = makers.written_change(story)
    draft = Draft.objects.get(pk=change.draft_id)
    statement_actions.save_draft(
        draft,
        draft.document.with_values({("b-1", "text"): "It serves villages."}),
        seen=draft.digest,
        place="section 1",
        by=clerk,
    )
    actions.propose_change(change, reason="x", by=who.officer)
    refused(
        NotAllowed,
        lambda: makers.on_paper(story, fresh(change), by=clerk),
        "You wrote part of this change",
    )
    paper = makers.on_paper(story, fresh(change), by=who.second_clerk)
    refused(NotAllowed, lambda: confirm(paper, clerk), "You wrote part of this change")


def test_a_clerk_who_holds_the_office_enters_and_confirms_no_signature_of_theirs(
    story, change
):
    who = story.people
    actions.end_appointment(
        story.director_office.appointments.get(),
        ends_on=date(2004, 12, 9),
        reason="Moves.",
        by=who.second_clerk,
    )
    entry = actions.enter_appointment(
        story.director_office, who.clerk, starts_on=ON.date(), by=who.second_clerk
    )
    third = makers.user("third-clerk", Role.CLERK)
    actions.confirm_appointment(entry, by=third)
    refused(NotAllowed, lambda: makers.on_paper(story, change), "Somebody else")
    paper = makers.on_paper(story, change, by=who.second_clerk)
    refused(NotAllowed, lambda: confirm(paper, who.clerk), "neither is the one")
    assert confirm(paper, third).person == who.clerk


def test_a_successor_has_not_signed_what_was_signed_before_them(story, change):
    who = story.people
    with clock.told(makers.at("2004-12-13")):
        actions.end_appointment(
            story.director_office.appointments.get(),
            ends_on=date(2004, 12, 12),
            reason="Leaves.",
            by=who.clerk,
        )
        successor = makers.user("successor")
        makers.appoint(story, story.director_office, successor, date(2004, 12, 13))
        signed = {"signed_on": date(2004, 12, 10)}
        refused(
            BadInput,
            lambda: makers.on_paper(story, fresh(change), **signed),
            "only since 13 December 2004",
        )
        assert makers.on_paper(story, fresh(change)).person == successor


def test_a_confirmed_signature_is_not_confirmed_again(story, change):
    paper = makers.on_paper(story, change)
    confirm(paper, story.people.second_clerk)
    refused(WrongState, lambda: confirm(paper, story.people.second_clerk), "already")
    refused(WrongState, lambda: makers.on_paper(story, fresh(change)), "has signed")


def test_a_later_entry_takes_the_place_of_an_earlier_one(story, change):
    first = makers.on_paper(story, change, interests="Non")
    second = makers.on_paper(story, change, interests="None")
    clerk = story.people.second_clerk
    refused(WrongState, lambda: confirm(first, clerk), "entered anew")
    assert confirm(second, clerk).interests == "None"


@pytest.mark.parametrize("digest", ["0" * 64, "", "x" * 300])
def test_a_form_that_prints_another_digest_is_refused(story, change, digest):
    refused(
        Stale, lambda: makers.on_paper(story, change, digest=digest), "another digest"
    )


def test_the_form_of_an_old_round_counts_for_nothing(story, change):
    old = change.latest_round.digest
    paper = makers.on_paper(story, change)
    officer = story.people.officer
    actions.recall_change(change, by=officer)
    refused(WrongState, lambda: makers.on_paper(story, fresh(change)), "being written")
    refused(
        WrongState, lambda: confirm(paper, story.people.second_clerk), "being written"
    )
    actions.propose_change(change, reason="Again.", by=officer)
    refused(Stale, lambda: makers.on_paper(story, fresh(change), digest=old))
    refused(
        Stale, lambda: confirm(paper, story.people.second_clerk), "no longer counts"
    )


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"scan": b""}, "scan"),
        ({"scan": b"GIF89a picture"}, "scan"),
        ({"scan": b"<!DOCTYPE html><script>1</script>"}, "scan"),
        ({"scan": b"<svg xmlns='http://www.w3.org/2000/svg'/>"}, "scan"),
        ({"scan": b" %PDF-1.4 not at its beginning"}, "scan"),
        ({"scan": makers.SCAN + b"x" * LARGEST_SCAN}, "scan"),
        ({"scan_name": "bell \x07.pdf"}, "scan"),
        ({"signed_on": date(2004, 12, 9)}, "signed_on"),
        ({"signed_on": date(2004, 12, 11)}, "signed_on"),
        ({"verdict": "perhaps"}, "verdict"),
        ({"interests": " "}, "interests"),
        ({"verdict": "returned"}, "comment"),
        ({"verdict": "refused", "comment": "null \x00"}, "comment"),
    ],
)
def test_what_cannot_be_recorded_is_said_beside_its_field(story, change, told, field):
    before = makers.everything_stored()
    with pytest.raises(BadInput) as caught:
        makers.on_paper(story, change, **told)
    assert caught.value.field == field
    assert makers.everything_stored() == before


@pytest.mark.parametrize("scan", [PNG, JPEG, makers.SCAN.ljust(LARGEST_SCAN, b"x")])
def test_pictures_and_large_files_are_kept_byte_for_byte(story, change, scan):
    makers.on_paper(story, change, scan=scan)
    assert bytes(PaperSignature.objects.get().scan) == scan


def test_whoever_has_left_the_office_has_signed_nothing(story, change):
    paper = makers.on_paper(story, change)
    actions.end_appointment(
        story.director_office.appointments.get(),
        ends_on=ON.date(),
        reason="Retires.",
        by=story.people.clerk,
    )
    with clock.told(makers.at("2004-12-13")):
        refused(
            NotAllowed, lambda: confirm(paper, story.people.second_clerk), "Only the"
        )
        refused(
            NotAllowed, lambda: makers.on_paper(story, change), "Nobody acts in the"
        )


def test_an_office_of_no_part_in_it_signs_nothing(story, change):
    office = actions.record_office(
        slug="deputy", name="Deputy", holder_kind="officer", by=story.people.clerk
    )
    refused(NotAllowed, lambda: makers.on_paper(story, change, office=office))


def test_nothing_is_entered_for_a_text_that_has_moved_on(story, change):
    paper = makers.on_paper(story, change)
    makers.applied_change(story, text="Other words.")
    refused(
        Stale,
        lambda: makers.on_paper(story, fresh(change)),
        "moved on at paragraph 1.2",
    )
    refused(
        Stale,
        lambda: confirm(paper, story.people.second_clerk),
        "at paragraph 1.2",
    )


def test_the_turn_of_a_consultation_holds_on_paper_too():
    story = makers.delegated_as(makers.consulting)
    change = makers.proposed_change(story)
    refused(NotReady, lambda: makers.on_paper(story, change), "not given a view yet")


def test_nothing_is_recorded_where_the_council_forbids_paper(story, change, settings):
    paper = makers.on_paper(story, change)
    settings.IEG_PAPER_SIGNATURES = False
    sentence = "does not take signatures on paper"
    refused(NotAllowed, lambda: makers.on_paper(story, change), sentence)
    refused(NotAllowed, lambda: confirm(paper, story.people.second_clerk), sentence)
    people = story.people
    for person, name in ((people.director, "form"), (people.clerk, "enter_paper")):
        answer = signed_in(person).get(page_of(change, name))
        assert answer.status_code == 403
        assert sentence in answer.content.decode()
    client = signed_in(people.second_clerk)
    for address in ("/", page_of(change, "change"), page_of(change, "sign")):
        text = client.get(address).content.decode()
        assert "form.pdf" not in text
        assert page_of(change, "enter_paper") + '"' not in text
        assert "Confirm the signature on paper" not in text
    shown = client.get(paper_page(change, paper))
    assert sentence in shown.content.decode()
    assert client.post(paper_page(change, paper)).status_code == 403
