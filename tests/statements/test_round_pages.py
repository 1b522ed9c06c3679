"""A round's statement opened by pages, an earlier one brought in, a grant recorded."""

import pytest
from django.urls import reverse

from iegtracker import clock
from iegtracker.errors import BadInput, NotAllowed
from iegtracker.ledger.record import head
from iegtracker.ledger.verification import verify
from statements import actions
from statements.models import Grant, Receipt, Statement
from tests import makers

pytestmark = pytest.mark.django_db
OPEN = reverse("statements:open_statement")
EARLIER = reverse("statements:import_statement")
GRANT = reverse("statements:record_grant")
LIST = reverse("statements:list")
COUNCIL = "South Cambridgeshire District Council"
TEXT = """# Local context

The council served villages.

- One

# Staff

### Training

All of them are trained.
"""


@pytest.fixture(autouse=True)
def september():
    with clock.told(makers.at("2004-10-06")):
        yield


@pytest.fixture
def people(client):
    who = makers.people()
    client.force_login(who.officer)
    return who


@pytest.fixture
def guidelines(people):
    section = {
        "key": "local",
        "title": "Local context",
        "guidance": "What the council is.",
        "source_confidence": "for tests",
        "layout": "text",
        "numbered": True,
    }
    outcomes = {**section, "key": "outcomes", "title": "Outcomes"}
    sections = [section, {**outcomes, "layout": "outcomes"}]
    return actions.load_guidelines({**makers.GUIDELINES, "sections": sections})


def read(answer):
    return " ".join(answer.content.decode().split())


def earlier(**changed):
    return {
        "round": "2003",
        "title": "IEG Statement 2003",
        "ministry": "Office of the Deputy Prime Minister",
        "due_day": "10",
        "due_month": "11",
        "due_year": "2003",
        "text": TEXT,
        **changed,
    }


def opening(about, **changed):
    return {"guidelines": about.pk, "source": "nothing", "last": "", **changed}


def granted(**changed):
    return {
        "year": "2004/05",
        "source": "Office of the Deputy Prime Minister",
        "capital": "revenue",
        "awarded_pence": "350,000",
        **changed,
    }


def test_an_officer_opens_the_statement_of_a_round(client, guidelines):
    answer = client.post(OPEN, opening(guidelines), follow=True)
    statement = Statement.objects.get()
    assert answer.redirect_chain == [(statement.get_absolute_url(), 302)]
    assert "IEG Statement 2004 has been opened." in read(answer)
    document = statement.open_draft.document
    assert document.get("root", "council") == COUNCIL
    assert statement.guidelines == guidelines
    keys = [document.get(uid, "key") for uid in document.children()]
    assert keys == ["local", "outcomes"]
    assert not document.children(document.children()[0])


def test_a_statement_begins_with_what_an_earlier_one_said(client, guidelines):
    client.post(EARLIER, earlier())
    last = Statement.objects.get(round="2003").current
    assert "IEG Statement 2003" in read(client.get(OPEN))
    told = opening(guidelines, source="earlier", last=last.pk)
    assert client.post(OPEN, told).status_code == 302
    document = Statement.objects.get(round="2004").open_draft.document
    local = document.children()[0]
    texts = [document.get(block, "text") for block in document.children(local)]
    assert texts == ["The council served villages.", "- One"]


def test_what_is_left_over_from_another_choice_is_not_taken(client, guidelines):
    client.post(EARLIER, earlier())
    last = Statement.objects.get(round="2003").current
    client.post(OPEN, opening(guidelines, last=last.pk))
    document = Statement.objects.get(round="2004").open_draft.document
    assert not document.children(document.children()[0])


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"guidelines": ""}, "Select the guidelines"),
        ({"guidelines": "9" * 30}, "Select guidelines that have no statement yet"),
        ({"source": ""}, "Select what the draft begins with"),
        ({"source": "x"}, "must be one of the choices"),
        ({"source": "earlier"}, "Select the earlier statement"),
        ({"source": "earlier", "last": "9" * 30}, "Select a statement of the list"),
    ],
)
def test_a_wrong_opening_is_refused_beside_its_field(
    client, guidelines, changed, sentence
):
    before = head()
    answer = client.post(OPEN, opening(guidelines, **changed))
    assert answer.status_code == 200
    assert sentence in read(answer)
    assert head() == before


def test_each_round_offers_its_last_edition_until_it_has_its_statement(
    client, guidelines
):
    corrected = {**guidelines.told, "title": "Guidelines, corrected"}
    last = actions.load_guidelines(corrected)
    page = read(client.get(OPEN))
    assert "Guidelines, corrected, due 20 December 2004" in page
    assert guidelines.title not in page
    client.post(OPEN, opening(last))
    assert "No guidelines wait for a statement" in read(client.get(OPEN))
    answer = client.post(OPEN, opening(last))
    assert "No guidelines wait for a statement" in read(answer)
    assert Statement.objects.count() == 1


def test_a_round_has_one_statement_whoever_opens_it(guidelines, people):
    told = {"council": COUNCIL, "by": people.officer}
    actions.open_statement(guidelines, **told)
    with pytest.raises(BadInput, match="has a statement already") as refused:
        actions.open_statement(guidelines, **told)
    assert refused.value.field == "guidelines"


def test_without_guidelines_the_page_says_how_they_are_loaded(client, people):
    page = read(client.get(OPEN))
    assert "manage.py load_guidelines statements/guidelines/2004.json" in page
    assert "What the draft begins with" not in page


@pytest.mark.parametrize(
    ("role", "words", "may_open"),
    [
        ("officer", "Open the statement of a round to begin its draft.", True),
        ("director", "Open the statement of a round to begin its draft.", True),
        ("clerk", "Officers open one when the ministry’s guidelines", False),
        ("member", "No statement is published yet.", False),
    ],
)
def test_the_empty_list_says_what_its_reader_can_do(
    client, people, role, words, may_open
):
    client.force_login(getattr(people, role))
    page = read(client.get(LIST))
    assert words in page
    assert (OPEN in page) == (EARLIER in page) == may_open


def test_what_waits_for_an_officer_is_to_open_the_first_statement(client, guidelines):
    assert "Open the statement of a round" in read(client.get("/"))
    client.post(OPEN, opening(guidelines))
    assert "Open the statement of a round" not in read(client.get("/"))


def test_an_earlier_statement_is_brought_in_with_a_copy_and_proves_nothing(
    client, people
):
    answer = client.post(EARLIER, earlier(), follow=True)
    assert "IEG Statement 2003 has been brought in." in read(answer)
    statement = Statement.objects.get()
    assert statement.imported
    document = statement.current.document
    titles = [document.get(uid, "title") for uid in document.children()]
    assert titles == ["Local context", "Staff"]
    client.force_login(people.member)
    copy = client.get(reverse("statements:final_copy", args=["2003"]))
    assert "Approved by Council before this system; not proved here." in read(copy)
    assert {title: found for title, found in verify() if found} == {}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"round": ""}, "Enter the round"),
        ({"round": "two words"}, "Round must have letters, digits and hyphens only"),
        ({"title": ""}, "Enter the title"),
        ({"title": "x" * 201}, "200 characters or fewer"),
        ({"ministry": "\0"}, "Text must not contain control characters."),
        ({"due_day": "32"}, "Day on which it was due must be a real date"),
        ({"due_year": "2004"}, "an earlier statement was due must be in the past"),
        ({"text": ""}, "Paste the text of the statement"),
        ({"text": "No heading."}, "must begin with the heading of a section"),
        ({"text": "# A\n\nx\n\n# a\n\ny"}, "The heading “a” stands there twice."),
        ({"text": "# A\n\n# B\n\nx"}, "Nothing stands under the heading “A”."),
        ({"text": f"# {'x' * 201}\n\nx"}, "The heading on line 1 must be 200"),
        ({"text": "# A\n\n<b>x</b>"}, "Under the heading “A”: Remove the HTML tag"),
        ({"text": "# A\n\nx\0"}, "Text must not contain control characters."),
        ({"text": f"# A\n\n{'x' * 200_001}"}, "Text must be 200,000 characters"),
    ],
)
def test_a_wrong_earlier_statement_is_refused_and_nothing_typed_is_lost(
    client, people, changed, sentence
):
    before = head()
    answer = client.post(EARLIER, earlier(**changed))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert sentence in page
    if "text" not in changed:
        assert TEXT in page.replace("\r\n", "\n")
    elif changed["text"]:
        assert answer.context["form"]["text"].value() == changed["text"]
    assert head() == before


def test_a_round_is_not_brought_in_twice(client, people):
    client.post(EARLIER, earlier())
    answer = client.post(EARLIER, earlier(title="Another"))
    assert "The round 2003 has a statement already." in read(answer)
    assert Statement.objects.count() == 1


def test_a_statement_still_to_be_sent_is_never_brought_in(people):
    text = makers.statement_document(deadline="2004-10-06")
    with pytest.raises(BadInput, match="must be in the past"):
        actions.import_text(text, by=people.officer)


@pytest.mark.parametrize("role", ["clerk", "auditor", "member", "administrator"])
def test_nobody_else_opens_or_brings_in_a_statement(client, guidelines, people, role):
    person = getattr(people, role)
    client.force_login(person)
    before = head()
    for address, told in ((OPEN, opening(guidelines)), (EARLIER, earlier())):
        assert client.get(address).status_code == 403
        assert client.post(address, told).status_code == 403
    text = makers.statement_document(deadline="2003-11-10")
    with pytest.raises(NotAllowed):
        actions.import_text(text, by=person)
    with pytest.raises(NotAllowed):
        actions.open_statement(guidelines, council=COUNCIL, by=person)
    assert head() == before


def test_a_grant_is_typed_in_pounds_and_kept_in_pence(client, people):
    ledger = reverse("statements:grants_ledger")
    assert "Record what was awarded first" in read(client.get(ledger))
    answer = client.post(GRANT, granted(), follow=True)
    assert "Recorded: grant of 2004/05." in read(answer)
    assert "Awarded £350,000, revenue. Received £0." in read(answer)
    grant = Grant.objects.get()
    assert (grant.awarded_pence, grant.capital) == (35_000_000, False)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"year": ""}, "Enter the year of the grant"),
        ({"year": "last"}, "Year must be a year, like 2004 or 2004/05"),
        ({"source": ""}, "Enter who awarded the grant"),
        ({"source": "x" * 201}, "200 characters or fewer"),
        ({"capital": ""}, "Select whether it is capital or revenue"),
        ({"capital": "x"}, "must be one of the choices"),
        ({"awarded_pence": ""}, "Enter the amount that was awarded"),
        ({"awarded_pence": "0"}, "Enter an amount of more than £0"),
        ({"awarded_pence": "1e5"}, "must be an amount in pounds"),
        ({"awarded_pence": "9" * 13}, "Amount in pounds is too large"),
    ],
)
def test_a_wrong_grant_is_refused_beside_its_field(client, people, changed, sentence):
    before = head()
    answer = client.post(GRANT, granted(**changed))
    assert answer.status_code == 200
    assert sentence in read(answer)
    kept = "350,000" if "awarded_pence" not in changed else "2004/05"
    assert f'value="{kept}"' in read(answer)
    assert head() == before


def test_a_year_has_one_grant(client, people):
    client.post(GRANT, granted())
    answer = client.post(GRANT, granted(source="Another"))
    assert "A grant of 2004/05 has been recorded already." in read(answer)
    assert Grant.objects.count() == 1


@pytest.mark.parametrize("role", ["director", "clerk", "auditor", "member"])
def test_others_record_no_grant(client, people, role):
    client.force_login(getattr(people, role))
    assert client.get(GRANT).status_code == 403
    assert client.post(GRANT, granted()).status_code == 403
    assert not Grant.objects.exists()


def admin(model, step, *args):
    return reverse(f"admin:statements_{model}_{step}", args=args)


def test_the_admin_opens_a_statement_and_brings_in_an_earlier_one(client, guidelines):
    steps = (
        (admin("statement", "import_statement"), earlier()),
        (admin("statement", "open_statement"), opening(guidelines)),
    )
    listed = read(client.get(admin("statement", "changelist")))
    for address, told in steps:
        assert address in listed
        assert client.get(address).status_code == 200
        assert client.post(address, told).status_code == 302
        assert "already" in read(client.post(address, told)) or address == steps[1][0]
    rounds = Statement.objects.order_by("round").values_list("round", flat=True)
    assert list(rounds) == ["2003", "2004"]


def test_the_admin_records_a_grant_and_a_receipt_and_reverses_it(client, people):
    record = admin("grant", "record_grant")
    assert client.post(record, granted()).status_code == 302
    assert "recorded already" in read(client.post(record, granted()))
    told = {
        "grant": Grant.objects.get().pk,
        "pence": "200",
        "received_on_day": "1",
        "received_on_month": "7",
        "received_on_year": "2004",
        "reference": "REF 7",
        "note": "",
    }
    receive = admin("receipt", "record_receipt")
    assert client.post(receive, told).status_code == 302
    receipt = Receipt.objects.get()
    undo = admin("receipt", "reverse_receipt", receipt.pk)
    assert undo in read(client.get(admin("receipt", "change", receipt.pk)))
    assert client.post(undo, {"note": "Twice."}).status_code == 302
    answer = client.post(undo, {"note": "Again."}, follow=True)
    assert undo not in read(answer)
    assert "This receipt has been corrected already." in read(answer)
    assert sorted(r.pence for r in Receipt.objects.all()) == [-20_000, 20_000]


@pytest.mark.parametrize("role", ["clerk", "auditor", "administrator"])
def test_the_admin_opens_and_records_nothing_for_others(client, people, role):
    client.force_login(getattr(people, role))
    before = head()
    for address in (
        admin("statement", "open_statement"),
        admin("statement", "import_statement"),
        admin("grant", "record_grant"),
        admin("receipt", "record_receipt"),
    ):
        assert client.get(address).status_code == 403
        assert client.post(address, {}).status_code == 403
    assert head() == before
