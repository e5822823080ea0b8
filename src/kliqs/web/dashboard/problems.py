"""A refusal of the domain in the reader's language."""

from django.utils.translation import gettext

from kliqs.errors import ERRORS, InvalidBody, KliqsError, Problem


def in_words(code: str) -> str:
    """What went wrong and what to do about it."""
    kind = ERRORS[code]
    return f"{gettext(kind.meaning)} {gettext(kind.cure)}"


def problems_of(refusal: KliqsError) -> list[Problem]:
    """One or many, all the same."""
    if isinstance(refusal, InvalidBody):
        return refusal.problems
    return [Problem(refusal.field or "", refusal.code, refusal.message)]
