"""The grants ledger. Amounts are in pence."""

from datetime import date

from django.db import transaction

from iegtracker import clock
from iegtracker.errors import BadInput, DomainError, WrongState
from iegtracker.ledger.record import record
from iegtracker.people.models import User
from iegtracker.workflow import first_come
from statements.access import recording_refusal
from statements.models import Grant, Receipt

from .wording import said

MOST_PENCE = 10**12


@transaction.atomic
def record_grant(
    *, year: str, source: str, capital: bool, awarded_pence: int, by: User
) -> Grant:
    """Record an award for a year. Raises BadInput when that year has one."""
    _ask(by)
    _check_amount(awarded_pence, "awarded_pence")
    twice = f"A grant of {year} has been recorded already."
    if Grant.objects.filter(year=year).exists():
        raise BadInput(twice, field="year")
    with first_come(twice):
        grant = Grant.objects.create(
            year=said(year, "year", required="Enter the year.", longest=10),
            source=said(source, "source", required="Enter the source.", longest=200),
            capital=capital,
            awarded_pence=awarded_pence,
        )
    record("grant.recorded", about=grant, by=by, pence=awarded_pence)
    return grant


@transaction.atomic
def record_receipt(
    grant: Grant,
    *,
    pence: int,
    received_on: date,
    reference: str,
    note: str = "",
    by: User,
) -> Receipt:
    """Record money that came in. Raises BadInput for a day to come, or no amount."""
    _ask(by)
    Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    _check_amount(pence, "pence")
    if received_on > clock.today():
        raise BadInput(
            "The date of receipt must not be in the future.", field="received_on"
        )
    receipt = Receipt.objects.create(
        grant=grant,
        pence=pence,
        received_on=received_on,
        reference=said(
            reference, "reference", required="Enter a reference.", longest=100
        ),
        note=said(note, "note", longest=300),
        recorded_by=by,
        recorded_at=clock.now(),
    )
    record("receipt.recorded", about=receipt, by=by, pence=pence)
    return receipt


@transaction.atomic
def reverse_receipt(receipt: Receipt, *, note: str, by: User) -> Receipt:
    """Correct a receipt by a row of the opposite amount.

    Raises WrongState when it has been reversed, or is itself a reversal.
    """
    _ask(by)
    Grant.objects.select_for_update(no_key=True).get(pk=receipt.grant_id)
    if error := reversal_refusal(receipt, by):
        raise error
    reversal = Receipt.objects.create(
        grant=receipt.grant,
        pence=-receipt.pence,
        received_on=clock.today(),
        reference=receipt.reference,
        note=said(note, "note", required="Say what is corrected.", longest=300),
        reverses=receipt,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    record("receipt.reversed", about=reversal, by=by, pence=reversal.pence)
    return reversal


def reversal_refusal(receipt: Receipt, user: User) -> DomainError | None:
    """Why `user` may not reverse `receipt` now, or None."""
    if error := recording_refusal(user):
        return error
    if receipt.reverses_id or Receipt.objects.filter(reverses=receipt).exists():
        return WrongState("This receipt has been corrected already.")
    return None


def _check_amount(pence: int, field: str) -> None:
    if not 0 < pence <= MOST_PENCE:
        raise BadInput(
            "Enter an amount of more than £0 and less than £10,000 million.",
            field=field,
        )


def _ask(user: User) -> None:
    if error := recording_refusal(user):
        raise error
