"""The Sphinx extension that `docs/conf.py` names: one builder, `kliqs`, and what happens to a page on its way there."""

from typing import Any

from django.utils import translation
from sphinx.application import Sphinx

from kliqs.web.docs.building.builder import PagesBuilder
from kliqs.web.docs.building.doctrees import JoinSamples, KeepAnchors, sample_tabs
from kliqs.web.docs.building.generated import fill_in
from kliqs.web.docs.building.html import PageTranslator


def setup(app: Sphinx) -> dict[str, Any]:
    translation.activate(app.config.language)
    app.add_builder(PagesBuilder)
    app.set_translator(PagesBuilder.name, PageTranslator)
    app.add_node(sample_tabs)
    app.add_transform(KeepAnchors)
    app.add_transform(JoinSamples)
    app.connect("source-read", _fill_in)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _fill_in(app: Sphinx, docname: str, content: list[str]) -> None:
    content[0] = fill_in(content[0])
