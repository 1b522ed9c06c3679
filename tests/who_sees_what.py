"""Who sees what, by hand: words, pages, the admin. Tests hold the site to these."""

from tests.told_in_words import STATES

# O officer, D delegate who signs, d delegate without an office, C clerk, M member,
# A auditor, S superuser without a role, P public (nobody signed in).
SIGNED_IN = "ODdCMAS"
WORKS = "ODdCA"
WRITERS = "ODd"
CLERKS = "C"
ACCOUNTS = "CAS"
EVERYBODY = SIGNED_IN + "P"
SIGNERS = "D"

BEFORE, AFTER = STATES[:4], ("published", "reopened")

# What there is to know: in which states it exists, and who then reads it anywhere.
SEEN = {
    "a word of the draft, struck out again": [(STATES, WORKS)],
    "the statement's text": [(BEFORE, WORKS), (AFTER, SIGNED_IN)],
    "the report": [(("drafting",), WORKS), (STATES[1:], SIGNED_IN)],
    "what was resolved": [(STATES[2:], SIGNED_IN)],
    "a change being written": [(("decided",), "ODCA")],
    "a change withdrawn before it was proposed": [(STATES[3:], "ODCA")],
    "a change proposed": [(("decided",), WORKS)],
    "a change declined, and why": [(STATES[2:], WORKS)],
    "a change agreed": [(("decided", "cleared"), WORKS), (AFTER, SIGNED_IN)],
    "another person's entry in the ledger": [(STATES, "CA")],
    "an account's email address": [(STATES, ACCOUNTS)],
}

_UNTIL_PUBLISHED = {
    **dict.fromkeys(BEFORE, WORKS),
    **dict.fromkeys(AFTER, SIGNED_IN),
}
_PAPERS = {"drafting": WORKS} | dict.fromkeys(STATES[1:], SIGNED_IN)
_TO_MEMBERS = dict.fromkeys((*BEFORE, "reopened"), WORKS) | {"published": SIGNED_IN}
# Who is not refused: the page is shown, or says that its step is not open now.
PAGES: dict[str, str | dict[str, str]] = {
    "home": SIGNED_IN,
    "ledger": SIGNED_IN,
    "help": EVERYBODY,
    "accessibility": EVERYBODY,
    "healthz": EVERYBODY,
    "readyz": EVERYBODY,
    "statements:list": SIGNED_IN,
    "statements:statement": _UNTIL_PUBLISHED,
    "statements:section": _UNTIL_PUBLISHED,
    "statements:outcomes": _UNTIL_PUBLISHED,
    "statements:grants": _UNTIL_PUBLISHED,
    "statements:current_pdf": _UNTIL_PUBLISHED,
    "statements:final_copy": dict.fromkeys(BEFORE, "")
    | dict.fromkeys(AFTER, SIGNED_IN),
    "statements:final_pdf": dict.fromkeys(BEFORE, "") | dict.fromkeys(AFTER, SIGNED_IN),
    "statements:history": WORKS,
    "statements:undo": WRITERS,
    "statements:compare": WORKS,
    "statements:preview": WORKS,
    "statements:grants_ledger": WORKS,
    "statements:record_receipt": "O",
    "statements:reverse_receipt": "O",
    "decisions:changes": WORKS,
    "decisions:start": WRITERS,
    "decisions:gate": WORKS,
    "decisions:ask_final_approval": "OC",
    "decisions:clear": CLERKS,
    "decisions:reopen": CLERKS,
    "decisions:submit": CLERKS,
    "decisions:incident": CLERKS,
    "decisions:publish": CLERKS,
    "decisions:since_cabinet": _TO_MEMBERS,
    "decisions:meetings": SIGNED_IN,
    "decisions:record_meeting": CLERKS,
    "decisions:meeting": SIGNED_IN,
    "decisions:decide": CLERKS,
    "decisions:open_report": WRITERS,
    "decisions:report": _PAPERS,
    "decisions:report_pdf": _PAPERS,
    "decisions:report_section": WRITERS,
    "decisions:put": CLERKS,
    "decisions:revise": WRITERS + CLERKS,
    "decisions:withdraw_report": CLERKS,
    "decisions:offices": WORKS,
    "decisions:enter_appointment": CLERKS,
    "decisions:confirm": CLERKS,
    "decisions:end_appointment": CLERKS,
    "decisions:record_office": CLERKS,
    "decisions:record_absence": CLERKS,
    "decisions:end_absence": CLERKS,
    "decisions:delegations": _TO_MEMBERS,
    "decisions:enter_urgency": CLERKS,
    "decisions:confirm_urgency": CLERKS,
    "decisions:end_delegation": CLERKS,
}
# About one change, by what has become of it.
CHANGE_PAGES = {
    "writing": {
        "decisions:change": "ODCA",
        "decisions:change_section": "OD",
        "decisions:change_outcomes": "OD",
        "decisions:change_grants": "OD",
        "decisions:change_undo": "OD",
        "decisions:propose": "OD",
        "decisions:recall": "O",
        "decisions:rebase": "OD",
        "decisions:withdraw": "OD",
        "decisions:sign": "ODCA",
        "decisions:signed": "ODCA",
    },
    "proposed": {
        "decisions:change": WORKS,
        "decisions:change_section": WRITERS,
        "decisions:change_outcomes": WRITERS,
        "decisions:change_grants": WRITERS,
        "decisions:change_undo": WRITERS,
        "decisions:propose": WRITERS,
        "decisions:recall": "O",
        "decisions:rebase": WRITERS,
        "decisions:withdraw": WRITERS,
        "decisions:sign": SIGNERS,
        "decisions:signed": WORKS,
    },
}
# The lists and rows of the admin. Members are not let in at all.
ADMIN = {
    "people.User": ACCOUNTS,
    "ledger.Event": "CA",
    **dict.fromkeys(
        [
            "statements.Statement",
            "statements.Version",
            "statements.Draft",
            "statements.Save",
            "statements.Guidelines",
            "statements.PriorityOutcome",
            "statements.OutcomeProgress",
            "statements.FigureCell",
            "statements.Grant",
            "statements.Receipt",
            "statements.FinalCopy",
            "decisions.Office",
            "decisions.Appointment",
            "decisions.AppointmentEntry",
            "decisions.AppointmentEnd",
            "decisions.Body",
            "decisions.Meeting",
            "decisions.Report",
            "decisions.Tabling",
            "decisions.Recommendation",
            "decisions.Decision",
            "decisions.Absence",
            "decisions.AbsenceEnd",
            "decisions.Urgency",
            "decisions.Delegation",
            "decisions.DelegationEnd",
            "decisions.MaterialityRaise",
            "decisions.PaperSignature",
            "decisions.SignatureWithdrawal",
            "decisions.DelegatedDecision",
            "decisions.DecidedChange",
            "decisions.DelegatedOffice",
            "decisions.Change",
            "decisions.SigningRound",
            "decisions.SignOff",
            "decisions.Authority",
            "decisions.Clearance",
            "decisions.Reopening",
            "decisions.Submission",
        ],
        WORKS,
    ),
}
ADMIN_STEPS = {
    "people.User": {"open": "S", "roles": "S", "send-link": "S", "close": "S"},
    "decisions.Body": {"record": CLERKS},
    "decisions.Meeting": {"record": CLERKS},
    "decisions.Office": {"record": CLERKS, "record_absence": CLERKS},
    "decisions.Absence": {"end": CLERKS},
    "decisions.Urgency": {"enter": CLERKS, "confirm": CLERKS},
    "decisions.Delegation": {"end": CLERKS},
    "decisions.AppointmentEntry": {"enter": CLERKS, "confirm": CLERKS},
    "decisions.Appointment": {"end": CLERKS},
    "decisions.Report": {
        "open": WRITERS,
        "report": CLERKS,
        "start_revision": WRITERS,
        "revise_report": CLERKS,
        "withdraw_report": CLERKS,
    },
    "statements.Statement": {
        "report": CLERKS,
        "revise_report": CLERKS,
        "withdraw_report": CLERKS,
        "decide": CLERKS,
        "ask_final_approval": "OC",
        "clear": CLERKS,
        "reopen": CLERKS,
        "submit": CLERKS,
        "submit_again": CLERKS,
        "record_incident": CLERKS,
        "publish": CLERKS,
    },
    "decisions.Change": {
        "propose_change": WRITERS,
        "recall_change": "O",
        "rebase_change": WRITERS,
        "withdraw_change": WRITERS,
        "sign_change": SIGNERS,
        "return_change": SIGNERS,
        "decline_change": SIGNERS,
    },
}
# What Django's admin brings besides: nothing of the council's is on these pages.
ADMIN_OTHER = {
    "admin:index",
    "admin:login",
    "admin:logout",
    "admin:password_change",
    "admin:password_change_done",
    "admin:autocomplete",
    "admin:jsi18n",
    "admin:view_on_site",
    "admin:app_list",
    "admin:(?P<url>.*)$",
}
# A person's own account, by allauth; tests/iegtracker/test_sign_in.py is about these.
ACCOUNT = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reauthenticate",
    "account_email",
    "account_email_verification_sent",
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_confirm_login_code",
    "account_confirm_email",
    "account_reset_password_from_key_done",
    "account_reset_password_from_key",
    "account_reset_password_done",
}
