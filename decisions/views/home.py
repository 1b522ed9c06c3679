from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from decisions.selectors.home import home_page


def home(request: HttpRequest) -> HttpResponse:
    page = home_page(request.user)
    return render(request, "decisions/home.html", {"page": page})
