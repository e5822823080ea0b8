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
from kliqs.bio.models import Page
from kliqs.bio.naming import button_names
from kliqs.bio.publishing import view_number
from kliqs.clicks.counts import LinkCounts
from kliqs.web.dashboard.members import for_members
from kliqs.web.dashboard.pages.finding import frame, the_page

PERIODS: dict[str, tuple[int, Promise]] = {
    "7": (7, gettext_lazy("7 days")),
    "30": (30, gettext_lazy("30 days")),
    "90": (90, gettext_lazy("90 days")),
    "365": (365, gettext_lazy("12 months")),
    "all": (0, gettext_lazy("All time")),
}
USUAL = "30"


@dataclass(frozen=True, slots=True)
class Button:
    """A line of the table; `percent` is how many of a hundred views by people led to a press."""

    name: str
    counts: LinkCounts
    percent: float
    is_gone: bool


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
    names = button_names(page)
    buttons = [
        Button(name, counts.presses[button], 100 * counts.rate(button), is_gone=False)
        for button, name in names.items()
        if button in counts.presses
    ]
    gone = [
        Button(button, pressed, 100 * counts.rate(button), is_gone=True)
        for button, pressed in counts.presses.items()
        if button not in names and (pressed.human or pressed.preview or pressed.bot)
    ]
    return buttons + gone
