"""Tells Babel which texts of Kliqs are translated: those of the templates, and those of the tables that docs show."""

import io
import os
from collections.abc import Iterator, Mapping
from typing import Any

import django
from babel.messages.extract import extract_python
from django.conf import settings
from django.utils.translation.template import templatize

if not settings.configured:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kliqs.django_settings")
    os.environ.setdefault("KLIQS_SECRET_KEY", "unused")
    django.setup()

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
    """The tables that are English in the code and translated in the docs: errors, settings, the API's reference."""
    from kliqs.api.openapi import document
    from kliqs.errors import ERRORS, PAGE_ERRORS
    from kliqs.settings import load
    from kliqs.web.docs.building.api_reference import Reference
    from kliqs.web.docs.reference import settings_table

    for kind in (*ERRORS.values(), *PAGE_ERRORS.values()):
        yield 0, "gettext", kind.meaning, []
        yield 0, "gettext", kind.cure, []
    for setting in settings_table():
        yield 0, "gettext", setting.meaning, []
    for words in Reference(document(load())).texts():
        yield 0, "gettext", words, []
