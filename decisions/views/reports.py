from django.http import HttpRequest, HttpResponse


def open_report(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("reports.open_report")


def report(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("reports.report")


def report_pdf(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("reports.report_pdf")


def section(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("reports.section")


def put(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("reports.put")


def revise(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("reports.revise")


def withdraw(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("reports.withdraw")
