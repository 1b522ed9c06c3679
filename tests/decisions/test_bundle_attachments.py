"""The files in a final copy's PDF: the ones that every reader finds, and what
authority.json says is what the rows say."""

import io
import json

import pikepdf
import pytest

from decisions.offline import verify
from tests.decisions.bundles import published_bundle, restored, retold, said

CHAIN = "authority.json says otherwise than the rows: "
PDF = "bytes/statements.finalcopy/1.pdf"
AUTHORITY = "bytes/statements.finalcopy/1.chain"


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return published_bundle()


def with_pdf(files, alter):
    """A forgery of the final copy, whose SHA-256 is told anew wherever it stands."""

    def altered(rows, files, events):
        copy = rows["statements.finalcopy"][-1]
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(files[PDF])) as pdf:
            alter(pdf)
            pdf.save(out)
        old = copy["sha256"]
        restored(files, "statements.finalcopy", copy, "pdf", out.getvalue())
        copy["sha256"] = copy["pdf"]
        for event in events:
            if event["data"].get("sha256") == old:
                event["data"]["sha256"] = copy["sha256"]

    return retold(files, altered)


def spec(pdf, stream, **names):
    """A file under these names, and by no others."""
    stream.Type = pikepdf.Name.EmbeddedFile
    told = {"Type": pikepdf.Name.Filespec, **names}
    told["EF"] = pikepdf.Dictionary(dict.fromkeys([f"/{key}" for key in names], stream))
    return pdf.make_indirect(pikepdf.Dictionary(**told))


def listed_in(pdf):
    return pdf.Root.Names.EmbeddedFiles.Names


def _only_by_f(pdf):
    """A second document.json, which only some readers show."""
    stream = pdf.make_stream(b'{"forged":true}')
    listed_in(pdf).append(pikepdf.String("z"))
    listed_in(pdf).append(spec(pdf, stream, F=pikepdf.String("document.json")))


def _decoy(pdf):
    """The true document.json stands there, and the catalogue lists another."""
    name = pikepdf.String("document.json")
    other = spec(pdf, pdf.make_stream(b'{"forged":true}'), UF=name)
    other.F = name
    _swapped(pdf, other)


def _swapped(pdf, other):
    names = listed_in(pdf)
    for place in range(0, len(names), 2):
        if str(names[place]) == "document.json":
            pdf.Root.Kept = names[place + 1]
            names[place + 1] = other
    del pdf.Root.AF


def _whole_decoy(pdf):
    stream = pdf.make_stream(b'{"forged":true}')
    name = pikepdf.String("document.json")
    _swapped(pdf, spec(pdf, stream, F=name, UF=name))


def _beside_a_page(pdf):
    """An attachment of a page, which no catalogue lists."""
    name = pikepdf.String("document.json")
    made = spec(pdf, pdf.make_stream(b"{}"), F=name, UF=name)
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.FileAttachment,
        Rect=[0, 0, 9, 9],
        FS=made,
    )
    pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(note)])


SPOOFS = {
    "a second file with only /F": (_only_by_f, "attached to the PDF in a way of its"),
    "a reachable forgery with only /UF": (_decoy, "cannot be read"),
    "a reachable forgery, and the true one kept": (
        _whole_decoy,
        "a file is kept in the PDF that its catalogue does not list",
    ),
    "a file beside a page": (
        _beside_a_page,
        "a file is kept in the PDF that its catalogue does not list",
    ),
}


@pytest.mark.parametrize("name", SPOOFS)
def test_an_attachment_that_readers_see_otherwise_is_refused(published, name):
    alter, sentence = SPOOFS[name]
    assert sentence in said(with_pdf(published, alter))


def _appended(pdf):
    """An object of the same number, as a later revision of the file has it."""
    return pdf + b"\n3 0 obj\n<< /Type /Catalog >>\nendobj\n"


def _hidden(pdf):
    """Words between the objects."""
    at = pdf.index(b"endobj") + len(b"endobj")
    return pdf[:at] + b"\n% 900 0 obj << >> endobj" + pdf[at:]


def _pointed_elsewhere(pdf):
    """The table of objects is said to be at another place."""
    at = pdf.rindex(b"startxref") + len(b"startxref\n")
    return pdf[:at] + b"15\n%%EOF\n"


@pytest.mark.parametrize("alter", [_appended, _hidden, _pointed_elsewhere])
def test_a_pdf_of_another_shape_is_refused(published, alter):
    with pytest.raises(ValueError, match="PDF"):
        verify.attachments(alter(published[PDF]))
    assert verify.attachments(published[PDF]).keys() == {
        "document.json",
        "authority.json",
    }


def with_chain(files, alter):
    """Another chain of authority, in the PDF and in the record."""

    def altered(pdf):
        chain = json.loads(files[AUTHORITY])
        alter(chain)
        pdf.attachments["authority.json"].obj.EF.F.write(verify.canonical(chain))

    made = with_pdf(files, altered)

    def matching(rows, files, events):
        chain = json.loads(files[AUTHORITY])
        alter(chain)
        copy = rows["statements.finalcopy"][-1]
        content = verify.canonical(chain)
        restored(files, "statements.finalcopy", copy, "chain", content)

    return retold(made, matching)


def _set(*path, to):
    def alter(chain):
        value = chain
        for name in path[:-1]:
            value = value[name]
        value[path[-1]] = to

    return alter


def _twice(chain):
    chain["changes"] *= 2


SIGNED = ("changes", 0, "signoffs", 0)
LIES = {
    "another signer": (
        _set(*SIGNED, "person", to="Somebody"),
        "changes 1 signoffs 1 p",
    ),
    "another office": (_set(*SIGNED, "office", to="Mayor"), "changes 1 signoffs 1 off"),
    "another time": (
        _set(*SIGNED, "at", to="2004-12-09T09:00:00+00:00"),
        "changes 1 signoffs 1 at",
    ),
    "another verdict": (_set(*SIGNED, "verdict", to="Refused"), "signoffs 1 verdict"),
    "another digest signed": (_set(*SIGNED, "digest", to="0"), "signoffs 1 digest"),
    "another means": (_set(*SIGNED, "means", to="On paper"), "signoffs 1 means"),
    "a scan that is not there": (_set(*SIGNED, "scan_sha256", to="0"), "scan_sha256"),
    "other interests": (_set(*SIGNED, "interests", to="Shares"), "interests"),
    "another reason": (_set("changes", 0, "reason", to="Because."), "changes 1 reason"),
    "another patch": (_set("changes", 0, "patch", to={}), "changes 1 patch"),
    "a change twice": (_twice, "changes (their number)"),
    "another day of clearing": (_set("cleared_on", to="2003-01-01"), "cleared_on"),
    "no delegations": (_set("delegations", to=[]), "delegations (their number)"),
    "another mode": (
        _set("delegations", 0, "mode", to="Alone: one office signs"),
        "delegations 1 mode",
    ),
    "another office delegated to": (
        _set("delegations", 0, "offices", 0, to="Mayor"),
        "delegations 1 offices 1",
    ),
    "another outcome": (_set("decisions", 1, "outcome", to="Noted"), "decisions 2 out"),
    "no final approval": (_set("final_approval", to=None), "final_approval"),
    "another reference": (_set("submission", "reference", to="X"), "submission ref"),
}


@pytest.mark.parametrize("name", LIES)
def test_authority_in_the_pdf_must_say_what_the_rows_say(published, name):
    alter, place = LIES[name]
    told = said(with_chain(published, alter))
    assert any(CHAIN in line and place in line for line in told.splitlines()), told
