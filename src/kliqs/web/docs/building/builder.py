"""Writes what the docs host serves: a page's HTML and Markdown, the table of contents and the search index."""

import json
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.util.osutil import SEP
from sphinxcontrib.serializinghtml import JSONHTMLBuilder

from kliqs.web.docs.building.generated import fill_in
from kliqs.web.docs.places import PREFIX


class PagesBuilder(JSONHTMLBuilder):
    """Sphinx's JSON builder, with our addresses. Each language is a build of its own."""

    name = "kliqs"
    search = False  # Sphinx's own index knows no Indonesian; ours is made of sections, below

    def init(self) -> None:
        super().init()
        self._sections: list[dict[str, str]] = []
        self._pages: dict[str, dict[str, Any]] = {}

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        return self.get_target_uri(to)

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        return PREFIX if docname == "index" else f"{PREFIX}/{docname}"

    def handle_page(self, pagename: str, ctx: dict[str, Any], *_: Any, **__: Any) -> None:  # type: ignore[override]
        """Called once a document, and for Sphinx's own index pages, which we have no use for."""
        if pagename not in self.env.found_docs or pagename == self.config.root_doc:
            return
        doctree = self.env.get_doctree(pagename)
        source = fill_in(Path(self.env.doc2path(pagename)).read_text(encoding="utf-8"))
        self._write(f"{pagename}.html", ctx["body"])
        self._write(f"{pagename}.md", source)
        self._pages[pagename] = {
            "title": _title(next(iter(doctree.findall(nodes.section)))),
            "summary": _summary(doctree),
            "headings": _headings(doctree),
        }
        self._sections += _sections(pagename, doctree)

    def copy_assets(self) -> None:
        """None of Sphinx's own scripts and styles."""

    def handle_finish(self) -> None:
        self._write("contents.json", json.dumps({"groups": self._groups(), "pages": self._pages}, ensure_ascii=False))
        self._write("search.json", json.dumps(self._sections, ensure_ascii=False))

    def _groups(self) -> list[dict[str, Any]]:
        """The navigation, from the tables of contents of the root document."""
        trees = self.env.get_doctree(self.config.root_doc).findall(addnodes.toctree)
        return [{"title": tree["caption"] or "", "pages": tree["includefiles"]} for tree in trees]

    def _write(self, name: str, text: str) -> None:
        path = Path(self.outdir, *name.split(SEP))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _summary(doctree: nodes.document) -> str:
    """The first paragraph, which says what the page is for."""
    return next(iter(doctree.findall(nodes.paragraph))).astext().replace("\n", " ")


def _headings(doctree: nodes.document) -> list[dict[str, Any]]:
    """What stands in the page's own contents: its second level."""
    page = next(iter(doctree.findall(nodes.section)))
    return [
        {"id": section["ids"][0], "title": _title(section)}
        for section in page.children
        if isinstance(section, nodes.section)
    ]


def _sections(pagename: str, doctree: nodes.document) -> list[dict[str, str]]:
    """What search finds: every part of the page under a heading."""
    page = ""
    found: list[dict[str, str]] = []
    for section in doctree.findall(nodes.section):
        page = page or _title(section)
        own = [child for child in section.children if not isinstance(child, nodes.section | nodes.title | nodes.raw)]
        found.append(
            {
                "path": f"/{pagename}" if pagename != "index" else "",
                "anchor": section["ids"][0] if found else "",
                "page": page,
                "title": _title(section),
                "text": " ".join(" ".join(child.astext().split()) for child in own),
            }
        )
    return found


def _title(section: nodes.section) -> str:
    return section.children[0].astext()
