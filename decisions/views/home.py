from django.http import HttpResponse
from django.shortcuts import render

from decisions.selectors.home import home_page
from iegtracker.web import SignedInRequest


def home(request: SignedInRequest) -> HttpResponse:
    page = home_page(request.user)
    return render(request, "decisions/home.html", {"page": page})
