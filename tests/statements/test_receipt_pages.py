import pytest
from django.urls import reverse

from iegtracker import clock
from iegtracker.ledger.record import head
from statements import actions
from statements.models import Receipt
from tests import makers

pytestmark = pytest.mark.django_db
NEW = reverse("statements:record_receipt")
LEDGER = reverse("statements:grants_ledger")


@pytest.fixture
def people(client):
    who = makers.people()
    client.force_login(who.officer)
    return who


@pytest.fixture
def grant(people):
    return actions.record_grant(
        year="2004",
        source="Central government",
        capital=True,
        awarded_pence=35_000_000,
        by=people.officer,
    )


def sent(about, **changed):
    return {
        "grant": about.pk,
        "pence": "350,000",
        "received_on_day": "1",
        "received_on_month": "7",
        "received_on_year": "2004",
        "reference": "REF 7",
        "note": "",
        **changed,
    }


def read(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture(autouse=True)
def december():
    with clock.told(makers.at("2004-12-10")):
        yield


def test_a_receipt_is_typed_in_pounds_and_kept_in_pence(client, grant):
    answer = client.post(NEW, sent(grant, pence="£350,000.50"), follow=True)
    assert "£350,000.50" in read(answer)
    assert Receipt.objects.get().pence == 35_000_050


WRONG = [
    ({"grant": ""}, "Select the grant"),
    ({"grant": "99"}, "Select a grant of the list"),
    ({"grant": "x"}, "Select a grant of the list"),
    ({"pence": ""}, "Enter the amount in pounds"),
    ({"pence": "0"}, "Enter an amount of more than £0"),
    ({"pence": "-5"}, "must be an amount in pounds"),
    ({"pence": "1e5"}, "must be an amount in pounds"),
    ({"pence": "9" * 400}, "must be an amount in pounds"),
    ({"received_on_day": "32"}, "Date of receipt must be a real date"),
    ({"received_on_year": "2099"}, "The date of receipt must not be in the future."),
    ({"received_on_day": ""}, "Date of receipt must include a day"),
    ({"reference": ""}, "Enter the reference"),
    ({"reference": "x" * 300_000}, "100 characters or fewer"),
    ({"reference": "\0"}, "Text must not contain control characters."),
    ({"note": "x" * 301}, "300 characters or fewer"),
]


@pytest.mark.parametrize(("changed", "sentence"), WRONG)
def test_a_wrong_receipt_is_refused_beside_its_field(client, grant, changed, sentence):
    before = head()
    answer = client.post(NEW, sent(grant, **changed))
    assert answer.status_code == 200
    assert sentence in read(answer)
    kept = "REF 7" if "reference" not in changed else "350,000"
    assert kept in read(answer)
    assert head() == before


def test_a_receipt_is_reversed_once(client, grant):
    client.post(NEW, sent(grant))
    reverse_it = reverse("statements:reverse_receipt", args=[Receipt.objects.get().pk])
    assert "Enter the reason" in read(client.post(reverse_it, {"note": " "}))
    client.post(reverse_it, {"note": "Entered twice."})
    assert sorted(r.pence for r in Receipt.objects.all()) == [-35_000_000, 35_000_000]
    answer = client.post(reverse_it, {"note": "Again."})
    assert "This receipt has been corrected already." in read(answer)
    assert Receipt.objects.count() == 2
    assert "Reverses a receipt." in read(client.get(LEDGER))


@pytest.mark.parametrize("role", ["director", "clerk", "auditor"])
def test_others_read_the_ledger_and_record_nothing(client, people, grant, role):
    client.force_login(getattr(people, role))
    assert client.get(LEDGER).status_code == 200
    assert "Record a receipt" not in read(client.get(LEDGER))
    before = head()
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, sent(grant)).status_code == 403
    assert head() == before


@pytest.mark.parametrize("role", ["member", "administrator"])
def test_members_and_administrators_do_not_read_the_ledger(client, people, role):
    client.force_login(getattr(people, role))
    assert client.get(LEDGER).status_code == 403


def test_a_statement_says_where_it_differs_from_the_receipts(client):
    tree = {u: dict(f) for u, f in makers.statement_document().elements.items()}
    tree["s-grants"]["order"] = ["g-1"]
    tree["g-1"] = {"kind": "grant", "quote": {"year": "2004", "pence": 34_000_000}}
    document = type(makers.statement_document()).from_tree(tree)
    story = makers.reported_statement(document)
    granted = actions.record_grant(
        year="2004",
        source="Central government",
        capital=True,
        awarded_pence=35_000_000,
        by=story.people.officer,
    )
    client.force_login(story.people.officer)
    client.post(NEW, sent(granted))
    told = read(client.get(reverse("statements:grants", args=["2004"])))
    said = "The statement says £340,000 for 2004; the receipts come to £350,000."
    assert said in told
