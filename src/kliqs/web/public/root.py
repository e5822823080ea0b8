"""The root of the short host."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from kliqs.settings import load


@require_safe
def to_home(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(load().home_origin + "/")
