from django.http import HttpRequest, HttpResponse


def meetings(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("meetings.meetings")


def record(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("meetings.record")


def meeting(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("meetings.meeting")


def decide(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("meetings.decide")
