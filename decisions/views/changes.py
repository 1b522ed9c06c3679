from django.http import HttpRequest, HttpResponse


def changes(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("changes.changes")


def start(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("changes.start")


def change(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("changes.change")


def section(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("changes.section")


def outcomes(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("changes.outcomes")


def grants(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("changes.grants")


def undo(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("changes.undo")


def propose(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("changes.propose")


def recall(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("changes.recall")


def rebase(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("changes.rebase")


def withdraw(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("changes.withdraw")
