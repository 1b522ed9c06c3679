from django.http import HttpRequest, HttpResponse


def offices(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("offices.offices")


def enter(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("offices.enter")


def confirm(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("offices.confirm")


def end(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("offices.end")
