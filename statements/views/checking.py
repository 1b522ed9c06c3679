"""Is this the cleared copy? The file itself is never sent here."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from iegtracker.web import OpenRequest, open_once_published
from statements.forms import CheckForm
from statements.selectors.copies import copies_to_compare

# What is said of a file that is none of the copies.
NONE = "No: your file is none of the final copies listed on this page."


@open_once_published
@require_safe
def check(request: OpenRequest) -> HttpResponse:
    form = CheckForm(request.GET if "sha256" in request.GET else None)
    copies = copies_to_compare()
    verdict = ""
    if form.is_valid():
        asked = form.cleaned_data["sha256"]
        verdicts = {one.copy.sha256: one.verdict for one in copies}
        verdict = verdicts.get(asked, NONE)
    context = {
        "form": form,
        "copies": copies,
        "verdict": verdict,
        "none": NONE,
        "breadcrumbs": [("Is this the cleared copy?", "")],
    }
    return render(request, "statements/check.html", context)
