"""A person's own account: how mail comes, and the address of their calendar."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from iegtracker.web import SignedInRequest, attempt

from . import actions
from .forms import MailChoiceForm, MakeAddressForm, ReplaceAddressForm
from .models import CalendarAddress


def mail_choice(request: SignedInRequest) -> HttpResponse:
    user = request.user
    data = request.POST if request.method == "POST" else None
    form = MailChoiceForm(data, initial={"choice": user.mail_choice})
    if form.is_valid():
        chosen = form.cleaned_data["choice"]
        if attempt(form, actions.choose_mail, user, choice=chosen, by=user):
            messages.success(request, "Your choice has been saved.")
            return redirect("mail_choice")
    return render(request, "account/mail_choice.html", {"form": form})


@never_cache
def calendar_address(request: SignedInRequest) -> HttpResponse:
    """The one page that ever shows an address, and only as the answer to making it."""
    user, token = request.user, ""
    if request.method == "POST":
        if "revoke" in request.POST:
            actions.revoke_calendar_address(user, by=user)
            messages.success(request, "The address has been revoked. It opens nothing.")
            return redirect("calendar_address")
        token = actions.make_calendar_address(user, by=user)
    known = CalendarAddress.objects.filter(owner=user).first()
    path = reverse("decisions:calendar", args=[token]) if token else ""
    context = {
        "form": ReplaceAddressForm() if known else MakeAddressForm(),
        "known": known,
        "address": f"{settings.IEG_SITE_URL}{path}" if path else "",
    }
    return render(request, "account/calendar_address.html", context)
