"""Saying a refusal of the domain on a page, in the reader's language."""

from collections.abc import Callable

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext
from django_htmx.http import reswap

from kliqs.errors import InvalidBody, KliqsError, Problem, kind_of
from kliqs.web.dashboard.toasts import toast
from kliqs.web.failures import not_found, refused


def words(refusal: KliqsError | Problem) -> str:
    """What went wrong and what to do about it."""
    kind = kind_of(refusal.code)
    return f"{gettext(kind.meaning)} {gettext(kind.cure)}"


def add_to(form: Form, refusal: KliqsError) -> None:
    """Put each problem at the field it blames, or above the form."""
    for problem in refusal.problems if isinstance(refusal, InvalidBody) else [refusal]:
        form.add_error(problem.field if problem.field in form.fields else None, words(problem))


class RefusalMiddleware:
    """Answers for the views that have no place of their own for a refusal: what they were about is gone, mostly, or
    somebody else was quicker. What is a defect goes on to Django."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, KliqsError) or exception.kind.status >= 500:
            return None
        if "HX-Request" in request.headers:  # said below the page, which stays as it is
            return reswap(HttpResponse(toast(request, words(exception)), status=422), "none")
        if exception.kind.status == 404:
            return not_found(request, exception)
        return refused(request, exception.kind)
