"""What stands in the head of a page, read as a preview fetcher reads it."""

from html.parser import HTMLParser


class Head(HTMLParser):
    """`title`, and what `<meta>` says by property or name."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.title = ""
        self.meta: dict[str, str] = {}
        self.tags: list[str] = []
        self._in_title = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        said = dict(attrs)
        self._in_title = tag == "title"
        if tag == "meta" and (name := said.get("property") or said.get("name")):
            self.meta[name] = said.get("content") or ""

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
