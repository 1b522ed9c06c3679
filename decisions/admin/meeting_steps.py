"""The steps that the admin offers about a meeting: the site's forms and actions."""

from typing import Any

from django import forms

from decisions import actions
from decisions.actions.minutes import (
    confirmation_refusal,
    correction_refusal,
    drafting_refusal,
)
from decisions.actions.proceedings import held_refusal, meeting_refusal
from decisions.forms.minutes import (
    ConfirmForm,
    CorrectionForm,
    MinutesForm,
)
from decisions.forms.proceedings import (
    AgendaForm,
    AttendanceForm,
    InterestsForm,
    PublicationForm,
)
from decisions.models import (
    Decision,
    DecisionCorrection,
    EarlierDecision,
    Meeting,
)
from decisions.models.corrections import particulars, standing
from decisions.selectors.meetings import offices_to_choose
from decisions.selectors.minutes import (
    confirming_meetings,
    decisions_of,
    minutes_to_start_from,
)
from decisions.selectors.proceedings import (
    Proceedings,
    proceedings,
    publishable,
    published,
    reports_of,
    typed_rows,
)
from decisions.states import MeetingPart
from iegtracker.errors import DomainError
from iegtracker.people.models import User
from iegtracker.web import SignedInRequest
from iegtracker.workflow_admin import (
    Step,
)

_ROWS = "decisions/_rows.html"


def _found(meeting: Meeting) -> Proceedings:
    found = proceedings(meeting.held_on, meeting.body.slug)
    if found is None:
        raise LookupError(f"{meeting} is not there.")
    return found


def _for_anyone(meeting: Meeting, user: User) -> DomainError | None:
    return meeting_refusal(user)


def _agenda_form(request: Any, meeting: Meeting, data: Any, files: Any) -> AgendaForm:
    found = _found(meeting)
    return AgendaForm(
        data,
        rows=typed_rows(found, MeetingPart.AGENDA),
        seen=found.seen(MeetingPart.AGENDA),
        reports=reports_of(meeting),
    )


def _attendance_form(
    request: Any, meeting: Meeting, data: Any, files: Any
) -> AttendanceForm:
    found = _found(meeting)
    return AttendanceForm(
        data,
        rows=typed_rows(found, MeetingPart.ATTENDANCE),
        seen=found.seen(MeetingPart.ATTENDANCE),
        offices=offices_to_choose(),
    )


def _interests_form(
    request: Any, meeting: Meeting, data: Any, files: Any
) -> InterestsForm:
    found = _found(meeting)
    return InterestsForm(
        data,
        rows=typed_rows(found, MeetingPart.INTERESTS),
        seen=found.seen(MeetingPart.INTERESTS),
        meeting_day=meeting.held_on,
        answered=found.latest(MeetingPart.INTERESTS) is not None,
    )


def _publication_form(
    request: Any, meeting: Meeting, data: Any, files: Any
) -> PublicationForm:
    return PublicationForm(data, choices=publishable(_found(meeting)))


def _minutes_form(request: Any, meeting: Meeting, data: Any, files: Any) -> MinutesForm:
    found = _found(meeting)
    text, seen = minutes_to_start_from(found), found.seen(MeetingPart.MINUTES)
    return MinutesForm(data, initial={"text": text, "seen": seen})


def _confirm_form(request: Any, meeting: Meeting, data: Any, files: Any) -> ConfirmForm:
    found = _found(meeting)
    latest = found.latest(MeetingPart.MINUTES)
    return ConfirmForm(
        data,
        meetings=confirming_meetings(meeting),
        decisions=[(row, standing(row)) for row in decisions_of(meeting)],
        initial={
            "text": latest.text if latest else "",
            "seen": found.seen(MeetingPart.MINUTES),
        },
    )


def _agenda(meeting: Meeting, form: AgendaForm, request: SignedInRequest) -> Any:
    return actions.record_agenda(meeting, form.items(), seen=form.seen, by=request.user)


def _attendance(
    meeting: Meeting, form: AttendanceForm, request: SignedInRequest
) -> Any:
    return actions.record_attendance(
        meeting, form.people(), seen=form.seen, by=request.user
    )


def _interests(meeting: Meeting, form: InterestsForm, request: SignedInRequest) -> Any:
    return actions.record_interests(
        meeting, form.interests(), seen=form.seen, by=request.user
    )


def _publication(meeting: Meeting, form: forms.Form, request: SignedInRequest) -> Any:
    told = dict(form.cleaned_data)
    return actions.record_publication(
        meeting, **published(_found(meeting), told.pop("what")), **told, by=request.user
    )


def _minutes(meeting: Meeting, form: forms.Form, request: SignedInRequest) -> Any:
    return actions.record_minutes(meeting, **form.cleaned_data, by=request.user)


def _confirm(meeting: Meeting, form: ConfirmForm, request: SignedInRequest) -> Any:
    told = form.cleaned_data
    names = ("at", "text", "corrections", "signed_by", "seen")
    return actions.confirm_minutes(
        meeting,
        **{name: told[name] for name in names},
        decisions=form.corrected(),
        by=request.user,
    )


MEETING_STEPS = (
    Step(
        "record_agenda",
        "record its agenda",
        form=_agenda_form,
        fields=_ROWS,
        refusal=_for_anyone,
        run=_agenda,
    ),
    Step(
        "record_publication",
        "record the publication of its papers",
        form=_publication_form,
        refusal=_for_anyone,
        run=_publication,
    ),
    Step(
        "record_attendance",
        "record who attended",
        form=_attendance_form,
        fields=_ROWS,
        refusal=held_refusal,
        run=_attendance,
    ),
    Step(
        "record_interests",
        "record the interests declared",
        form=_interests_form,
        fields=_ROWS,
        refusal=held_refusal,
        run=_interests,
    ),
    Step(
        "record_minutes",
        "record draft minutes",
        form=_minutes_form,
        refusal=drafting_refusal,
        run=_minutes,
    ),
    Step(
        "confirm_minutes",
        "record that its minutes were confirmed",
        form=_confirm_form,
        refusal=confirmation_refusal,
        run=_confirm,
    ),
)


def _correction_form(
    request: Any, decision: Decision, data: Any, files: Any
) -> CorrectionForm:
    words = standing(decision)
    told = {
        "wording": words.wording,
        "minute_number": words.minute_number,
        **particulars(decision),
    }
    seen = decision.corrections.count()
    return CorrectionForm(data, initial={**told, "seen": seen})


def _correct(decision: Decision, form: forms.Form, request: SignedInRequest) -> Any:
    return actions.correct_decision(decision, **form.cleaned_data, by=request.user)


CORRECT = Step(
    "correct_decision",
    "correct its record",
    form=_correction_form,
    refusal=lambda decision, user: correction_refusal(user),
    run=_correct,
)


def find(
    correction: DecisionCorrection, form: forms.Form, request: SignedInRequest
) -> Any:
    told = form.cleaned_data
    return actions.record_wording_finding(
        correction,
        stands=told["stands"] == "yes",
        reason=told["reason"],
        by=request.user,
    )


def record_earlier(form: forms.Form, request: SignedInRequest) -> EarlierDecision:
    return actions.record_earlier_decision(**form.cleaned_data, by=request.user)
