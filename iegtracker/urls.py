"""Every address. The two apps are named here and nowhere else in the kernel."""

from allauth.account import views as account
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import TemplateView

from decisions.views.home import home

from . import health
from .ledger.views import check, ledger
from .people.views import calendar_address, mail_choice

_page = TemplateView.as_view

handler400 = "iegtracker.web.unreadable"

urlpatterns = [
    path("", home, name="home"),
    path("", include("statements.urls")),
    path("", include("decisions.urls")),
    path("ledger/", ledger, name="ledger"),
    path("ledger/check/", check, name="record_check"),
    path("account/mail/", mail_choice, name="mail_choice"),
    path("account/calendar/", calendar_address, name="calendar_address"),
    path("account/", include("allauth.account.urls")),
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("admin/", admin.site.urls),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path(
        "help/",
        login_not_required(_page(template_name="pages/help.html")),
        name="help",
    ),
    path(
        "accessibility/",
        login_not_required(_page(template_name="pages/accessibility.html")),
        name="accessibility",
    ),
]
