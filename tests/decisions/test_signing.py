"""What a signature takes, and what each refusal leaves behind: nothing."""

from datetime import date

import pytest
from django.core import mail

from decisions import actions
from decisions.models import Authority, Change, SignOff
from iegtracker import clock
from iegtracker.errors import (
    BadInput,
    DomainError,
    NotAllowed,
    NotReady,
    Stale,
    WrongState,
)
from iegtracker.ledger.models import Event
from iegtracker.ledger.record import head
from statements import actions as statement_actions
from statements.models import Draft
from tests import makers

pytestmark = pytest.mark.django_db
ON = makers.at("2004-12-10")


@pytest.fixture
def story():
    with clock.told(ON):
        yield makers.delegated_statement()


def refused(kind, call, match="."):
    """The call is refused with this sentence, and nothing is left behind."""
    before = makers.everything_stored()
    with pytest.raises(kind, match=match) as caught:
        call()
    assert type(caught.value) is kind
    assert makers.everything_stored() == before


def text(story, block="b-2"):
    return story.fresh().current.document.get(block, "text")


def test_two_signatures_put_the_words_into_the_text(story):
    change = makers.half_signed_change(story)
    assert text(story) == "A contact centre will open."
    makers.sign_as_portfolio_holder(story, change)
    assert text(story) == "A contact centre will open soon."
    assert Change.objects.get().status == "applied"
    last = Authority.objects.get().signing_round
    assert last.digest == change.latest_round.digest


def test_the_moment_of_the_last_signature_is_the_moment_of_the_version(story):
    change = makers.half_signed_change(story)
    later = makers.at("2004-12-13", "17:45")
    with clock.told(later):
        makers.sign_as_portfolio_holder(story, change)
    assert story.fresh().current.made_at == later


def test_a_superuser_without_an_office_cannot_sign(story):
    change = makers.proposed_change(story)
    for office in (story.director_office, story.portfolio_office):
        for action in ("sign_change", "return_change", "decline_change"):
            refused(
                NotAllowed,
                lambda a=action, o=office: makers.answer(
                    story, change, a, office=o, by=story.people.administrator
                ),
                "Only the holder",
            )


def test_the_holder_of_one_office_does_not_sign_in_the_other(story):
    change = makers.proposed_change(story)
    refused(
        NotAllowed,
        lambda: makers.sign(
            story, change, story.people.director, story.portfolio_office
        ),
        "Only the holder",
    )


def test_an_office_outside_the_delegation_signs_nothing(story):
    change = makers.proposed_change(story)
    office = actions.record_office(
        slug="deputy", name="Deputy", holder_kind="officer", by=story.people.clerk
    )
    makers.appoint(story, office, story.people.second_officer)
    refused(
        NotAllowed,
        lambda: makers.sign(story, change, story.people.second_officer, office),
        "has no part",
    )


def test_an_office_does_not_sign_twice(story):
    change = makers.half_signed_change(story)
    refused(WrongState, lambda: makers.sign_as_director(story, change), "has signed")


def test_one_person_in_both_offices_signs_once(story):
    change = makers.half_signed_change(story)
    who = story.people
    move(story, story.portfolio_office, who.director, on=date(2004, 12, 13))
    with clock.told(makers.at("2004-12-13")):
        refused(
            NotAllowed,
            lambda: makers.sign(story, change, who.director, story.portfolio_office),
            "Nobody signs for two",
        )
        other = makers.written_change(story, block="b-1", text="Towns.")
        refused(
            NotReady,
            lambda: actions.propose_change(other, reason="x", by=who.officer),
            "One person holds both offices",
        )


def move(story, office, person, on):
    """Another person holds the office from a day."""
    who = story.people
    actions.end_appointment(
        office.appointments.get(), ends_on=ON.date(), reason="Moves.", by=who.clerk
    )
    makers.appoint(story, office, person, on=on)


def test_a_former_holder_cannot_sign_and_the_new_one_can(story):
    change = makers.half_signed_change(story)
    who = story.people
    move(story, story.portfolio_office, who.member, on=date(2004, 12, 13))
    with clock.told(makers.at("2004-12-13")):
        refused(
            NotAllowed,
            lambda: makers.sign_as_portfolio_holder(story, change),
            "Only the holder",
        )
        makers.sign(story, change, who.member, story.portfolio_office)
    assert Change.objects.get().status == "applied"


def test_a_closed_account_signs_nothing(story):
    change = makers.proposed_change(story)
    director = story.people.director
    director.is_active = False
    director.save()
    refused(NotAllowed, lambda: makers.sign_as_director(story, change), "is closed")


@pytest.mark.parametrize("seen", ["0" * 64, "", "not a digest"])
def test_another_digest_is_not_signed(story, seen):
    change = makers.proposed_change(story)
    for action in ("sign_change", "return_change", "decline_change"):
        refused(
            Stale,
            lambda a=action: makers.answer(story, change, a, seen=seen),
            "not what is waiting",
        )


def test_the_digest_of_an_old_round_is_not_signed(story):
    change = makers.proposed_change(story)
    old = change.latest_round.digest
    actions.recall_change(change, by=story.people.officer)
    actions.propose_change(change, reason="Again.", by=story.people.officer)
    refused(Stale, lambda: makers.sign_as_director(story, change, seen=old))


def test_signatures_lapse_when_a_change_is_recalled(story):
    change = makers.half_signed_change(story)
    officer = story.people.officer
    actions.recall_change(change, by=officer)
    refused(WrongState, lambda: makers.sign_as_portfolio_holder(story, change))
    actions.propose_change(change, reason="Again.", by=officer)
    change = Change.objects.get()
    makers.sign_as_portfolio_holder(story, change)
    assert Change.objects.get().status == "proposed"
    makers.sign_as_director(story, change)
    assert Change.objects.get().status == "applied"


def test_a_returned_change_is_written_on_and_signed_in_a_new_round(story):
    change = makers.half_signed_change(story)
    holder = {"office": story.portfolio_office, "by": story.people.portfolio_holder}
    makers.answer(story, change, "return_change", **holder)
    change = Change.objects.get()
    assert (change.status, change.draft.status) == ("writing", "open")
    draft = change.draft
    statement_actions.save_draft(
        draft,
        draft.document.with_values({("b-2", "text"): "A contact centre is open."}),
        seen=draft.digest,
        place="section 1",
        by=story.people.officer,
    )
    actions.propose_change(change, reason="As asked.", by=story.people.officer)
    change = Change.objects.get()
    assert change.latest_round.number == 2
    makers.sign_as_director(story, change)
    makers.sign_as_portfolio_holder(story, change)
    assert text(story) == "A contact centre is open."


def test_a_declined_change_never_enters_the_text(story):
    change = makers.half_signed_change(story)
    holder = {"office": story.portfolio_office, "by": story.people.portfolio_holder}
    makers.answer(story, change, "decline_change", **holder)
    assert Change.objects.get().status == "declined"
    assert text(story) == "A contact centre will open."
    refused(WrongState, lambda: makers.sign_as_director(story, change))


@pytest.mark.parametrize(
    ("action", "told", "field"),
    [
        ("sign_change", {"interests": " "}, "interests"),
        ("sign_change", {"interests": "bell \x07"}, "interests"),
        ("sign_change", {"interests": "x" * 2001}, "interests"),
        ("return_change", {"comment": ""}, "comment"),
        ("decline_change", {"comment": "\n"}, "comment"),
        ("decline_change", {"comment": "null \x00"}, "comment"),
    ],
)
def test_what_must_be_said_is_asked_for_beside_its_field(story, action, told, field):
    change = makers.proposed_change(story)
    before = makers.everything_stored()
    with pytest.raises(BadInput) as caught:
        makers.answer(story, change, action, **told)
    assert caught.value.field == field
    assert makers.everything_stored() == before


def test_a_change_that_was_never_proposed_is_not_signed(story):
    change = makers.written_change(story)
    refused(
        WrongState,
        lambda: makers.sign_as_director(story, change, seen="0" * 64),
        "has not been proposed",
    )


def test_a_change_whose_words_have_moved_on_is_not_signed(story):
    first = makers.half_signed_change(story, text="First words.")
    second = makers.proposed_change(story, text="Second words.")
    makers.sign_as_portfolio_holder(story, first)
    refused(Stale, lambda: makers.sign_as_director(story, second), "has moved on")
    assert text(story) == "First words."


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_changes_of_different_places_are_applied_in_either_order(story, order):
    changes = [
        makers.half_signed_change(story, block="b-1", text="The council serves towns."),
        makers.half_signed_change(story, block="b-2", text="A centre is open."),
    ]
    for place in order:
        makers.sign_as_portfolio_holder(story, changes[place])
    assert text(story, "b-1") == "The council serves towns."
    assert text(story, "b-2") == "A centre is open."


def test_a_stale_change_is_named_and_brought_up_to_date(story):
    officer = story.people.officer
    stale = makers.written_change(story, text="A contact centre opens in May.")
    makers.applied_change(story, text="A contact centre opens in June.")
    refused(
        Stale,
        lambda: actions.propose_change(stale, reason="x", by=officer),
        "moved on at paragraph 1.2",
    )
    actions.rebase_change(stale, by=officer)
    stale = Change.objects.get(pk=stale.pk)
    assert stale.draft.base == story.fresh().current
    signing_round = actions.propose_change(stale, reason="May.", by=officer)
    (pair,) = dict(signing_round.difference.items()).values()
    assert pair == (
        "A contact centre opens in June.",
        "A contact centre opens in May.",
    )
    stale = Change.objects.get(pk=stale.pk)
    makers.sign_as_director(story, stale)
    makers.sign_as_portfolio_holder(story, stale)
    assert text(story) == "A contact centre opens in May."


def test_a_draft_brought_up_to_date_still_merges_with_an_older_page(story):
    officer = story.people.officer
    change = makers.written_change(story, block="b-2", text="A centre opens in May.")
    seen, page = change.draft.digest, change.draft.document
    makers.applied_change(story, block="b-1", text="The council serves towns.")
    actions.rebase_change(change, by=officer)
    draft = Draft.objects.get(pk=change.draft_id)
    saved = statement_actions.save_draft(
        draft,
        page.with_values({("b-2", "text"): "A centre opens in July."}),
        seen=seen,
        place="section 1",
        by=officer,
    )
    assert saved.document.get("b-1", "text") == "The council serves towns."
    assert saved.document.get("b-2", "text") == "A centre opens in July."


def test_every_signature_is_one_row_and_one_event(story):
    makers.applied_change(story)
    signed = Event.objects.filter(verb="change.signed")
    rows = {row.address: row.fingerprint for row in SignOff.objects.all()}
    told = {}
    for event in signed:
        told.update(event.told["rows"])
        assert event.office
        assert event.told["digest"] == Change.objects.get().latest_round.digest
    assert told == rows


def test_a_receipt_is_mailed_after_commit_with_digest_and_head(
    story, django_capture_on_commit_callbacks
):
    change = makers.proposed_change(story)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks() as waiting:
        makers.sign_as_director(story, change)
    assert mail.outbox == []
    for send in waiting:
        send()
    (receipt,) = mail.outbox
    assert receipt.to == [story.people.director.email]
    assert change.latest_round.digest in receipt.body
    assert head() in receipt.body


def test_a_refused_signature_mails_nothing(story, django_capture_on_commit_callbacks):
    change = makers.proposed_change(story)
    with (
        django_capture_on_commit_callbacks(execute=True) as waiting,
        pytest.raises(DomainError),
    ):
        makers.sign_as_director(story, change, seen="0" * 64)
    assert waiting == []
