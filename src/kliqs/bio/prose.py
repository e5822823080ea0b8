"""The part of Markdown that pages understand: paragraphs, emphasis, lists, quotes and links. No HTML, no pictures."""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

SCHEMES = ("https://", "http://", "mailto:", "tel:")


class _Renderer(RendererHTML):
    """Right-to-left paragraphs run as their own letters say; links lend nobody our good name."""

    def renderToken(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        token = tokens[idx]
        if token.type in ("paragraph_open", "list_item_open", "blockquote_open"):
            token.attrSet("dir", "auto")
        if token.type == "link_open":
            token.attrSet("rel", "nofollow noopener ugc")
        return super().renderToken(tokens, idx, options, env)


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("zero", {"html": False, "breaks": True}, renderer_cls=_Renderer)
    markdown.enable(["emphasis", "strikethrough", "list", "blockquote", "link", "autolink", "newline", "escape"])
    markdown.validateLink = lambda url: url.lower().startswith(SCHEMES)  # type: ignore[method-assign]
    return markdown


MARKDOWN = _markdown()


def to_html(text: str) -> SafeString:
    """Text as HTML in which nothing can run: every tag was written by the renderer."""
    return SafeString(MARKDOWN.render(text))
