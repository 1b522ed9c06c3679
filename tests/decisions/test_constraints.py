"""The database holds by itself what an action would refuse with a sentence."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from decisions.models import (
    Absence,
    Appointment,
    AppointmentEntry,
    Authority,
    Change,
    Clearance,
    Decision,
    DelegatedOffice,
    Delegation,
    DelegationEnd,
    MaterialityRaise,
    Office,
    PaperSignature,
    Recommendation,
    Reopening,
    SignatureWithdrawal,
    SigningRound,
    SignOff,
    Submission,
    Tabling,
    Urgency,
)
from statements.models import Draft, Statement, Version
from tests import makers

pytestmark = pytest.mark.django_db


def again(row, **changed):
    """The same row once more, with other values."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
    return type(row)(**{**values, **changed})


# A round that nobody has signed.
ELSEWHERE = {"signing_round_id": 1_000_000}
# What each table refuses: the constraint's name, the row's table, and what is wrong.
REFUSED = [
    ("signoff_one_per_office", SignOff, lambda r: {"person_id": other_person(r)}),
    ("signoff_two_different_people", SignOff, lambda r: {"office_id": other_office(r)}),
    ("signoff_refusal_says_why", SignOff, lambda r: {"verdict": "refused"}),
    ("signoff_says_interests", SignOff, lambda r: {"interests": ""}),
    ("signing_round_one_of_each_number", SigningRound, lambda r: {"digest": "1" * 64}),
    ("signing_round_says_why", SigningRound, lambda r: {"number": 9, "reason": ""}),
    ("change_one_of_each_number", Change, lambda r: {"draft_id": None}),
    ("change_status_is_known", Change, lambda r: {"number": 9, "status": "signed"}),
    (
        "change_has_a_draft_and_final_approval_none",
        Change,
        lambda r: {"number": 9, "kind": "amendment", "draft_id": None},
    ),
    (
        "authority_is_a_change_or_a_decision",
        Authority,
        lambda r: {"signing_round_id": None, "decision_id": None},
    ),
    (
        "clearance_is_by_final_approval_or_decision",
        Clearance,
        lambda r: {"signing_round_id": None, "decision_id": None},
    ),
    ("reopening_says_why", Reopening, lambda r: {"reason": ""}),
    ("submission_has_a_reference", Submission, lambda r: {"reference": ""}),
    (
        "submission_of_cleared_text_unless_incident",
        Submission,
        lambda r: {"version_id": None, "digest": "", "incident": False},
    ),
    (
        "submission_incident_says_what_happened",
        Submission,
        lambda r: {"incident": True, "note": ""},
    ),
    (
        "delegation_mode_and_scope_are_known",
        Delegation,
        lambda r: {"decision_id": free_decision(), "mode": "alone"},
    ),
    (
        "delegation_ends_after_it_starts",
        Delegation,
        lambda r: {
            "decision_id": free_decision(),
            "until": r.starts_on - timedelta(days=1),
        },
    ),
    ("delegation_names_an_office_once", DelegatedOffice, lambda r: {}),
    (
        "delegation_is_by_decision_or_confirmed_urgency",
        Delegation,
        lambda r: {"decision_id": None},
    ),
    (
        "delegated_substitute_is_another_office",
        DelegatedOffice,
        lambda r: {
            "office_id": other_office(r),
            "substitute_id": other_office(r),
        },
    ),
    ("delegation_end_says_why", DelegationEnd, lambda r: {"reason": ""}),
    ("urgency_says_its_source_and_why", Urgency, lambda r: {"agreed_by": ""}),
    ("urgency_kind_and_scope_are_known", Urgency, lambda r: {"kind": "whim"}),
    (
        "absence_ends_after_it_starts",
        Absence,
        lambda r: {"until": r.starts_on - timedelta(days=1)},
    ),
    ("materiality_raise_says_why", MaterialityRaise, lambda r: {"reason": ""}),
    ("signature_withdrawal_says_why", SignatureWithdrawal, lambda r: {"reason": ""}),
    ("paper_signature_says_interests", PaperSignature, lambda r: {"interests": ""}),
    (
        "paper_signature_never_entered_by_its_signer",
        PaperSignature,
        lambda r: {"entered_by_id": r.person_id},
    ),
    (
        "signoff_on_paper_was_entered_and_confirmed",
        SignOff,
        lambda r: {**ELSEWHERE, "means": "on_paper"},
    ),
    (
        "signoff_never_confirmed_by_its_signer",
        SignOff,
        lambda r: {
            **ELSEWHERE,
            "means": "on_paper",
            "paper_id": 9,
            "confirmed_by_id": r.person_id,
        },
    ),
    ("decision_outcome_is_known", Decision, lambda r: {"outcome": "nodded"}),
    (
        "decision_says_what_the_regulations_ask",
        Decision,
        lambda r: {"alternatives": ""},
    ),
    (
        "decision_outside_call_in_says_why",
        Decision,
        lambda r: {"call_in": "does_not", "call_in_reason": ""},
    ),
    ("recommendation_one_per_element", Recommendation, lambda r: {}),
    ("tabling_one_of_each_number", Tabling, lambda r: {}),
    (
        "appointment_takes_two_people",
        Appointment,
        lambda r: {"confirmed_by_id": r.entered_by_id},
    ),
    (
        "appointment_never_for_oneself",
        Appointment,
        lambda r: {"person_id": r.entered_by_id},
    ),
    (
        "appointment_entry_never_for_oneself",
        AppointmentEntry,
        lambda r: {"person_id": r.entered_by_id},
    ),
    ("office_is_a_members_or_an_officers", Office, lambda r: {"holder_kind": "x"}),
    ("version_one_of_each_number", Version, lambda r: {}),
    ("version_numbers_start_at_one", Version, lambda r: {"number": 0}),
    ("draft_status_is_known", Draft, lambda r: {"status": "lost"}),
    ("statement_status_is_known", Statement, lambda r: {"status": "lost"}),
]


def other_person(signoff):
    return Appointment.objects.exclude(person=signoff.person_id).first().person_id


def other_office(signoff):
    return Office.objects.exclude(pk=signoff.office_id).first().pk


def free_decision():
    return Decision.objects.filter(delegations__isnull=True).first().pk


def test_every_row_that_must_not_be_is_refused_by_the_database():
    makers.whole_record()
    named = {
        constraint.name
        for _, model, _ in REFUSED
        for constraint in model._meta.constraints
    }
    for name, model, wrong in REFUSED:
        assert name in named, name
        row = model._base_manager.order_by("pk").first()
        if model is Change and "draft_id" in wrong(row) and "kind" not in wrong(row):
            row = model._base_manager.filter(kind="final").first()
        forged = again(row, **wrong(row))
        forged._state.adding = True
        # A statement shares its paper's key, so its own row is set instead.
        own = Statement.objects.filter(pk=row.pk)
        write = partial(own.update, **wrong(row)) if model is Statement else forged.save
        with pytest.raises(IntegrityError), transaction.atomic():
            write()


def test_one_final_approval_stands_at_a_time():
    makers.whole_record()
    row = Change.objects.filter(kind="final").first()
    again(row, number=8, status="proposed").save()
    with pytest.raises(IntegrityError), transaction.atomic():
        again(row, number=9, status="writing").save()


def test_one_draft_of_a_paper_is_open():
    story = makers.drafted_statement()
    with pytest.raises(IntegrityError), transaction.atomic():
        again(story.statement.open_draft).save()
