"""Nodes to HTML, in the one look: flat running text, tables that become cards, code with a button to copy it."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from docutils import nodes
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from sphinx.writers.html5 import HTML5Translator

from kliqs.web.docs.building.doctrees import SAMPLE_LANGUAGES

TITLES = {"json": "JSON", "toml": "TOML", "ini": "Environment", "nginx": "nginx", "http": "HTTP"} | SAMPLE_LANGUAGES


class PageTranslator(HTML5Translator):
    """What differs from Sphinx's own HTML."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._blocks = 0
        self._labels: list[str] = []
        self._column = 0

    # Sections are not boxes: the style sheet spaces what follows each other.
    def visit_section(self, node: nodes.Element) -> None:
        self.section_level += 1

    def depart_section(self, node: nodes.Element) -> None:
        self.section_level -= 1

    def visit_title(self, node: nodes.Element) -> None:
        anchor = node.parent["ids"][0] if self.section_level > 1 else ""
        self.body.append(f'<h{self.section_level} id="{anchor}">' if anchor else "<h1>")
        self.context.append(anchor)

    def depart_title(self, node: nodes.Element) -> None:
        if anchor := self.context.pop():
            label = escape(gettext("Link to this part"))
            self.body.append(f' <a class="header-anchor" href="#{anchor}" aria-label="{label}">#</a>')
        self.body.append(f"</h{self.section_level}>\n")

    def visit_paragraph(self, node: nodes.paragraph) -> None:
        if not isinstance(node.parent, nodes.entry):
            super().visit_paragraph(node)

    def depart_paragraph(self, node: nodes.paragraph) -> None:
        if not isinstance(node.parent, nodes.entry):
            super().depart_paragraph(node)

    # Every cell names its column, which shows when a table becomes cards on a phone.
    def visit_table(self, node: nodes.Element) -> None:
        self._labels = [entry.astext() for entry in next(iter(node.findall(nodes.thead))).findall(nodes.entry)]
        self.body.append('<table class="list">')

    def depart_table(self, node: nodes.Element) -> None:
        self.body.append("</table>\n")

    def visit_tgroup(self, node: nodes.Element) -> None:
        pass

    def depart_tgroup(self, node: nodes.Element) -> None:
        pass

    def visit_colspec(self, node: nodes.Element) -> None:
        pass

    def depart_colspec(self, node: nodes.Element) -> None:
        pass

    def visit_row(self, node: nodes.Element) -> None:
        self._column = 0
        self.body.append("<tr>")

    def visit_entry(self, node: nodes.Element) -> None:
        if isinstance(node.parent.parent, nodes.thead):
            self.body.append('<th scope="col">')
            self.context.append("</th>")
        else:
            label = escape(self._labels[self._column])
            self.body.append(f'<td data-label="{label}">' if self._column else '<td class="main-cell">')
            self.context.append("</td>")
        self._column += 1

    def depart_entry(self, node: nodes.Element) -> None:
        self.body.append(self.context.pop())

    def visit_literal(self, node: nodes.Element) -> None:
        self.body.append(f"<code>{escape(node.astext())}</code>")
        raise nodes.SkipNode

    def visit_literal_block(self, node: nodes.Element) -> None:
        self._samples([node])
        raise nodes.SkipNode

    def visit_sample_tabs(self, node: nodes.Element) -> None:
        self._samples([each for each in node.children if isinstance(each, nodes.Element)])
        raise nodes.SkipNode

    def depart_sample_tabs(self, node: nodes.Element) -> None:
        pass

    def _samples(self, blocks: list[nodes.Element]) -> None:
        self._blocks += 1
        samples = [_sample(block) for block in blocks]
        self.body.append(render_to_string("components/code_tabs.html", {"samples": samples, "group": self._blocks}))


def _sample(block: nodes.Element) -> dict[str, str | SafeString]:
    language = block.get("language", "text")
    tab = {"sh": "curl", "js": "node"}.get(language, language)
    title = "Shell" if tab == "curl" and "curl " not in block.astext() else TITLES.get(language, "")
    return {"language": tab, "title": title, "code": _coloured(block.astext(), language)}


def _coloured(code: str, language: str) -> SafeString:
    """Code in spans of Pygments' classes; the style sheet knows the few that matter."""
    lexer = get_lexer_by_name(language, **({"startinline": True} if language == "php" else {}))
    return mark_safe(highlight(code, lexer, HtmlFormatter(nowrap=True)).rstrip("\n"))
