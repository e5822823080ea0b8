"""Saying a refusal of the domain on a page, in the reader's language."""

from django.forms import Form
from django.utils.translation import gettext

from kliqs.errors import KliqsError


def words(refusal: KliqsError) -> str:
    """What went wrong and what to do about it."""
    return f"{gettext(refusal.kind.meaning)} {gettext(refusal.kind.cure)}"


def add_to(form: Form, refusal: KliqsError) -> None:
    """Put a refusal at the field it blames, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, words(refusal))
