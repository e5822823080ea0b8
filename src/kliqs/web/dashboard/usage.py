"""Usage and plan: the month against its limits, day by day, when it starts again, and what each plan gives."""

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kliqs.accounts.models import Member
from kliqs.accounts.plans import listed, plan
from kliqs.accounts.usage import month_end, read_days, read_usage
from kliqs.database import Connection, Database
from kliqs.settings import load
from kliqs.web.dashboard.members import for_members

HEIGHT = 120  # of the tallest bar, in the chart's own units
STEP = 20  # from one bar to the next
LEAST = 2  # so that a day with a single request is seen


@dataclass(frozen=True, slots=True)
class Bar:
    """One day in the chart."""

    day: date
    requests: int
    x: int
    height: int
    is_today: bool

    @property
    def y(self) -> int:
        return HEIGHT - self.height


@require_safe
@for_members
def show(request: HttpRequest, member: Member) -> HttpResponse:
    now, workspace = datetime.now(UTC), member.workspace
    with closing(Connection(Database(load().database_url), read_only=True)) as connection:
        usage = read_usage(connection, workspace.pk, plan(workspace.plan), now)
        bars = draw(read_days(connection, workspace.pk, now), now.date())
    context = {
        "member": member,
        "usage": usage,
        "resets_at": month_end(now),
        "month": now,
        "bars": bars,
        "width": len(bars) * STEP,
        "height": HEIGHT,
        "plans": listed(),
        "current_plan": usage.plan.name,
        "contact": load().security_contact,
    }
    return render(request, "dashboard/usage.html", context)


def draw(days: list[tuple[date, int]], today: date) -> list[Bar]:
    """Bars as high as their days are busy, the busiest as high as the chart."""
    most = max((requests for _, requests in days), default=0)
    return [
        Bar(day, requests, number * STEP, max(LEAST, requests * HEIGHT // most) if requests else 0, day == today)
        for number, (day, requests) in enumerate(days)
    ]
