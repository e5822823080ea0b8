"""What stands in an HTML document, as a parser sees it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "img", "br", "hr", "base"}


@dataclass(slots=True)
class Element:
    name: str
    attributes: dict[str, str]


@dataclass(slots=True)
class Found:
    """Every element in order, all text outside of styles and scripts, and what was never closed."""

    elements: list[Element] = field(default_factory=list)
    text: str = ""
    unclosed: list[str] = field(default_factory=list)

    def all(self, name: str) -> list[dict[str, str]]:
        return [each.attributes for each in self.elements if each.name == name]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = Found()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.elements.append(Element(tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.found.unclosed.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.found.unclosed.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        if not self.found.unclosed or self.found.unclosed[-1] not in ("style", "script"):
            self.found.text += data


def read_html(html: str) -> Found:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found
