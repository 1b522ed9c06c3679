from django.urls import path

from .views import (
    changes,
    clearing,
    delegations,
    gate,
    meetings,
    offices,
    reports,
    signing,
)

app_name = "decisions"
_round = "statements/<slug:round>/"
_change = f"{_round}changes/<int:number>/"
_meeting = "meetings/<str:held_on>/<slug:body>/"
_report = "reports/<int:number>/"
urlpatterns = [
    path(f"{_round}changes/", changes.changes, name="changes"),
    path(f"{_round}changes/new/", changes.start, name="start"),
    path(_change, changes.change, name="change"),
    path(f"{_change}sections/<slug:uid>/", changes.section, name="change_section"),
    path(f"{_change}outcomes/", changes.outcomes, name="change_outcomes"),
    path(f"{_change}grants/", changes.grants, name="change_grants"),
    path(f"{_change}history/<int:save>/undo/", changes.undo, name="change_undo"),
    path(f"{_change}propose/", changes.propose, name="propose"),
    path(f"{_change}recall/", changes.recall, name="recall"),
    path(f"{_change}rebase/", changes.rebase, name="rebase"),
    path(f"{_change}withdraw/", changes.withdraw, name="withdraw"),
    path(f"{_change}sign/", signing.sign, name="sign"),
    path(f"{_change}signed/", signing.signed, name="signed"),
    path(f"{_round}gate/", gate.gate, name="gate"),
    path(
        f"{_round}final-approval/",
        clearing.ask_final_approval,
        name="ask_final_approval",
    ),
    path(f"{_round}clear/", clearing.clear, name="clear"),
    path(f"{_round}reopen/", clearing.reopen, name="reopen"),
    path(f"{_round}submit/", clearing.submit, name="submit"),
    path(f"{_round}incident/", clearing.record_incident, name="incident"),
    path(f"{_round}publish/", clearing.publish, name="publish"),
    path(f"{_round}since-cabinet/", gate.since_cabinet, name="since_cabinet"),
    path(f"{_round}delegations/", delegations.delegations, name="delegations"),
    path(f"{_round}delegations/<int:pk>/end/", delegations.end, name="end_delegation"),
    path(f"{_round}urgency/", delegations.enter, name="enter_urgency"),
    path(
        f"{_round}urgency/<int:pk>/confirm/",
        delegations.confirm,
        name="confirm_urgency",
    ),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/new/", meetings.record, name="record_meeting"),
    path(_meeting, meetings.meeting, name="meeting"),
    path(f"{_meeting}decide/", meetings.decide, name="decide"),
    path("reports/new/", reports.open_report, name="open_report"),
    path(_report, reports.report, name="report"),
    path("reports/<int:number>.pdf", reports.report_pdf, name="report_pdf"),
    path(f"{_report}sections/<slug:uid>/", reports.section, name="report_section"),
    path(f"{_report}put/", reports.put, name="put"),
    path(f"{_report}revise/", reports.revise, name="revise"),
    path(f"{_report}withdraw/", reports.withdraw, name="withdraw_report"),
    path("offices/", offices.offices, name="offices"),
    path("offices/record/", offices.record, name="record_office"),
    path("offices/<slug:slug>/absence/", offices.absence, name="record_absence"),
    path("offices/absences/<int:pk>/end/", offices.end_absence, name="end_absence"),
    path("offices/new/", offices.enter, name="enter_appointment"),
    path("offices/entries/<int:pk>/confirm/", offices.confirm, name="confirm"),
    path("offices/appointments/<int:pk>/end/", offices.end, name="end_appointment"),
]
