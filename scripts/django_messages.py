"""Tells Babel which texts of Kliqs are translated: those of the templates, and those of the tables that docs show."""

import io
from collections.abc import Iterator, Mapping
from typing import Any

from babel.messages.extract import extract_python
from django.conf import settings
from django.utils.translation.template import templatize

if not settings.configured:
    settings.configure(USE_I18N=True)

Options = Mapping[str, str]
Message = tuple[Any, ...]  # line, function, text or texts, comments
KEYWORDS = {"gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}


def extract_templates(
    file: io.BytesIO, keywords: Any, comments: list[str], options: Mapping[str, str]
) -> Iterator[Message]:
    """Django's own way: a template becomes Python that calls gettext where the template did."""
    source = " ".join(templatize(file.read().decode("utf-8")).split("\n"))  # on one line, or indentation is an error
    yield from extract_python(io.BytesIO(source.encode("utf-8")), KEYWORDS, comments, {})


def extract_tables(
    file: io.BytesIO, keywords: Any, comments: list[str], options: Mapping[str, str]
) -> Iterator[Message]:
    """The error table and the settings table, which are English in the code and translated in the docs."""
    from kliqs.errors import ERRORS, PAGE_ERRORS
    from kliqs.web.docs.reference import settings_table

    for kind in (*ERRORS.values(), *PAGE_ERRORS.values()):
        yield 0, "gettext", kind.meaning, []
        yield 0, "gettext", kind.cure, []
    for setting in settings_table():
        yield 0, "gettext", setting.meaning, []
