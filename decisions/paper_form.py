"""The form by which an office-holder answers a change on paper.

The same round gives the same bytes: nothing is read but the value.
"""

from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone

from statements.rendering import pdf as rendering
from statements.rendering.pdf import Pdf
from statements.rendering.redline import Redline

_GROUP = 4


@dataclass(frozen=True)
class PaperForm:
    """One round of signing as it is printed; each office is named, and if it decides.

    A final approval has no redline: it names a version, and what it waives.
    """

    council: str
    statement: str
    heading: str
    title: str
    redline: Redline
    version: int | None
    version_digest: str
    waived: tuple[str, ...]
    reason: str
    material: bool
    because: tuple[str, ...]
    under: str
    offices: tuple[tuple[str, bool], ...]
    round: int
    proposed_on: datetime
    digest: str

    @property
    def name(self) -> str:
        return f"{self.heading}: {self.title}" if self.title else self.heading

    @property
    def digest_in_groups(self) -> tuple[str, ...]:
        """Two lines of eight groups of four: what a person can type from paper."""
        groups = [
            self.digest[at : at + _GROUP] for at in range(0, len(self.digest), _GROUP)
        ]
        half = len(groups) // 2
        return " ".join(groups[:half]), " ".join(groups[half:])

    @property
    def day(self) -> str:
        """The day that the file bears: when the round was put."""
        return timezone.localdate(self.proposed_on).isoformat()


def source(form: PaperForm) -> str:
    """The whole HTML that the PDF is made from."""
    html = render_to_string("rendering/pdf/paper_form.html", {"form": form})
    return rendering.dressed(html, form.digest)


def made(form: PaperForm) -> Pdf:
    return rendering.made(source(form), ())
