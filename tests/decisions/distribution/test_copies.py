"""What became of each copy, and the certificate."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from decisions import actions, links
from decisions.actions import delivering
from decisions.models import CopyState, DistributionCertificate, RollEntry
from decisions.notices.posting import Answer, Fate
from decisions.states import CopyStatus
from decisions.transitions import COPY_STEPS
from iegtracker.errors import BadInput, NotAllowed, NotReady, WrongState
from iegtracker.ledger.models import Event
from iegtracker.ledger.record import head
from iegtracker.people.models import User
from tests import makers
from tests.decisions.copies import COPY_CALLS, ON, entry_of, status_of

pytestmark = pytest.mark.django_db


def led_to(entry, status, story):
    """A copy in any state, as it comes to be so."""
    by = story.people.clerk
    if status == "sending":
        delivering.begin_sending(entry.pk)
    elif status != "to_send":
        delivering.record_answer(delivering.begin_sending(entry.pk), Answer(Fate.TAKEN))
    steps = {
        "bounced": "record_bounce",
        "not_known": "mark_not_known",
        "downloaded": "record_download",
        "paper_copy": "record_paper_copy",
        "left_office": "record_left_office",
    }
    if status in steps:
        COPY_CALLS[steps[status]](entry, by)
    return RollEntry.objects.as_it_stands().get(pk=entry.pk)


@pytest.mark.parametrize("status", CopyStatus.values)
def test_each_step_is_open_in_its_states_and_to_clerks_alone(story, status):
    made = actions.distribute(story.statement, by=story.people.clerk)
    entry = led_to(made.entries.first(), status, story)
    assert entry.status == status
    before = makers.everything_stored()
    for step in COPY_STEPS:
        if step.permission is None:
            continue
        for person in vars(story.people).values():
            with makers.undone():
                if person not in (story.people.clerk, story.people.second_clerk):
                    with pytest.raises(NotAllowed):
                        COPY_CALLS[step.name](entry, person)
                elif status not in step.sources:
                    with pytest.raises(WrongState):
                        COPY_CALLS[step.name](entry, person)
                else:
                    COPY_CALLS[step.name](entry, person)
                    assert status_of(entry.member) == step.target
    assert makers.everything_stored() == before


def test_a_late_answer_changes_nothing_that_was_recorded_meanwhile(story):
    made = actions.distribute(story.statement, by=story.people.clerk)
    entry = made.entries.first()
    claim = delivering.begin_sending(entry.pk)
    assert delivering.begin_sending(entry.pk) is None
    actions.record_download(entry)
    taken = Answer(Fate.TAKEN)
    assert delivering.record_answer(claim, taken) is None
    assert entry.last_state.status == CopyStatus.DOWNLOADED


def test_two_states_never_follow_the_same_one(sent, story):
    entry = entry_of(story.people.member)
    last = entry.last_state
    with pytest.raises(IntegrityError), transaction.atomic():
        CopyState.objects.create(
            entry=entry, number=last.number, status="bounced", at=ON
        )


def test_a_download_is_recorded_once(sent, story):
    entry = entry_of(story.people.member)
    assert actions.record_download(entry, by=story.people.member)
    assert actions.record_download(entry, by=story.people.member) is None
    event = Event.objects.latest("position")
    assert event.sentence == "the copy of Member was downloaded"
    assert event.told["how"] == "signed in"
    with pytest.raises(WrongState, match="downloaded"):
        actions.record_bounce([entry], note="x", by=story.people.clerk)
    assert makers.broken() == {}


def test_sending_again_makes_another_message_to_the_address_of_today(sent, story):
    who = story.people
    User.objects.filter(pk=who.member.pk).update(email="new@example.invalid")
    actions.record_bounce([entry_of(who.member)], note="By post.", by=who.clerk)
    mail.outbox.clear()
    actions.send_again([entry_of(who.member)], by=who.clerk)
    assert status_of(who.member) == CopyStatus.TO_SEND
    actions.deliver(sent)
    (message,) = mail.outbox
    assert message.to == ["new@example.invalid"]
    first, second = entry_of(who.member).messages.all()
    assert links.link_of(second) in message.body
    assert links.link_of(first) not in message.body
    # The first one may be found first.
    assert links.opened(links.token_of(first.nonce)) == first
    assert makers.broken() == {}


def test_several_are_recorded_together_or_not_at_all(sent, story):
    who = story.people
    entries = list(sent.entries.as_it_stands())
    actions.record_download(entries[0])
    before = head()
    with pytest.raises(WrongState):
        actions.record_paper_copy(entries, note="In pigeonholes.", by=who.clerk)
    assert head() == before
    with pytest.raises(BadInput, match="how it is known"):
        actions.record_paper_copy(entries[1:], note=" ", by=who.clerk)
    with pytest.raises(BadInput, match="at least one member"):
        actions.record_paper_copy([], note="x", by=who.clerk)
    actions.record_paper_copy(entries[1:], note="In pigeonholes.", by=who.clerk)
    event = Event.objects.latest("position")
    assert event.verb == "copy.on_paper"
    assert event.told["members"] == [entries[1].name]


def test_what_was_recorded_by_mistake_is_corrected_by_another_state(sent, story):
    who = story.people
    actions.record_left_office([entry_of(who.member)], note="Told.", by=who.clerk)
    actions.mark_not_known([entry_of(who.member)], note="A slip.", by=who.clerk)
    actions.record_paper_copy([entry_of(who.member)], note="By hand.", by=who.clerk)
    assert [s.status for s in entry_of(who.member).states.all()][3:] == [
        "left_office",
        "not_known",
        "paper_copy",
    ]
    assert makers.broken() == {}


def test_the_certificate_waits_for_the_last_member(sent, story):
    who = story.people
    portfolio, member = entry_of(who.portfolio_holder), entry_of(who.member)
    actions.record_download(portfolio)
    with pytest.raises(NotReady, match="1 member of 2"):
        actions.certify_distribution(story.statement, by=who.clerk)
    actions.record_paper_copy([member], note="By hand.", by=who.clerk)
    made = actions.certify_distribution(story.statement, by=who.clerk)
    assert (made.downloaded, made.on_paper, made.left_office) == (1, 1, 0)
    event = Event.objects.latest("position")
    assert event.told["members"] == event.told["roll"] == 2
    assert event.told["sha256"] == made.sha256 == sent.copy.sha256
    with pytest.raises(NotReady, match="already"):
        actions.certify_distribution(story.statement, by=who.clerk)
    assert DistributionCertificate.objects.count() == 1
    assert makers.broken() == {}
