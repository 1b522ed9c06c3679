"""Bundles altered in every way: the script says no, and names the link."""

import io
import json
import random
from collections import Counter

import pikepdf
import pytest

from decisions.offline import verify
from statements.document.values import canonical
from tests.decisions.bundles import (
    listed_anew,
    mutations,
    restored,
    rewritten,
    said,
    whole,
)


@pytest.fixture(scope="module")
def bundles(django_db_setup, django_db_blocker):
    """The bundle of a whole record, and an older one; told once for all tests here."""
    with django_db_blocker.unblock():
        return whole()


def survivors(found):
    """The mutations that the script let pass, or did not name."""
    wrong = []
    for mutation in found:
        told = said(mutation.files)
        if not told or not is_named(mutation.link, told):
            wrong.append((mutation.name, told.splitlines()[:3]))
    return wrong


def is_named(link, told):
    """Whether what was altered is named: the file, its table, its row or its event."""
    if link == "ledger.jsonl":
        return "event " in told or "the ledger" in told or link in told
    folder, _, rest = link.partition("/")
    table = rest.partition("/")[0].removesuffix(".jsonl")
    return (table in told) if folder in ("rows", "working") else (link in told)


def test_the_bundles_hold(bundles):
    newer, older = bundles
    assert said(newer) == said(older) == ""
    assert newer["ledger.jsonl"].startswith(older["ledger.jsonl"])


def test_a_sample_of_altered_files_is_caught(bundles):
    every = list(mutations(*bundles))
    chosen = random.Random(4).sample(every, 80)  # noqa: S311
    assert survivors(chosen) == []


@pytest.mark.soak
@pytest.mark.once
def test_every_altered_file_is_caught(bundles):
    every = list(mutations(*bundles))
    kinds = Counter(
        mutation.name.partition(" ")[2].partition(" with")[0] for mutation in every
    )
    assert len(every) >= 500
    assert len(kinds) >= 12, kinds
    assert survivors(every) == []


@pytest.mark.parametrize("name", ["README.txt", "verify.py", "bundle.json"])
def test_a_file_that_is_only_listed_is_held_by_the_list(bundles, name):
    files, _ = bundles
    told = said({**files, name: files[name] + b" "})
    assert f"{name}: its bytes do not have the SHA-256 listed" in told
    told = said({n: content for n, content in files.items() if n != name})
    assert f"{name}: the file is missing" in told
    without = {n: content for n, content in files.items() if n != name}
    assert f"{name}: the bundle is not whole without it" in said(listed_anew(without))


def test_files_that_do_not_belong_are_named(bundles):
    files, _ = bundles
    for name in ("rows/x/y.jsonl", "else/where.txt", "bytes/nothing", "rows/x.y.jsonl"):
        told = said(listed_anew({**files, name: b'{"id":1}\n'}))
        table = name.partition("/")[2].removesuffix(".jsonl")
        assert name in told or f"{table}:1: the row has no event" in told
    told = said({**files, "extra.txt": b""})
    assert "extra.txt: it is not listed in SHA256SUMS" in told


def test_an_older_ledger_or_older_rows_do_not_pass_for_the_newer(bundles):
    newer, older = bundles
    assert "the end of the ledger" in said(
        listed_anew({**older, "bundle.json": newer["bundle.json"]})
    )
    for replayed in ("ledger.jsonl", "rows/decisions.absence.jsonl"):
        assert said(listed_anew({**newer, replayed: older[replayed]}))
    # A whole older bundle is true as far as it goes: the newest receipt shows it.
    newest = verify.Bundle(newer).hashes[-1]
    assert said(older) == ""
    assert "no event of this ledger has that hash" in said(older, [newest])


# --- Forgeries: the whole chain made anew, and still not covered ----------------


def _signoff(rows, **values):
    """The last approval of an applied change's round that has these values."""
    applied = {
        a["signing_round_id"]
        for a in rows["decisions.authority"]
        if "signing_round_id" in a
    }
    found = [
        row
        for row in rows["decisions.signoff"]
        if row["signing_round_id"] in applied
        and all(row.get(name) == value for name, value in values.items())
    ]
    return found[-1]


def _round(rows):
    key = _signoff(rows)["signing_round_id"]
    return next(r for r in rows["decisions.signinground"] if r["id"] == key)


def _final(rows):
    clearance = rows["decisions.clearance"][-1]
    key = clearance["signing_round_id"]
    return next(r for r in rows["decisions.signinground"] if r["id"] == key)


def _delegation(rows):
    key = _round(rows)["delegation_id"]
    return next(r for r in rows["decisions.delegation"] if r["id"] == key)


def _dismissal(rows):
    return rows["decisions.dismissal"][-1]


def _paper(rows):
    return rows["decisions.papersignature"][-1]


def _version(rows):
    """The last version of the statement."""
    paper = rows["statements.statement"][0]["id"]
    versions = [v for v in rows["statements.version"] if v["paper_id"] == paper]
    return max(versions, key=lambda row: row["number"])


def _other_words(rows, files):
    version = _version(rows)
    name = f"bytes/statements.version/{version['id']}.content"
    other = files[name].replace(b"villages", b"hamlets").replace(b"towns", b"cities")
    restored(files, "statements.version", version, "content", other)
    version["digest"] = version["content"]


def _other_patch(rows, files):
    signing_round = _round(rows)
    name = f"bytes/decisions.signinground/{signing_round['id']}.patch"
    other = files[name].replace(b"soon", b"never").replace(b"towns", b"towns.")
    assert other != files[name]
    restored(files, "decisions.signinground", signing_round, "patch", other)


def _reattached(alter):
    """The final copy after its attachments were altered, with the SHA-256 of that."""

    def altered(rows, files):
        copy = rows["statements.finalcopy"][-1]
        name = f"bytes/statements.finalcopy/{copy['id']}.pdf"
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(files[name])) as pdf:
            alter(pdf.attachments)
            pdf.save(out)
        restored(files, "statements.finalcopy", copy, "pdf", out.getvalue())
        copy["sha256"] = copy["pdf"]

    return altered


def _stripped(attachments):
    del attachments["document.json"]


def _without_record(attachments):
    name = next(name for name in attachments if name.startswith("record-"))
    del attachments[name]


def _with_another(attachments):
    attachments["record-9.json"] = b"{}"


def _other_chain(rows, files):
    copy = rows["statements.finalcopy"][-1]
    name = f"bytes/statements.finalcopy/{copy['id']}.chain"
    other = files[name].replace(b"More is known now.", b"Nobody said why.")
    assert other != files[name]
    restored(files, "statements.finalcopy", copy, "chain", other)


def _other_record(rows, files):
    copy = rows["statements.finalcopy"][-1]
    name = f"bytes/statements.finalcopy/{copy['id']}.chain"
    chain = json.loads(files[name])
    chain["records"][0]["content"]["outcome"] = "Rejected"
    restored(files, "statements.finalcopy", copy, "chain", canonical(chain))


def _without(table, row_of):
    def alter(rows, files):
        rows[table].remove(row_of(rows))

    return alter


def _set(row_of, **values):
    def alter(rows, files):
        row = row_of(rows)
        row.update({n: v(row) if callable(v) else v for n, v in values.items()})

    return alter


def _taken_back(rows, files):
    rows["decisions.signaturewithdrawal"][-1]["signoff_id"] = _signoff(rows)["id"]


def _ended(rows, files):
    end = rows["decisions.delegationend"][-1]
    end["delegation_id"] = _delegation(rows)["id"]
    end["recorded_at"] = "2004-12-09T12:00:00.000000+00:00"


def _left_office(rows, files):
    end = rows["decisions.appointmentend"][-1]
    end["appointment_id"] = _signoff(rows, means="own_account")["appointment_id"]
    end["ends_on"] = "2004-12-09"


def _by_one_clerk(rows, files):
    signoff = _signoff(rows, means="on_paper")
    paper = next(
        p for p in rows["decisions.papersignature"] if p["id"] == signoff["paper_id"]
    )
    paper["entered_by_id"] = signoff["confirmed_by_id"]


def _other_scan(rows, files):
    signoff = _signoff(rows, means="on_paper")
    paper = next(
        p for p in rows["decisions.papersignature"] if p["id"] == signoff["paper_id"]
    )
    restored(files, "decisions.papersignature", paper, "scan", b"another hand")


def _one_person(rows, files):
    key = _round(rows)["id"]
    first, second = [
        r for r in rows["decisions.signoff"] if r["signing_round_id"] == key
    ]
    first["person_id"] = second["person_id"]


def _author_alone(rows, files):
    signing_round = _round(rows)
    people = {
        r["person_id"]
        for r in rows["decisions.signoff"]
        if r["signing_round_id"] == signing_round["id"]
    }
    told = [{"key": key, "name": "x"} for key in sorted(people)]
    signing_round["authors"] = verify.canonical(told).decode()


def _other_office(rows, files):
    signoff = _signoff(rows)
    signoff["office_id"] = next(
        o["id"] for o in rows["decisions.office"] if o["slug"] == "deputy"
    )


def _consulting(rows, files):
    """The mode of a decision by one office, when both had decided."""
    _delegation(rows)["mode"] = "sole"


def _viewed_late(rows, files):
    """One office is only consulted, and gave its view after the decision."""
    _delegation(rows)["mode"] = "consultation"
    key, first = _delegation(rows)["id"], _signoff(rows)
    signed = [
        r
        for r in rows["decisions.signoff"]
        if r["signing_round_id"] == first["signing_round_id"]
    ]
    for part in rows["decisions.delegatedoffice"]:
        if part["delegation_id"] == key and part["office_id"] == signed[0]["office_id"]:
            part["part"] = "consulted"
    signed[0]["at"] = "2004-12-10T23:00:00.000000+00:00"


FORGERIES = {
    "other words in the last version": (_other_words, "with the patch that was agreed"),
    "another patch": (_other_patch, "it is not what its digest says"),
    "another reason": (
        _set(_round, reason="Because."),
        "it is not what its digest says",
    ),
    "another delegation's round": (
        _set(_round, delegation_id=lambda row: row["delegation_id"] + 1),
        "change",
    ),
    "a signature removed": (
        _without("decisions.signoff", _signoff),
        "the signature of office",
    ),
    "a signature for another office": (
        _other_office,
        "it has no part in the delegation",
    ),
    "a signature under another digest": (
        _set(_signoff, digest="0" * 64),
        "another digest was signed",
    ),
    "a refusal in place of an approval": (
        _set(_signoff, verdict="refused"),
        "it did not approve",
    ),
    "a signature taken back": (_taken_back, "its signature was taken back"),
    "a signature by somebody else": (
        _set(_signoff, person_id=lambda row: row["person_id"] + 1000),
        "the signer did not hold it on that day",
    ),
    "a signature before the delegation": (
        _set(_signoff, at="2004-12-08T10:00:00.000000+00:00"),
        "it signed outside the delegation's dates",
    ),
    "a delegation that was over": (
        _set(_delegation, until="2004-12-09"),
        "it signed outside the delegation's dates",
    ),
    "a delegation that had been ended": (_ended, "after the delegation had ended"),
    "a delegation for minor changes": (
        _set(_delegation, scope="minor"),
        "its delegation is for other changes",
    ),
    "a power that was dismissed": (
        _set(_dismissal, urgency_id=1),
        "what it confirms had been dismissed",
    ),
    "a form signed before its signer came": (
        _set(_paper, signed_on="2004-01-05"),
        "it was signed before the signer acted",
    ),
    "a delegation to one office": (_consulting, "it was not decided by one office"),
    "a view after the decision": (_viewed_late, "decided before every view was given"),
    "one person in two offices": (_one_person, "one person signed for two offices"),
    "authors who approved it themselves": (
        _author_alone,
        "everyone who approved it had written in it",
    ),
    "an author left out": (
        _set(_round, authors="[]"),
        "it names other authors than its draft has",
    ),
    "an office left the day before": (
        _left_office,
        "the signer did not hold it on that day",
    ),
    "paper entered and confirmed by one": (
        _by_one_clerk,
        "the paper was not entered by two others",
    ),
    "another scan": (_other_scan, "the scan has another SHA-256"),
    "an authority removed": (
        _without("decisions.authority", lambda rows: rows["decisions.authority"][-1]),
        "no decision or change stands behind it",
    ),
    "a clearance of another version": (
        _set(
            lambda rows: rows["decisions.clearance"][-1],
            version_id=lambda row: row["version_id"] - 1,
        ),
        "another version was approved",
    ),
    "a final approval of another version": (
        _set(_final, version_id=lambda row: row["version_id"] - 1),
        "another version was approved",
    ),
    "a submission of another digest": (
        _set(lambda rows: rows["decisions.submission"][0], digest="0" * 64),
        "its digest is another's",
    ),
    "a final copy without its text": (
        _reattached(_stripped),
        "document.json in the PDF is not what the record holds",
    ),
    "a final copy without a record of a decision": (
        _reattached(_without_record),
        ".json in the PDF is not what the record holds",
    ),
    "a final copy with one attachment more": (
        _reattached(_with_another),
        "record-9.json in the PDF is not what the record holds",
    ),
    "a final copy of a record that nobody published": (
        _other_record,
        "is not a record that was published",
    ),
    "two records of what another body resolved": (
        _set(
            lambda rows: rows["decisions.decisionrecord"][-1],
            edition=1,
            number="X/1",
            slug="x-1",
        ),
        "two rows have the same endorsement_id and edition",
    ),
    "another chain beside the final copy": (
        _other_chain,
        "authority.json in the PDF is not what the record holds",
    ),
    "a decision that turned the text back": (
        _set(lambda rows: rows["decisions.decision"][-1], outcome="rejected"),
        "a body, which did not agree to it",
    ),
    "a status that no step led to": (
        _set(lambda rows: rows["decisions.change"][0], status="applied"),
        "the ledger says otherwise of its status",
    ),
    "a change of another number": (
        _set(lambda rows: rows["decisions.change"][0], number=99),
        "the ledger says otherwise of its number",
    ),
    "a statement said to be imported": (
        _set(lambda rows: rows["statements.statement"][0], imported=True),
        "the ledger says otherwise of its imported",
    ),
}


def test_a_chain_made_anew_over_the_same_rows_holds(bundles):
    files, _ = bundles
    again = rewritten(files, lambda rows, files: None)
    assert said(again) == ""
    assert (
        again["rows/decisions.signoff.jsonl"] == files["rows/decisions.signoff.jsonl"]
    )


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_with_a_new_chain_is_named(bundles, name):
    alter, sentence = FORGERIES[name]
    told = said(rewritten(bundles[0], alter))
    assert sentence in told, told
