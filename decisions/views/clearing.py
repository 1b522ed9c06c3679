from django.http import HttpRequest, HttpResponse


def ask_final_approval(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("clearing.ask_final_approval")


def clear(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("clearing.clear")


def reopen(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("clearing.reopen")


def submit(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("clearing.submit")


def record_incident(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("clearing.record_incident")


def publish(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("clearing.publish")
