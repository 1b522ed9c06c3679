from django.http import HttpRequest, HttpResponse


def page(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("final_copy.page")


def download(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("final_copy.download")

