"""Who reads what of a statement, and what the pages say."""

import pytest
from django.urls import reverse

from decisions import actions as authority_actions
from decisions.transitions import START
from iegtracker import clock
from statements.states import CHANGES_BY_AUTHORITY
from tests import makers

pytestmark = pytest.mark.django_db

WORKING = ("officer", "portfolio_holder", "director", "clerk", "auditor")
PAGES = ("statement", "outcomes", "grants", "history", "compare", "final_copy")


def address(name, *args):
    return reverse(f"statements:{name}", args=["2004", *args])


def page(client, story, role, name, *args, **query):
    client.force_login(getattr(story.people, role))
    return client.get(address(name, *args), query)


def read(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("role", WORKING)
@pytest.mark.parametrize("name", PAGES[:-1])
def test_those_who_work_on_a_draft_read_it(client, role, name):
    story = makers.drafted_statement()
    assert page(client, story, role, name).status_code == 200


@pytest.mark.parametrize("role", ["member", "administrator"])
@pytest.mark.parametrize("name", PAGES)
def test_others_read_nothing_before_publication(client, role, name):
    story = makers.submitted_statement()
    answer = page(client, story, role, name)
    assert answer.status_code == 403
    assert "contact centre" not in read(answer)


@pytest.mark.parametrize("name", ["section", "current_pdf", "final_pdf"])
def test_a_member_gets_no_part_before_publication(client, name):
    story = makers.cleared_statement()
    args = ["s-local"] if name == "section" else []
    assert page(client, story, "member", name, *args).status_code == 403


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("statement", 200),
        ("outcomes", 200),
        ("grants", 200),
        ("final_copy", 200),
        ("history", 403),
        ("compare", 403),
    ],
)
def test_a_member_reads_the_published_text_and_no_drafts(client, name, expected):
    story = makers.published_statement()
    assert page(client, story, "member", name).status_code == expected


def test_a_member_reads_the_published_version_while_a_correction_is_written(client):
    story = makers.published_statement()
    with clock.told(makers.at("2004-12-17")):
        authority_actions.reopen(
            story.statement, reason="A slip.", by=story.people.clerk
        )
    answer = page(client, story, "member", "statement")
    assert answer.status_code == 200
    assert "A contact centre will open soon." in read(answer)


def test_an_imported_statement_says_that_it_is_not_proved_here(client):
    story = makers.drafted_statement()
    type(story.statement).objects.filter(pk=story.statement.pk).update(imported=True)
    words = "Approved by Council before this system; not proved here."
    assert words in read(page(client, story, "officer", "statement"))


def test_a_draft_offers_edit_and_a_reported_text_a_change(client):
    story = makers.drafted_statement()
    drafted = read(page(client, story, "officer", "statement"))
    assert address("section", "s-local") in drafted
    assert reverse("decisions:start", args=["2004"]) not in drafted
    assert "Edit<" not in read(page(client, story, "auditor", "statement"))


def test_after_the_report_edit_becomes_write_a_change(client):
    story = makers.reported_statement()
    told = read(page(client, story, "officer", "statement"))
    assert f'href="{reverse("decisions:start", args=["2004"])}"' in told
    assert "Edit<" not in told
    assert "Write a change" not in read(page(client, story, "clerk", "statement"))


def test_a_cleared_text_offers_no_change(client):
    story = makers.cleared_statement()
    assert "Write a change" not in read(page(client, story, "officer", "statement"))


def test_the_text_that_changes_by_authority_is_where_changes_start():
    assert START.sources == CHANGES_BY_AUTHORITY


def test_the_contents_say_what_is_missing(client):
    document = makers.statement_document().with_values(
        {("b-1", "awaiting"): {"what": "x", "whom": "the team", "by": "2004-12-01"}}
    )
    story = makers.drafted_statement(document)
    told = read(page(client, story, "officer", "statement"))
    assert "1 thing is missing" in told
    assert "Complete" in told
    assert "Still awaited: x, from the team, by 1 December 2004." in told


def test_the_page_shows_the_digest_of_the_text(client):
    story = makers.drafted_statement()
    assert story.statement.open_draft.digest in read(
        page(client, story, "officer", "statement")
    )


def test_a_section_is_read_alone_with_its_number(client):
    story = makers.reported_statement()
    told = read(page(client, story, "officer", "section", "s-outcomes"))
    assert "Summary of R1." in told
    assert "The council serves villages." not in told


@pytest.mark.parametrize("uid", ["b-1", "nothing"])
def test_what_is_no_section_is_not_found(client, uid):
    story = makers.drafted_statement()
    assert page(client, story, "officer", "section", uid).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_an_unknown_round_is_not_found(client, name):
    story = makers.drafted_statement()
    client.force_login(story.people.officer)
    there = reverse(f"statements:{name}", args=["1999"])
    assert client.get(there).status_code == 404


def test_the_list_shows_a_member_published_rounds_only(client):
    story = makers.drafted_statement()
    client.force_login(story.people.member)
    assert story.statement.title not in read(client.get(reverse("statements:list")))
    client.force_login(story.people.officer)
    assert story.statement.title in read(client.get(reverse("statements:list")))


def test_the_current_text_prints_as_a_draft(client):
    story = makers.drafted_statement()
    answer = page(client, story, "officer", "current_pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_a_published_text_prints_as_its_final_copy(client):
    story = makers.published_statement()
    answer = page(client, story, "officer", "current_pdf")
    assert answer["Location"] == address("final_pdf")


def test_outcomes_are_filtered_by_the_address(client):
    story = makers.reported_statement()
    told = read(page(client, story, "officer", "outcomes", status="planned"))
    assert "Summary of R1." in told
    assert "Summary of R2." not in told
    assert "Showing 1 of 2 outcomes." in told


def test_a_filter_of_nonsense_shows_all(client):
    story = makers.reported_statement()
    answer = page(client, story, "officer", "outcomes", status="\0", area="x" * 5000)
    assert "Showing 2 of 2 outcomes." in read(answer)


def test_a_filter_that_nothing_fits_says_so(client):
    story = makers.reported_statement()
    answer = page(client, story, "officer", "outcomes", status="done")
    assert "No outcome fits this filter." in read(answer)


def test_two_versions_are_compared(client):
    story = makers.delegated_statement()
    with clock.told(makers.at("2004-12-10")):
        makers.applied_change(story)
    told = read(page(client, story, "officer", "compare", **{"from": "1", "to": "2"}))
    assert "<ins>" in told
    assert "soon" in told


@pytest.mark.parametrize("wrong", ["99", "x", "-1", "1" * 40, "\0"])
def test_a_version_that_is_not_there_is_said_beside_its_field(client, wrong):
    story = makers.reported_statement()
    answer = page(client, story, "officer", "compare", **{"from": wrong})
    assert answer.status_code == 200
    assert "From must be one of the choices" in read(answer)


def test_history_lists_saves_newest_first_with_redlines(client):
    story = makers.drafted_statement()
    told = read(page(client, story, "officer", "history"))
    assert told.index("Save 2:") < told.index("Save 1:")
    assert "The council serves villages." in told
    assert address("undo", 2) in told
    assert address("undo", 1) not in told
    assert "Undo save" not in read(page(client, story, "auditor", "history"))


def test_one_save_is_shown_in_full(client):
    story = makers.drafted_statement()
    save = story.statement.open_draft.saves.get(number=2)
    told = read(page(client, story, "officer", "history", save=save.pk))
    assert "Save 2:" in told
    assert "Save 1:" not in told


@pytest.mark.parametrize("wrong", ["x", "9" * 30, "0"])
def test_a_save_that_is_not_there_shows_no_save(client, wrong):
    story = makers.drafted_statement()
    answer = page(client, story, "officer", "history", save=wrong)
    assert answer.status_code == 200
