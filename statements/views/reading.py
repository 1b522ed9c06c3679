from django.http import HttpRequest, HttpResponse


def statement(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("reading.statement")


def current_pdf(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("reading.current_pdf")


def history(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("reading.history")


def compare(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("reading.compare")

