"""What people call a block, and what is counted: a page's views, the presses of one of its buttons."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from kliqs.bio import blocks
from kliqs.bio.document import Document, from_json
from kliqs.bio.models import Counted, Page
from kliqs.bio.networks import NETWORKS
from kliqs.bio.presses import presses_of


@dataclass(frozen=True, slots=True)
class CountedName:
    """`button` is empty for a page's views; `block` is the name of the block's button within the page, also empty."""

    page: Page
    block: str
    button: str


def name_of(block: blocks.AnyBlock) -> str:
    """What the owner wrote on it first, on one line; empty for what has no words."""
    match block:
        case blocks.Link() | blocks.WhatsApp():
            text = block.label
        case blocks.Heading() | blocks.Prose():
            text = block.text
        case blocks.Image():
            text = block.alt or block.caption
        case blocks.Socials():
            text = ", ".join(NETWORKS[each.network] for each in block.accounts)
        case blocks.Embed() | blocks.Countdown():
            text = block.title
        case blocks.Product() | blocks.Contact():
            text = block.name
        case blocks.Qris():
            text = block.merchant
        case blocks.Map():
            text = block.place
        case blocks.Faq():
            text = block.questions[0].question
        case blocks.Divider():
            text = ""
    return " ".join(text.split())[:120]


def counted_names(workspace_id: int, numbers: Collection[int]) -> dict[int, CountedName]:
    """By the number that is counted under (above zero): of this workspace's pages, deleted ones too. A button that
    is gone is named as the newest version that had it does."""
    found = Counted.objects.filter(pk__in=numbers, page__workspace_id=workspace_id)
    documents: dict[int, _Names] = {}
    names = {}
    for each in found.select_related("page", "page__published"):
        known = documents.setdefault(each.page_id, _Names(each.page))
        names[each.pk] = CountedName(each.page, each.block, known.of(each.block) if each.block else "")
    return names


def button_names(page: Page) -> dict[str, str]:
    """The page's buttons as they are drafted, by the name of the button within the page, in order."""
    drafted = from_json(page.draft)
    return {
        button: _button(name_of(block) or block.id, button)
        for block in drafted.blocks
        for button, _ in presses_of(block)
    }


def _button(block: str, button: str) -> str:
    part = button.partition(".")[2]
    return f"{block} · {NETWORKS.get(part, part)}" if part else block


class _Names:
    """The names of a page's buttons, read from as few of its documents as will do."""

    def __init__(self, page: Page) -> None:
        self._names: dict[str, str] = {}
        self._documents = _documents(page)

    def of(self, button: str) -> str:
        block = button.partition(".")[0]
        while block not in self._names:
            document = next(self._documents, None)
            if document is None:
                return button
            for each in document.blocks:
                self._names.setdefault(each.id, name_of(each) or each.id)
        return _button(self._names[block], button)


def _documents(page: Page) -> Iterator[Document]:
    if page.published is not None:
        yield from_json(page.published.document)
    yield from_json(page.draft)
    for text in page.versions.order_by("-number").values_list("document", flat=True).iterator():
        yield from_json(text)
