"""The evidence for strangers: bundles, and receipts looked up again."""

import tempfile

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from decisions.access import require_evidence
from decisions.bundle import write_bundle
from decisions.forms.receipts import ReceiptForm
from decisions.selectors.receipts import checked
from iegtracker.web import SignedInRequest
from statements.models import Statement

# A bundle that is larger is written to the disk meanwhile.
_IN_MEMORY = 16 * 1024 * 1024


@require_safe
def bundle(request: SignedInRequest, round: str) -> FileResponse:
    """The whole record, with the script that checks it."""
    require_evidence(request.user)
    statement = get_object_or_404(Statement, round=round)
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115, the answer closes it
    write_bundle(statement, file)
    file.seek(0)
    answer = FileResponse(
        file,
        as_attachment=True,
        content_type="application/zip",
        filename=f"ieg-evidence-{round}.zip",
    )
    patch_cache_control(answer, private=True, no_store=True)
    return answer


@require_safe
def receipt(request: SignedInRequest) -> HttpResponse:
    form = ReceiptForm(request.GET if "receipt" in request.GET else None)
    found = None
    if form.is_valid():
        found = checked(form.cleaned_data["receipt"], request.user)
    context = {
        "form": form,
        "found": found,
        "breadcrumbs": [("Check a receipt", None)],
    }
    return render(request, "decisions/receipt.html", context)
