from django.http import HttpRequest, HttpResponse


def section(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("editing.section")


def outcomes(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("editing.outcomes")


def grants(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("editing.grants")


def undo(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("editing.undo")


def preview(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("editing.preview")

