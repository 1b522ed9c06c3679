"""An agreed change taken back by its inverse, and a stale one brought up to date."""

import pytest

from decisions import actions
from decisions.carrying import carried, stale_place, taken_back
from decisions.coverage import coverage
from decisions.models import Change
from decisions.states import Outcome
from iegtracker import clock
from iegtracker.errors import NotAllowed, NotReady, Stale, WrongState
from iegtracker.ledger.verification import verify
from statements.document import compare
from tests import makers
from tests.decisions.pages import STATES, signed_in
from tests.decisions.test_sign_page import page_of
from tests.decisions.test_signing import refused, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _friday():
    with clock.told(makers.at("2004-12-10", "10:00")):
        yield


@pytest.fixture
def story():
    return makers.delegated_statement()


def fresh(change):
    return Change.objects.get(pk=change.pk)


def put_through(story, change):
    actions.propose_change(change, reason="As before.", by=story.people.officer)
    makers.sign_as_director(story, fresh(change))
    makers.sign_as_portfolio_holder(story, fresh(change))


# --- Reversal ---------------------------------------------------------------


def test_an_agreed_change_is_taken_back_by_a_change_like_any_other(story):
    agreed = makers.applied_change(story)
    reversal = actions.reverse_change(agreed, by=story.people.officer)
    assert reversal.reverses == agreed
    assert (reversal.status, fresh(agreed).status) == ("writing", "applied")
    assert text(story) == "A contact centre will open soon."
    put_through(story, reversal)
    assert text(story) == "A contact centre will open."
    assert coverage(story.fresh()).changes == 2
    assert {title: found for title, found in verify() if found} == {}


def test_what_else_has_changed_since_stays(story):
    agreed = makers.applied_change(story)
    makers.applied_change(story, block="b-1", text="The council serves towns.")
    put_through(story, actions.reverse_change(agreed, by=story.people.officer))
    assert text(story, "b-1") == "The council serves towns."
    assert text(story, "b-2") == "A contact centre will open."


def test_words_that_were_changed_since_are_named(story):
    agreed = makers.applied_change(story)
    makers.applied_change(story, text="A contact centre is open.")
    refused(
        Stale,
        lambda: actions.reverse_change(agreed, by=story.people.officer),
        "Change 1 cannot be reversed as it stands: paragraph 1.2 has been changed",
    )


def test_one_reversal_is_written_at_a_time(story):
    agreed = makers.applied_change(story)
    officer = story.people.officer
    reversal = actions.reverse_change(agreed, by=officer)
    refused(
        WrongState,
        lambda: actions.reverse_change(agreed, by=officer),
        "Change 2 is about to reverse it already",
    )
    actions.withdraw_change(reversal, by=officer)
    assert actions.reverse_change(agreed, by=officer).number == 3


def test_only_what_signatures_agreed_is_reversed(story):
    final = makers.finally_approved(story)
    officer = story.people.officer
    refused(
        NotReady, lambda: actions.reverse_change(final, by=officer), "Only a change"
    )


def test_a_change_that_a_body_took_up_is_not_reversed_by_its_older_round():
    story = makers.reported_statement()
    with clock.told(makers.at("2004-12-09", "11:00")):
        change = makers.written_change(story)
        taken = makers.taken(
            story,
            delegation=makers.joint(story),
            outcome=Outcome.AMENDED,
            amended_by=change,
            seen=change.draft.digest,
        )
        actions.decide(story.statement, taken, by=story.people.clerk)
    change = fresh(change)
    assert change.status == "applied"
    refused(
        NotReady,
        lambda: actions.reverse_change(change, by=story.people.officer),
        "agreed by signatures",
    )


@pytest.mark.parametrize("status", ["writing", "proposed", "declined", "withdrawn"])
def test_what_is_not_agreed_is_not_reversed(story, status):
    change = makers.change_in(story, status)
    officer = story.people.officer
    refused(WrongState, lambda: actions.reverse_change(change, by=officer))


def test_whoever_may_not_write_reverses_nothing(story):
    agreed = makers.applied_change(story)
    for name in ("clerk", "auditor", "member", "administrator"):
        person = getattr(story.people, name)
        refused(NotAllowed, lambda p=person: actions.reverse_change(agreed, by=p))


def test_a_cleared_text_is_reopened_before_anything_is_reversed():
    story = makers.cleared_statement()
    agreed = story.statement.changes.get(number=1)
    refused(WrongState, lambda: actions.reverse_change(agreed, by=story.people.officer))


def test_the_page_shows_the_inverse_and_both_changes_name_the_other(story):
    agreed = makers.applied_change(story)
    client = signed_in(story.people.officer)
    address = page_of(agreed, "reverse")
    assert address in client.get(page_of(agreed, "change")).content.decode()
    shown = client.get(address).content.decode()
    assert "“open soon” becomes “open”" in shown
    shown = client.post(address, follow=True).content.decode()
    assert "Change 2 reverses change 1" in shown
    assert "Reverses change 1" in shown
    shown = client.get(page_of(agreed, "change")).content.decode()
    assert "Change 2 is to reverse it" in shown
    assert address not in shown
    put_through(story, story.statement.changes.get(number=2))
    shown = client.get(page_of(agreed, "change")).content.decode()
    assert "Reversed by change 2" in shown


def test_the_page_names_what_stands_in_the_way(story):
    agreed = makers.applied_change(story)
    makers.applied_change(story, text="A contact centre is open.")
    client = signed_in(story.people.officer)
    shown = client.get(page_of(agreed, "reverse")).content.decode()
    assert "paragraph 1.2 has been changed since" in shown
    assert "Write the reversal" not in shown
    shown = client.post(page_of(agreed, "reverse")).content.decode()
    assert "paragraph 1.2 has been changed since" in shown
    assert story.statement.changes.count() == 2
    assert signed_in(story.people.clerk).get(
        page_of(agreed, "reverse")
    ).status_code == (403)


# --- Renewal ----------------------------------------------------------------


def test_a_stale_change_is_brought_up_to_date_and_asked_again(
    story, django_capture_on_commit_callbacks, mailoutbox
):
    gone_stale(story)
    change = story.statement.changes.get(number=1)
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        again = actions.renew_change(change, by=story.people.officer)
    assert (again.number, again.reason) == (2, "More is known now.")
    assert again.version == story.fresh().current
    assert again.delegation == change.rounds.get(number=1).delegation
    assert "moved on at paragraph 1.2" in again.restarted_because
    assert len(mailoutbox) == 2
    makers.sign_as_director(story, fresh(change))
    makers.sign_as_portfolio_holder(story, fresh(change))
    assert text(story) == "Other words."
    assert coverage(story.fresh()).holds
    assert {title: found for title, found in verify() if found} == {}


def gone_stale(story):
    """Change 1 was proposed and half signed before change 2 was agreed."""
    makers.half_signed_change(story, text="Other words.")
    makers.applied_change(story, text="First words.")


def test_what_is_up_to_date_is_not_renewed(story):
    change = makers.proposed_change(story)
    officer = story.people.officer
    refused(NotReady, lambda: actions.renew_change(change, by=officer), "up to date")
    written = makers.written_change(story, block="b-1", text="Towns.")
    refused(WrongState, lambda: actions.renew_change(written, by=officer))


def test_only_officers_renew_and_recall(story):
    gone_stale(story)
    change = story.statement.changes.get(number=1)
    for name in ("director", "portfolio_holder", "clerk", "auditor"):
        person = getattr(story.people, name)
        for action in (actions.renew_change, actions.recall_change):
            refused(NotAllowed, lambda a=action, p=person: a(change, by=p), "may not")


def test_the_page_shows_the_redline_against_the_text_of_today():
    story = STATES["stale proposed"]()
    change = story.statement.changes.get(number=1)
    client = signed_in(story.people.officer)
    address = page_of(change, "renew")
    shown = client.get(page_of(change, "change")).content.decode()
    assert "The text has moved on at paragraph 1.2." in shown
    assert address in shown
    shown = client.get(address).content.decode()
    assert "Bring change 1 up to date and ask again" in shown
    assert "<del>" in shown
    assert "First" in shown.split("<del>")[1].split("</del>")[0]
    shown = client.post(address, follow=True).content.decode()
    assert "The office-holders have been asked again" in shown
    assert "Put again." in shown
    shown = client.post(address, follow=True).content.decode()
    assert "It is up to date" in shown
    assert signed_in(story.people.director).get(address).status_code == 403


# --- Stale always names the element -----------------------------------------


def words(**blocks):
    told = {(uid.replace("_", "-"), "text"): text for uid, text in blocks.items()}
    return makers.statement_document().with_values(told)


def removed(document, uid, section="s-local"):
    values = {key: value for key, value in document.values.items() if key[0] != uid}
    left = [child for child in document.children(section) if child != uid]
    return type(document)(values).with_values({(section, "order"): left})


def test_an_element_that_has_gone_is_named_by_where_it_was():
    was = makers.statement_document()
    patch = compare(was, words(b_2="New words."))
    current = removed(was, "b-2")
    assert stale_place(current, patch, was) == "what was paragraph 1.2"
    with pytest.raises(Stale, match="what was paragraph 1.2: what this change"):
        carried(patch, current, was)


def test_a_rearrangement_that_cannot_be_carried_over_is_named():
    was = words(b_1="One.", b_2="Two.")
    mine = was.with_values({("s-local", "order"): ["b-2", "b-1"]})
    patch = compare(was, mine)
    current = removed(was, "b-1")
    place = stale_place(current, patch, was)
    assert place == "section 1, Local context"


def test_taking_back_names_what_has_changed():
    was = makers.statement_document()
    patch = compare(was, words(b_2="New words."))
    with pytest.raises(Stale, match="Change 1 cannot be reversed .* paragraph 1.2"):
        taken_back(patch, words(b_2="Newer words."), was, name="Change 1")
    assert taken_back(patch, words(b_2="New words."), was, name="Change 1") == was
