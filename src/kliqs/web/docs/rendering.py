"""From Markdown to HTML.

A page is first a Django template (for what is generated: addresses, tables of errors, plans and settings), then
Markdown. The files are our own, so HTML in them is trusted; what the tables put in is escaped by Markdown's own code
spans or is plain prose of ours.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.template import Context, Engine
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from mdit_py_plugins.anchors import anchors_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from kliqs.accounts.plans import listed
from kliqs.errors import ERRORS
from kliqs.settings import load
from kliqs.web.docs import api_reference
from kliqs.web.docs.reference import settings_table

FOLDER = Path(__file__).parents[4] / "docs"
ENGINE = Engine(
    dirs=[FOLDER.parent / "src" / "kliqs" / "web" / "templates"],
    autoescape=False,
    libraries={"i18n": "django.templatetags.i18n", "humanize": "django.contrib.humanize.templatetags.humanize"},
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page ready to be put in the layout. `title` is its first heading, as plain text."""

    title: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class ErrorEntry:
    """A code as its page shows it. `places` are the operations that answer it; none where any request may get it."""

    status: int
    meaning: str
    cure: str
    places: list[api_reference.Described]

    @classmethod
    def of(cls, code: str) -> "ErrorEntry":
        kind, places = ERRORS[code], api_reference.current().answering(code)
        is_common = len(places) == api_reference.current().count
        return cls(kind.status, kind.meaning, kind.cure, [] if is_common else places)


@lru_cache(maxsize=64)
def render_page(name: str, language: str, prefix: str) -> Rendered:
    """Render one page; its links within the docs start with `prefix`."""
    markdown = markdown_of(name, language, prefix)
    title = markdown.partition("\n")[0].removeprefix("# ")
    return Rendered(title, mark_safe(_markdown().render(markdown)))


def markdown_of(name: str, language: str, prefix: str) -> str:
    """The page's Markdown with everything generated filled in."""
    source = (FOLDER / language / f"{name}.md").read_text(encoding="utf-8")
    context = {
        "kliqs": load(),
        "prefix": prefix,
        "plans": listed(),
        "errors": {code: ErrorEntry.of(code) for code in ERRORS},
        "reference": api_reference.current(),
        "settings": settings_table(),
    }
    with translation.override(language):
        return ENGINE.from_string(source).render(Context(context, autoescape=False))


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": True, "typographer": False, "highlight": _highlight})
    markdown.enable("table").use(
        anchors_plugin,
        min_level=2,
        max_level=3,
        slug_func=anchor,
        permalink=True,
        permalinkSymbol="#",
        permalinkSpace=False,
    )
    markdown.core.ruler.push("label_cells", _label_cells)
    return markdown


def anchor(heading: str) -> str:
    """The id of a heading: an error code as it is, so that `errors#CODE` leads there; other text in lower case."""
    text = heading.strip("`")
    if re.fullmatch(r"[A-Z_]+", text):
        return text
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _highlight(code: str, language: str, attributes: str) -> str:
    """Code in spans of Pygments' classes; the style sheet knows the few that matter."""
    if not language:
        return ""
    return highlight(code, get_lexer_by_name(language), HtmlFormatter(nowrap=True))


def _label_cells(state: StateCore) -> None:
    """Give every cell its column's name, which is what shows when a table becomes cards on a phone."""
    labels: list[str] = []
    column = 0
    for index, token in enumerate(state.tokens):
        if token.type == "table_open":
            token.attrSet("class", "list")
            labels = []
        elif token.type == "tr_open":
            column = 0
        elif token.type == "th_open":
            labels.append(state.tokens[index + 1].content)
        elif token.type == "td_open":
            token.attrSet("data-label" if column else "class", labels[column] if column else "main-cell")
            column += 1
