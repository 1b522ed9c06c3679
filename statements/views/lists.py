from django.http import HttpRequest, HttpResponse


def statements(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("lists.statements")


def grants_ledger(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("lists.grants_ledger")


def record_receipt(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("lists.record_receipt")


def reverse_receipt(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("lists.reverse_receipt")

