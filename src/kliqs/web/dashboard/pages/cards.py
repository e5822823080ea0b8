"""A block as it stands, closed, in the editor's list."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kliqs.bio.blocks import AnyBlock, Block
from kliqs.bio.document import Document
from kliqs.bio.naming import name_of
from kliqs.web.dashboard.pages.describing import Described
from kliqs.web.dashboard.pages.kinds import KINDS

UNNAMED: dict[str, Promise] = {"whatsapp": gettext_lazy("Order on WhatsApp")}


@dataclass(frozen=True, slots=True)
class BlockCard:
    """`place` counts from 1; `is_waiting` and `is_over` say what its schedule makes of it now."""

    block: AnyBlock
    place: int
    now: datetime

    @property
    def described(self) -> Described:
        return KINDS[str(type(self.block).__struct_config__.tag)]

    @property
    def name(self) -> str:
        kind = self.described
        return name_of(self.block) or str(UNNAMED.get(kind.kind, kind.title))

    @property
    def picture(self) -> str:
        return str(getattr(self.block, "picture", ""))

    @property
    def is_waiting(self) -> bool:
        return self.block.starts_at is not None and self.now < self.block.starts_at

    @property
    def is_over(self) -> bool:
        return self.block.ends_at is not None and self.now >= self.block.ends_at


def cards_of(document: Document, now: datetime) -> list[BlockCard]:
    return [BlockCard(block, place, now) for place, block in enumerate(document.blocks, start=1)]


def card_of(document: Document, block: Block, now: datetime) -> BlockCard:
    """Of a block that is in the document."""
    return next(card for card in cards_of(document, now) if card.block.id == block.id)
