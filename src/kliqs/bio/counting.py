"""What the click log says of a page: its views, the presses of each button, and how many views end in a press."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from kliqs.bio.changing import find_page
from kliqs.bio.models import Counted, Page
from kliqs.clicks.counts import NONE, LinkCounts, counts_of
from kliqs.clicks.models import LinkDay
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


def page_counts_since(workspace_id: int, public_id: uuid.UUID, since: date) -> PageCounts:
    """The same from a UTC day on, that day included. Raises KliqsError PAGE_NOT_FOUND."""
    page = find_page(workspace_id, public_id)
    numbers = {each.pk: each.block for each in Counted.objects.filter(page=page)}
    found = _counts_since(workspace_id, numbers, since)
    counts = {block: found.get(number, NONE) for number, block in numbers.items()}
    return PageCounts(counts.pop(""), counts)


@dataclass(frozen=True, slots=True)
class PageSum:
    """By people alone: how often a page was viewed, and its buttons, all together, pressed."""

    views: int = 0
    presses: int = 0


def page_sums(workspace_id: int, pages: Collection[Page], since: date) -> dict[int, PageSum]:
    """Of each page, by the id of its row, from a UTC day on."""
    numbers = {each.pk: each for each in Counted.objects.filter(page__in=pages, page__workspace_id=workspace_id)}
    views: defaultdict[int, int] = defaultdict(int)
    presses: defaultdict[int, int] = defaultdict(int)
    for number, counts in _counts_since(workspace_id, numbers, since).items():
        counted = numbers[number]
        (presses if counted.block else views)[counted.page_id] += counts.human
    return {page.pk: PageSum(views[page.pk], presses[page.pk]) for page in pages}


def _counts_since(workspace_id: int, numbers: Collection[int], since: date) -> dict[int, LinkCounts]:
    days = LinkDay.objects.filter(
        workspace_id=workspace_id, link_id__in=[-number for number in numbers], day__gte=since
    )
    sums = days.values_list("link_id").annotate(Sum("human"), Sum("preview"), Sum("bot"), Sum("visitors"))
    return {-link_id: LinkCounts(*counts) for link_id, *counts in sums}
