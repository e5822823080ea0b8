"""What the click log says of a page: its views, the presses of each button, and how many views end in a press."""

import uuid
from dataclasses import dataclass

from kliqs.bio.models import Counted
from kliqs.bio.pages import find_page
from kliqs.clicks.counts import NONE, LinkCounts, counts_of
from kliqs.database import Connection


@dataclass(frozen=True, slots=True)
class PageCounts:
    """`presses` by button, under its block's id or `block.part`; those of buttons that are gone as well."""

    views: LinkCounts
    presses: dict[str, LinkCounts]

    def rate(self, button: str) -> float:
        """Presses by people for each view by people: 0 without a view, and more than 1 when people press again."""
        pressed = self.presses.get(button)
        return pressed.human / self.views.human if pressed and self.views.human else 0.0


def page_counts(connection: Connection, workspace_id: int, public_id: uuid.UUID) -> PageCounts:
    """All that is loaded so far, about a second behind the visitor. Raises KliqsError PAGE_NOT_FOUND."""
    page = find_page(workspace_id, public_id)
    names = {-each.pk: each.block for each in Counted.objects.filter(page=page)}
    counted = counts_of(connection, workspace_id, list(names))
    counts = {name: counted.get(number, NONE) for number, name in names.items()}
    return PageCounts(counts.pop(""), counts)
