"""The same story told small and large: `times` as much of everything that grows."""

from datetime import date, timedelta

from decisions import actions as authority_actions
from decisions.models import Change, DelegatedDecision
from decisions.states import CallInEnd
from iegtracker import clock
from iegtracker.people.models import User
from iegtracker.people.roles import Role
from statements import actions
from statements.document import Document
from statements.rendering.pdf import Pdf
from tests import makers, minute_book
from tests.makers import Story, at
from tests.retelling import told_once

# What may become of a change, each on a block of its own so that none is stale.
FATES = ("writing", "proposed", "half_signed", "declined", "applied")


def document(times: int) -> Document:
    """A statement with so many blocks for each fate, outcomes, figures and grants."""
    small = makers.statement_document()
    tree = {
        uid: {name: small.thawed(uid, name) for name in fields}
        for uid, fields in small.elements.items()
    }
    blocks = [f"b-{_spoken(fate)}-{n}" for fate in FATES for n in range(times)]
    for uid in blocks:
        tree[uid] = {"kind": "block", "text": f"The words of {uid} stand here."}
    tree["s-local"]["order"] = [*tree["s-local"]["order"], *blocks]
    for kind, parent in (("outcome", "s-outcomes"), ("figure", "s-bvpi")):
        first = tree[tree[parent]["order"][0]]
        more = {f"more-{kind}-{n}": dict(first) for n in range(2 * times)}
        tree.update(more)
        tree[parent]["order"] = [*tree[parent]["order"], *more]
    quoted = {
        f"g-{n}": {
            "kind": "grant",
            "quote": {"year": str(2000 + n), "pence": 100 * (n + 1)},
        }
        for n in range(times)
    }
    tree.update(quoted)
    tree["s-grants"]["order"] = [*quoted]
    return Document.from_tree(tree)


@told_once
def drafting(times: int) -> Story:
    """Being drafted: so many saves, receipts, meetings, reports and entries."""
    story = makers.prepared_statement(document(times))
    with clock.told(at("2004-11-03")):
        _grown(story, times)
        for n in range(times):
            _save(story, "b-1", f"The council serves {n} villages.")
    story.fresh()
    return story


@told_once
def reported(times: int) -> Story:
    """Put to Cabinet, and revised so many times; today is the day after it met."""
    story = makers.prepared_statement(document(times))
    with clock.told(at("2004-11-03")):
        _grown(story, times)
    who = story.people
    with clock.told(at("2004-12-01")):
        authority_actions.report(story.statement, report=story.report, by=who.clerk)
        for _ in range(times):
            _revised(story)
    story.fresh()
    return story


@told_once
def decided(times: int) -> Story:
    """Decided on, with so many changes of each fate."""
    story = _delegated(times)
    with clock.told(at("2004-12-10")):
        for fate in FATES:
            for n in range(times):
                change(story, fate, n)
        _recorded(story, times)
    with clock.told(at("2004-12-31")):
        _minuted(story, times)
    with clock.told(at("2005-01-31")):
        _resolved(story, times)
    story.fresh()
    return story


def _minuted(story: Story, times: int) -> None:
    """So many editions of every part of the meeting's record."""
    for n in range(times):
        minute_book.agenda(story, title=f"Item {n}")
        minute_book.published_papers(story)
        minute_book.attended(story, name=f"Councillor {n}")
        minute_book.minuted(story, text=f"Draft {n}.")
        minute_book.endorsed(story)
        earlier = authority_actions.record_earlier_decision(
            body=story.body,
            held_on=date(2002, 6, 20),
            subject=f"Subject {n}",
            by=story.people.clerk,
        )
        authority_actions.cite_decision(
            story.report, earlier, place="paragraph 5", by=story.people.officer
        )
        minute_book.corrected(story, wording=f"Cabinet AGREED {n}.")
        minute_book.next_cabinet(story, on=date(2004, 12, 10) + timedelta(days=n))


def _resolved(story: Story, times: int) -> None:
    """So many more resolutions of Council with a record, and as many without."""
    for n in range(2 * times):
        on = date(2004, 12, 14) + timedelta(days=n)
        row = minute_book.endorsed(story, meeting=minute_book.council(story, on))
        if n < times:
            makers.published_record(story, row, executive=False)


@told_once
def approving(times: int) -> Story:
    """With so many signed changes, half approved; the portfolio holder is asked."""
    story = _agreed(times)
    with clock.told(at("2004-12-10")):
        asked = authority_actions.ask_final_approval(
            story.statement, by=story.people.officer
        )
        makers.sign_as_director(story, asked.change)
    story.fresh()
    return story


@told_once
def cleared(times: int) -> Story:
    """Cleared with so many signed changes."""
    story = _agreed(times)
    with clock.told(at("2004-12-10")):
        makers.finally_approved(story)
        authority_actions.clear(story.statement, by=story.people.clerk)
    story.fresh()
    return story


@told_once
def submitted(times: int) -> Story:
    """Cleared, and sent so many times."""
    story = cleared(times)
    who = story.people
    with clock.told(at("2004-12-15")):
        for n in range(times):
            act = authority_actions.submit_again if n else authority_actions.submit
            act(
                story.statement,
                reference=f"ESD-{n}",
                sent_at=at("2004-12-14"),
                by=who.clerk,
            )
            makers.read_back(story, makers.DIFFERENT)
    story.fresh()
    return story


@told_once
def published(times: int) -> Story:
    """Published and sent to members, one of whom has it."""
    story = unsent(times)
    with clock.told(at("2004-12-16")):
        entries = makers.distributed(story).entries.as_it_stands()
        for entry in entries:
            if entry.member != story.people.member:
                authority_actions.record_download(entry)
    return story


@told_once
def unsent(times: int) -> Story:
    """Published, with all that `submitted` has behind it."""
    story = submitted(times)
    with clock.told(at("2004-12-16")):
        makers.read_back(story)
        authority_actions.publish(story.statement, by=story.people.clerk)
    story.fresh()
    return story


@told_once
def _delegated(times: int) -> Story:
    story = reported(times)
    with clock.told(at("2004-12-09", "11:00")):
        authority_actions.decide(
            story.statement,
            makers.taken(story, delegation=makers.joint(story)),
            by=story.people.clerk,
        )
    story.fresh()
    return story


@told_once
def _agreed(times: int) -> Story:
    story = _delegated(times)
    with clock.told(at("2004-12-10")):
        for n in range(times):
            change(story, "applied", n)
    story.fresh()
    return story


def _recorded(story: Story, times: int) -> None:
    """The body's record corrected so many times; so many delegated decisions, each
    with a record, called in and released; as many again without a record."""
    row, clerk = makers.decision_on(story), story.people.clerk
    makers.published_record(story, row)
    for n in range(times):
        told = makers.record_told(contact=f"Officer {n}", call_in=makers.applies(n + 1))
        authority_actions.correct_record(row, told, why="The contact left.", by=clerk)
    for made in DelegatedDecision.objects.all():
        makers.published_record(story, made, call_in=makers.applies())
        makers.called_in(story, made)
        makers.call_in_ended(story, made, CallInEnd.RELEASED)
    for n in range(times):
        text = f"A contact centre will open with {n} desks."
        makers.applied_change(story, text=text)


def last_change(story: Story, fate: str) -> Change:
    """The change of that fate that was started last."""
    return story.statement.changes.filter(title__contains=f"-{_spoken(fate)}-").latest(
        "number"
    )


def _spoken(fate: str) -> str:
    return fate.replace("_", "-")


def change(story: Story, fate: str, n: int) -> Change:
    """A change of one block that has come to `fate`."""
    block = f"b-{_spoken(fate)}-{n}"
    told = {"block": block, "text": f"Other words for {block}."}
    if fate == "declined":
        made = makers.proposed_change(story, **told)
        makers.answer(story, made, "decline_change")
        return Change.objects.get(pk=made.pk)
    make = {
        "writing": makers.written_change,
        "proposed": makers.proposed_change,
        "half_signed": makers.half_signed_change,
        "applied": makers.applied_change,
    }[fate]
    if fate == "proposed":
        # Minor, so that it can be raised.
        told["text"] = f"The words of {block}, stand here."
    made = make(story, **told)
    if fate == "half_signed":
        makers.on_paper(story, made, office=story.portfolio_office)
    return Change.objects.get(pk=made.pk)


def _grown(story: Story, times: int) -> None:
    who = story.people
    for n in range(times):
        actions.record_receipt(
            actions.record_grant(
                year=str(2000 + n),
                source="ODPM",
                capital=True,
                awarded_pence=100 * (n + 1),
                by=who.officer,
            ),
            pence=100 * (n + 1),
            received_on=date(2004, 7, 1),
            reference=f"BACS-{n}",
            by=who.officer,
        )
        member = makers.user(f"member-{n}", Role.MEMBER)
        filled, vacant = (
            authority_actions.record_office(
                slug=f"{word}-{n}",
                name=f"{word.capitalize()} office {n}",
                holder_kind="member",
                by=who.clerk,
            )
            for word in ("filled", "vacant")
        )
        makers.appoint(story, filled, member)
        makers.stood_in(story, filled)
        authority_actions.enter_appointment(
            vacant, member, starts_on=date(2004, 11, 3), by=who.clerk
        )
        meeting = authority_actions.record_meeting(
            story.body, held_on=date(2005, 1, 6) + timedelta(days=n), by=who.clerk
        )
        authority_actions.open_report(
            story.statement, meeting, makers.report_document(), by=who.officer
        )
        _imported(1990 + n, by=who.officer)
        actions.load_guidelines({**makers.GUIDELINES, "round": f"later-{n}"})


def _imported(year: int, *, by: User) -> None:
    text = makers.statement_document(round=str(year), title=f"IEG Statement {year}")
    copy = Pdf(content=b"%PDF-1.7", sha256=f"{year:064}", pages=1)
    actions.import_statement(
        text, copy, round=str(year), due=date(year, 10, 31), chain=b"{}", by=by
    )


def _save(story: Story, uid: str, text: str) -> None:
    draft = story.statement.open_draft
    actions.save_draft(
        draft,
        draft.document.with_values({(uid, "text"): text}),
        seen=draft.digest,
        place="section 1, Local context",
        by=story.people.officer,
    )


def _revised(story: Story) -> None:
    """Table the report anew, with other words each time."""
    who = story.people
    draft = authority_actions.start_revision(
        story.statement, story.report, by=who.officer
    )
    text = f"{draft.document.get('p-1', 'text')} Once more."
    actions.save_draft(
        draft,
        draft.document.with_values({("p-1", "text"): text}),
        seen=draft.digest,
        place="section 1, Purpose",
        by=who.officer,
    )
    authority_actions.revise_report(story.statement, report=story.report, by=who.clerk)
