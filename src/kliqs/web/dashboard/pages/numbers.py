"""What became of the page: its views, the presses of every button, how many views end in a press."""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kliqs.accounts.models import Member
from kliqs.bio.counting import PageCounts, page_counts_since
from kliqs.bio.document import from_json
from kliqs.bio.models import Page
from kliqs.bio.naming import names_in
from kliqs.bio.networks import NETWORKS
from kliqs.bio.presses import presses_of
from kliqs.bio.publishing import view_number
from kliqs.clicks.counts import LinkCounts
from kliqs.web.dashboard.members import for_members
from kliqs.web.dashboard.pages.cards import cards_of
from kliqs.web.dashboard.pages.finding import frame, the_page

PERIODS: dict[str, tuple[int, Promise]] = {
    "7": (7, gettext_lazy("7 days")),
    "30": (30, gettext_lazy("30 days")),
    "90": (90, gettext_lazy("90 days")),
    "365": (365, gettext_lazy("12 months")),
    "all": (0, gettext_lazy("All time")),
}
USUAL = "30"


# What a block's buttons are called where it has several; social networks have names of their own.
PARTS = {
    "phone": gettext_lazy("Telephone"),
    "email": gettext_lazy("E-mail address"),
    "website": gettext_lazy("Website"),
    "card": gettext_lazy("Save to contacts"),
}


@dataclass(frozen=True, slots=True)
class Button:
    """A line of the table; `percent` is how many of a hundred views by people led to a press. Without a `kind` its
    block is gone."""

    name: str
    kind: str
    counts: LinkCounts
    percent: float

    @property
    def bar(self) -> int:
        """As much of a bar as stands for it."""
        return min(100, round(self.percent))


@require_safe
@for_members
def show(request: HttpRequest, member: Member, page_id: uuid.UUID) -> HttpResponse:
    page = the_page(member, page_id)
    period = request.GET.get("period", USUAL)
    days, _ = PERIODS.get(period, PERIODS[USUAL])
    today = datetime.now(UTC).date()
    counts = page_counts_since(member.workspace_id, page_id, today - timedelta(days=days - 1) if days else date.min)
    context = frame(member, page, "page_numbers") | {
        "period": period if period in PERIODS else USUAL,
        "periods": [(name, title) for name, (_, title) in PERIODS.items()],
        "counts": counts,
        "presses": sum(each.human for each in counts.presses.values()),
        "buttons": _buttons(page, counts),
        "view_number": -view_number(page),
    }
    return render(request, "dashboard/pages/numbers.html", context)


def _buttons(page: Page, counts: PageCounts) -> list[Button]:
    """In the order of the page; those that are gone come last, and only where somebody pressed them."""
    shown: dict[str, Button] = {}
    for card in cards_of(from_json(page.draft), datetime.now(UTC)):
        for button, _ in presses_of(card.block):
            if button in counts.presses:
                part = button.partition(".")[2]
                kind = f"{card.described.title} · {NETWORKS.get(part) or PARTS[part]}" if part else card.described.title
                shown[button] = Button(card.name, str(kind), counts.presses[button], 100 * counts.rate(button))
    gone = [each for each in counts.presses if each not in shown and any(_of_all(counts.presses[each]))]
    names = names_in(page, gone)
    return [
        *shown.values(),
        *(Button(names[each], "", counts.presses[each], 100 * counts.rate(each)) for each in gone),
    ]


def _of_all(counts: LinkCounts) -> tuple[int, int, int]:
    return counts.human, counts.preview, counts.bot
