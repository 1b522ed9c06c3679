"""The outside checkers are there, and can say no."""

import pytest
import weasyprint

from tests.nu import nu
from tests.verapdf import failed_rules

GOOD = '<!DOCTYPE html><html lang="en-GB"><head><title>A</title></head><body>{}</body>'


def test_nu_names_the_page_and_the_error():
    found = nu(
        {
            "good": GOOD.format("<p>Right.</p>"),
            "bad": GOOD.format('<p id="a">One<p id="a">two'),
        }
    )
    assert found
    assert all(line.startswith("bad, line ") for line in found)
    assert any("Duplicate ID" in line for line in found)


@pytest.mark.pdf
def test_verapdf_tells_a_tagged_file_from_an_untagged_one(tmp_path):
    tagged, plain = tmp_path / "tagged.pdf", tmp_path / "plain.pdf"
    page = weasyprint.HTML(string=GOOD.format("<h1>A</h1><p>Right.</p>"))
    page.write_pdf(tagged, pdf_variant="pdf/ua-1")
    page.write_pdf(plain)
    broken = failed_rules([tagged, plain], flavours=["ua1"])
    assert broken[tagged] == []
    assert broken[plain]
    assert all(line.startswith("ua1 ") for line in broken[plain])
