from django.urls import path

from .views import checking, editing, final_copy, lists, reading, rounds

app_name = "statements"
_round = "statements/<slug:round>/"
urlpatterns = [
    path("statements/", lists.statements, name="list"),
    path("rounds/new/", rounds.open_statement, name="open_statement"),
    path("rounds/earlier/", rounds.import_statement, name="import_statement"),
    path(_round, reading.statement, name="statement"),
    path(f"{_round}current.pdf", reading.current_pdf, name="current_pdf"),
    path(f"{_round}sections/<slug:uid>/", editing.section, name="section"),
    path(f"{_round}outcomes/", editing.outcomes, name="outcomes"),
    path(f"{_round}grants/", editing.grants, name="grants"),
    path(f"{_round}history/", reading.history, name="history"),
    path(f"{_round}history/<int:save>/undo/", editing.undo, name="undo"),
    path(f"{_round}compare/", reading.compare, name="compare"),
    path(f"{_round}final-copy/", final_copy.page, name="final_copy"),
    path(f"{_round}final.pdf", final_copy.download, name="final_pdf"),
    path("check/", checking.check, name="check"),
    path("preview/", editing.preview, name="preview"),
    path("grants/", lists.grants_ledger, name="grants_ledger"),
    path("grants/new/", lists.record_grant, name="record_grant"),
    path("grants/receipts/new/", lists.record_receipt, name="record_receipt"),
    path(
        "grants/receipts/<int:receipt>/reverse/",
        lists.reverse_receipt,
        name="reverse_receipt",
    ),
]
