"""Saying a refusal of the domain on a page, in the reader's language."""

from django.forms import Form
from django.utils.translation import gettext

from kliqs.errors import InvalidBody, KliqsError, Problem, kind_of


def words(refusal: KliqsError | Problem) -> str:
    """What went wrong and what to do about it."""
    kind = kind_of(refusal.code)
    return f"{gettext(kind.meaning)} {gettext(kind.cure)}"


def add_to(form: Form, refusal: KliqsError) -> None:
    """Put each problem at the field it blames, or above the form."""
    for problem in refusal.problems if isinstance(refusal, InvalidBody) else [refusal]:
        form.add_error(problem.field if problem.field in form.fields else None, words(problem))
