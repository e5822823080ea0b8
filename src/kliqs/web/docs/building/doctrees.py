"""Changes to a page after it is parsed and before its references are resolved."""

import re

from docutils import nodes
from sphinx.transforms import SphinxTransform

SAMPLE_LANGUAGES = {"sh": "curl", "python": "Python", "js": "Node", "php": "PHP"}


class sample_tabs(nodes.General, nodes.Element):
    """The same request in several languages: code blocks that follow each other directly."""


def anchor(heading: str) -> str:
    """The id of a heading: an error code as it is, so that `errors#CODE` leads there; other text in lower case."""
    text = heading.strip("`")
    if re.fullmatch(r"[A-Z_]+", text):
        return text
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


class KeepAnchors(SphinxTransform):
    """Gives headings the ids that `anchor` makes. Docutils would write those of error codes in lower case."""

    default_priority = 10  # before anything looks the ids up

    def apply(self, **kwargs: object) -> None:
        slugs = self.document.myst_slugs  # type: ignore[attr-defined]  # MyST's own table: line, id and text by slug
        for section in self.document.findall(nodes.section):
            slug = section.get("slug")
            if not slug:
                continue
            for name in section["names"]:
                self.document.nameids[name] = slug
            section["ids"] = [slug]
            self.document.ids[slug] = section
            line, _, text = slugs[slug]
            slugs[slug] = (line, slug, text)


class JoinSamples(SphinxTransform):
    """Makes tabs of neighbouring code blocks in the languages of samples."""

    default_priority = 500

    def apply(self, **kwargs: object) -> None:
        for block in list(self.document.findall(nodes.literal_block)):
            if not _is_sample(block) or isinstance(block.parent, sample_tabs):
                continue
            blocks: list[nodes.Node] = [block]
            while (following := blocks[-1].next_node(descend=False, siblings=True)) and _is_sample(following):
                blocks.append(following)
            if len(blocks) == 1:
                continue
            tabs = sample_tabs()
            block.parent.replace(block, tabs)
            for each in blocks[1:]:
                tabs.parent.remove(each)
            tabs.extend(blocks)


def _is_sample(node: nodes.Node) -> bool:
    return isinstance(node, nodes.literal_block) and node.get("language") in SAMPLE_LANGUAGES
