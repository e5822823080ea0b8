"""What people call a block, and what is counted: a page's views, the presses of one of its buttons."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kliqs.bio import blocks
from kliqs.bio.document import Document, from_json
from kliqs.bio.models import Counted, Page
from kliqs.bio.networks import NETWORKS
from kliqs.clicks.questions.answers import Ranked
from kliqs.clicks.questions.links import is_counted


@dataclass(frozen=True, slots=True)
class CountedName:
    """`button` is empty for a page's views; `block` is the name of the block's button within the page, also empty."""

    page: Page
    block: str
    button: str

    def __str__(self) -> str:
        return f"{self.page.slug} · {self.button}" if self.button else self.page.slug


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


def names_in(page: Page, buttons: Iterable[str]) -> dict[str, str]:
    """The names of some of the page's buttons, such as those that are gone."""
    known = _Names(page)
    return {button: known.of(button) for button in buttons}


def _button(block: str, button: str) -> str:
    part = button.partition(".")[2]
    return f"{block} · {NETWORKS.get(part, part)}" if part else block


def labelled(workspace_id: int, links: Sequence[Ranked]) -> list[Ranked]:
    """Values of the dimension `link` with labels also for what is no link: `warung-ani` for a page's views,
    `warung-ani · Menu` for a button of its."""
    names = counted_names(workspace_id, [-int(row.value) for row in links if is_counted(row.value)])
    return [
        replace(row, label=str(names[-int(row.value)])) if is_counted(row.value) and -int(row.value) in names else row
        for row in links
    ]


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
