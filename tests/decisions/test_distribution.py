"""The roll, each message, what became of each copy, and the certificate."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from decisions import actions, links
from decisions.actions import delivering
from decisions.actions.delivering import WAITS
from decisions.actions.distributing import counted
from decisions.models import (
    CopyMessage,
    CopyState,
    Distribution,
    DistributionCertificate,
    RollEntry,
)
from decisions.notices.posting import Answer, Fate
from decisions.states import CopyStatus
from decisions.transitions import COPY_STEPS
from iegtracker import clock
from iegtracker.errors import BadInput, NotAllowed, NotReady, WrongState
from iegtracker.ledger.models import Event
from iegtracker.ledger.record import head
from iegtracker.ledger.verification import verify
from iegtracker.people.models import User
from iegtracker.people.roles import Role
from statements.models import FinalCopy
from tests import makers
from tests.mail_server import mail_server

pytestmark = pytest.mark.django_db
ON = makers.at("2004-12-16", "10:00")
MEMBERS = 57


@pytest.fixture
def story():
    told = makers.published_statement()
    with clock.told(ON):
        yield told


@pytest.fixture
def whole(story):
    """All 57 members of the council."""
    makers.members(MEMBERS - 2)
    return story


@pytest.fixture
def sent(story):
    """Sent to both members of the small story."""
    made = actions.distribute(story.statement, by=story.people.clerk)
    actions.deliver(made)
    return made


@pytest.fixture
def server(settings):
    with mail_server() as (port, box):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield box


def entry_of(person):
    return RollEntry.objects.as_it_stands().get(member=person)


def status_of(person):
    return entry_of(person).status


def holds():
    broken = {title: found for title, found in verify() if found}
    assert broken == {}, {
        title: list(map(str, found)) for title, found in broken.items()
    }
    return True


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
    assert holds()


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
    assert holds()


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


COPY_CALLS = {
    "send_again": lambda e, by: actions.send_again([e], by=by),
    "record_bounce": lambda e, by: actions.record_bounce([e], note="x", by=by),
    "record_paper_copy": lambda e, by: actions.record_paper_copy([e], note="x", by=by),
    "record_left_office": lambda e, by: actions.record_left_office(
        [e], note="x", by=by
    ),
    "mark_not_known": lambda e, by: actions.mark_not_known([e], note="x", by=by),
    "record_download": lambda e, by: actions.record_download(e, by=by),
    "lapse_claims": lambda e, by: actions.lapse_claims(e.distribution, timedelta(-1)),
}


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


def test_an_empty_roll_is_refused(story):
    User.objects.filter(groups__name=Role.MEMBER).update(is_active=False)
    with pytest.raises(NotReady, match="nobody on the roll"):
        actions.distribute(story.statement, by=story.people.clerk)


def test_what_the_server_answers_is_what_is_recorded(story, server):
    who = story.people
    for start in ("unknown", "full", "grey", "cut"):
        makers.user(f"{start}-member", Role.MEMBER)
    made = actions.distribute(story.statement, by=who.clerk)
    done = actions.deliver(made)
    status = dict(made.entries.as_it_stands().values_list("name", "status"))
    assert status == {
        "Portfolio holder": "sent",
        "Member": "sent",
        "Unknown member": "bounced",
        "Full member": "bounced",
        "Grey member": "to_send",
        "Cut member": "not_known",
    }
    replies = dict(made.entries.as_it_stands().values_list("name", "status_reply"))
    assert replies["Unknown member"] == "550"
    assert replies["Full member"] == "552"
    assert replies["Grey member"] == "451"
    assert done.next_at == ON + WAITS[0]
    assert actions.deliver(made).sent == 0
    with clock.told(done.next_at):
        assert actions.deliver(made).sent == 1
    grey = made.entries.get(name="Grey member")
    assert [s.status for s in grey.states.all()] == [
        "to_send", "sending", "to_send", "sending", "sent",
    ]  # fmt: skip
    assert sum(counted(made).values()) == made.roll_size
    assert holds()


# What each is left as when the run is over, and what the server said.
OF_ONE_ADDRESS = {
    "barred": ("bounced", "550"),
    "busy": ("to_send", "421"),
    "late": ("to_send", "421"),
    "mute": ("to_send", ""),
}


@pytest.mark.parametrize("start", OF_ONE_ADDRESS)
def test_a_server_that_hangs_up_on_one_member_keeps_nobody_else_waiting(
    story, server, start
):
    makers.members(1, start=start)
    makers.members(MEMBERS - 3)
    made = actions.distribute(story.statement, by=story.people.clerk)
    done = actions.deliver(made)
    assert (done.sent, done.is_down) == (MEMBERS - 1, False)
    (other,) = made.entries.as_it_stands().exclude(status=CopyStatus.SENT)
    assert other.email.startswith(f"{start}-")
    assert (other.status, other.status_reply) == OF_ONE_ADDRESS[start]
    assert [len(taken) for taken in server.taken.values()] == [1] * (MEMBERS - 1)
    assert holds()


def test_members_who_are_hung_up_on_one_after_another_stop_nobody(story, server):
    for start in OF_ONE_ADDRESS:
        makers.members(3, start=start)
    makers.members(10)
    made = actions.distribute(story.statement, by=story.people.clerk)
    assert actions.deliver(made).sent == 12
    assert counted(made) == {
        CopyStatus.SENT: 12,
        CopyStatus.BOUNCED: 3,
        CopyStatus.TO_SEND: 9,
    }


@pytest.mark.parametrize("start", ["busy", "late", "mute"])
def test_who_is_always_hung_up_on_is_given_up_at_last(story, server, start):
    makers.members(1, start=start)
    made = actions.distribute(story.statement, by=story.people.clerk)
    moment = ON
    for _ in range(len(WAITS) + 1):
        with clock.told(moment):
            moment = actions.deliver(made).next_at
    assert moment is None
    other = made.entries.as_it_stands().get(email__startswith=f"{start}-")
    assert other.status == CopyStatus.BOUNCED
    assert other.status_note == "The server put it off 6 times."


@pytest.mark.parametrize("most", [1, 5])
def test_a_server_that_ends_a_connection_between_two_messages_gets_another(
    story, settings, most
):
    makers.members(10)
    made = actions.distribute(story.statement, by=story.people.clerk)
    with mail_server(most=most) as (port, box):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        assert actions.deliver(made).sent == 12
    assert {len(taken) for taken in box.taken.values()} == {1}


def test_what_was_put_off_comes_behind_the_rest(story, settings):
    """Of three whom no server was there for, the one that was tried comes last."""
    makers.members(1)
    settings.EMAIL_BACKEND = "tests.decisions.test_sending.Down"
    made = actions.distribute(story.statement, by=story.people.clerk)
    with clock.told(ON + timedelta(minutes=1)):
        actions.deliver(made)
    first = made.entries.first().email
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox.clear()
    with clock.told(ON + timedelta(minutes=2)):
        actions.deliver(made)
    assert [message.to[0] == first for message in mail.outbox] == [False, False, True]


def test_a_dot_at_the_start_of_a_line_arrives(story, server, settings):
    settings.IEG_COUNCIL = "X\n.hidden"
    made = actions.distribute(story.statement, by=story.people.clerk)
    actions.deliver(made)
    (message,) = server.taken["member@example.invalid"]
    text = message.get_payload()[0].get_payload(decode=True).decode()
    assert "\n.hidden" in text.replace("\r", "")


def test_a_server_that_always_puts_off_is_given_up_at_last(story, server, monkeypatch):
    makers.user("grey-member", Role.MEMBER)
    made = actions.distribute(story.statement, by=story.people.clerk)
    moment = ON
    for _ in range(len(WAITS) + 1):
        server.asked.clear()
        with clock.told(moment):
            moment = actions.deliver(made).next_at
    assert moment is None
    grey = made.entries.as_it_stands().get(name="Grey member")
    assert grey.status == CopyStatus.BOUNCED
    assert grey.status_note == "The server put it off 6 times."


def test_a_server_that_is_away_costs_no_member_an_attempt(story, settings):
    settings.EMAIL_BACKEND = "tests.decisions.test_sending.Down"
    made = actions.distribute(story.statement, by=story.people.clerk)
    done = actions.deliver(made)
    assert done.is_down
    assert counted(made) == {CopyStatus.TO_SEND: 2}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert actions.deliver(made).sent == 2


def test_an_address_that_cannot_be_written_keeps_nobody_waiting(story, server):
    address = "x@example.invalid\nBcc: y@example.invalid"
    User.objects.filter(username="member").update(email=address)
    made = actions.distribute(story.statement, by=story.people.clerk)
    assert actions.deliver(made).sent == 1
    assert status_of(story.people.member) == CopyStatus.BOUNCED


def test_a_worker_that_dies_leaves_its_message_to_another(story, settings):
    made = actions.distribute(story.statement, by=story.people.clerk)
    settings.EMAIL_BACKEND = "tests.decisions.test_sending.Killed"
    mail.outbox.clear()
    with pytest.raises(KeyboardInterrupt):
        actions.deliver(made)
    assert counted(made) == {CopyStatus.SENDING: 1, CopyStatus.TO_SEND: 1}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    done = actions.deliver(made)
    assert done.sent == 1
    with clock.told(done.next_at + timedelta(seconds=1)):
        assert actions.deliver(made).sent == 1
    ids = [(m.to[0], m.extra_headers["Message-ID"], m.body) for m in mail.outbox]
    assert len(ids) == 3
    assert len(set(ids)) == 2
    assert counted(made) == {CopyStatus.SENT: 2}
    assert holds()


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
    assert holds()


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
    assert holds()


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
    assert holds()


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
    assert holds()


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
