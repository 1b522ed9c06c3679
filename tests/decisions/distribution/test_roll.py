"""Who is on the roll, and the message that each of them gets."""

import pytest
from django.core import mail

from decisions import actions, links
from decisions.actions.distributing import counted
from decisions.models import CopyMessage, Distribution
from decisions.states import CopyStatus
from iegtracker.errors import NotReady, WrongState
from iegtracker.ledger.models import Event
from iegtracker.people.models import User
from iegtracker.people.roles import Role
from statements.models import FinalCopy
from tests import makers
from tests.decisions.copies import MEMBERS, ON, entry_of, status_of

pytestmark = pytest.mark.django_db


def test_the_roll_is_everybody_who_is_a_member_at_the_cut_off(whole):
    made = actions.distribute(whole.statement, by=whole.people.clerk)
    makers.user("elected-later", Role.MEMBER)
    assert (made.roll_size, made.entries.count()) == (MEMBERS, MEMBERS)
    assert made.copy == FinalCopy.objects.get()
    assert made.cut_off_at == ON
    own = entry_of(whole.people.member)
    assert (own.name, own.email) == ("Member", "member@example.invalid")
    assert counted(made) == {CopyStatus.TO_SEND: MEMBERS}
    event = Event.objects.get(verb="statement.distributed")
    assert event.sentence == "Clerk sent IEG Statement 2004 to all members"
    assert event.told["members"] == MEMBERS
    assert event.told["sha256"] == made.copy.sha256
    assert makers.broken() == {}


def test_each_member_gets_one_message_with_one_link(whole):
    made = actions.distribute(whole.statement, by=whole.people.clerk)
    ledger_head = CopyMessage.objects.first().ledger_head
    mail.outbox.clear()
    actions.deliver(made)
    assert len(mail.outbox) == MEMBERS
    assert len({message.to[0] for message in mail.outbox}) == MEMBERS
    found = set()
    for message in mail.outbox:
        row = CopyMessage.objects.get(email=message.to[0])
        link = links.link_of(row)
        found.add(link)
        html = message.alternatives[0].content
        for words in (message.body, html):
            assert words.count("/copy/") == 1
            assert link in words
            assert made.copy.sha256 in words
            assert ledger_head in words
        assert "<img" not in html
    assert len(found) == MEMBERS
    assert counted(made) == {CopyStatus.SENT: MEMBERS}
    assert makers.broken() == {}


def test_a_message_says_what_it_is(sent, story):
    (message,) = [m for m in mail.outbox if m.to == ["member@example.invalid"]]
    assert message.subject == "IEG 2004: your final copy"
    assert message.body.startswith(
        "The final copy of the IEG Statement 2004 is ready for you."
    )
    assert "Why you: you are a member of the council." in message.body
    assert "until 16 March 2005" in message.body


def test_only_the_sha_256_of_a_link_is_kept(sent):
    tokens = [links.token_of(row.nonce) for row in CopyMessage.objects.all()]
    assert {len(token) for token in tokens} == {43}
    stored = str(list(CopyMessage.objects.values())) + str(
        list(Event.objects.values_list("data"))
    )
    assert not any(token in stored for token in tokens)


def test_a_final_copy_is_distributed_once(sent, story):
    with pytest.raises(NotReady, match="was sent to 2 members on 16 December 2004"):
        actions.distribute(story.statement, by=story.people.clerk)
    assert Distribution.objects.count() == 1


def test_nothing_is_distributed_before_it_is_published(db):
    story = makers.submitted_statement()
    with pytest.raises(WrongState):
        actions.distribute(story.statement, by=story.people.clerk)


def test_an_empty_roll_is_refused(story):
    User.objects.filter(groups__name=Role.MEMBER).update(is_active=False)
    with pytest.raises(NotReady, match="nobody on the roll"):
        actions.distribute(story.statement, by=story.people.clerk)


def test_a_correction_is_distributed_anew(sent, story):
    who = story.people
    second = makers.superseding_copy(story)
    with pytest.raises(NotReady, match="superseded"):
        actions.send_again([entry_of(who.member)], by=who.clerk)
    with pytest.raises(NotReady, match="has not been sent"):
        actions.certify_distribution(story.statement, by=who.clerk)
    again = actions.distribute(story.statement, by=who.clerk)
    assert again.copy == second
    assert links.standing(story.statement.pk) == again
    assert actions.deliver(sent).sent == 0
    assert actions.deliver(again).sent == 2


def test_a_closed_account_is_sent_nothing(story):
    made = actions.distribute(story.statement, by=story.people.clerk)
    User.objects.filter(pk=story.people.member.pk).update(is_active=False)
    done = actions.deliver(made)
    assert (done.sent, done.next_at) == (1, None)
    assert status_of(story.people.member) == CopyStatus.TO_SEND


def test_what_no_task_works_on_is_given_out_anew(story):
    actions.distribute(story.statement, by=story.people.clerk)
    assert actions.resume_distributions() == 0
    makers.empty_queue()
    assert actions.resume_distributions() == 1
    assert actions.resume_distributions() == 0
