"""Grants as a statement quotes them, beside what was awarded and what came in."""

from dataclasses import dataclass

from statements import figures
from statements.document import Document
from statements.document.exempt import is_withheld
from statements.models import Grant, Receipt


@dataclass(frozen=True)
class Year:
    """One year: what the text quotes and what the ledger says, in pence."""

    year: str
    quoted: int | None
    awarded: int | None
    received: int

    @property
    def agrees(self) -> bool:
        return self.quoted == self.received


@dataclass(frozen=True)
class Compared:
    """The grants of a text against the receipts, year by year, and in sentences."""

    years: tuple[Year, ...]
    quoted: int
    received: int
    findings: tuple[str, ...]


def received(grant: Grant) -> int:
    """What came in for a grant, reversals taken off; its receipts are at hand."""
    return sum(receipt.pence for receipt in grant.receipts.all())


def grants_compared(document: Document) -> Compared:
    """What `document` quotes against the ledger, unless a quote is withheld."""
    if any(
        document.get(uid, "kind") == "grant" and is_withheld(document, uid)
        for uid in document.walk()
    ):
        said = "A grant is withheld, so the amounts quoted are not compared here."
        return Compared((), 0, 0, (said,))
    grants = {g.year: g for g in Grant.objects.prefetch_related("receipts")}
    ledger = {year: received(grant) for year, grant in grants.items()}
    quoted = figures.quoted_grants(document)
    years = tuple(
        Year(
            year,
            quoted.get(year),
            grants[year].awarded_pence if year in grants else None,
            ledger.get(year, 0),
        )
        for year in sorted(quoted.keys() | ledger.keys())
    )
    found = figures.reconcile(ledger, quoted, None, place="The statement")
    return Compared(
        years,
        sum(quoted.values()),
        sum(ledger.values()),
        tuple(finding.sentence for finding in found),
    )


@dataclass(frozen=True)
class GrantRow:
    """A grant of the ledger with its receipts."""

    grant: Grant
    receipts: tuple[Receipt, ...]
    received: int


def grants_ledger() -> tuple[GrantRow, ...]:
    """Every grant with every receipt; a reversed one stands beside its reversal."""
    grants = Grant.objects.prefetch_related(
        "receipts__recorded_by", "receipts__reversed_by"
    )
    return tuple(
        GrantRow(grant, tuple(grant.receipts.all()), received(grant))
        for grant in grants
    )
