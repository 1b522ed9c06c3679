from django.http import HttpRequest, HttpResponse


def gate(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("gate.gate")


def since_cabinet(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("gate.since_cabinet")
