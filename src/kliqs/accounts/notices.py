"""Telling that a limit is near or reached: which workspaces, and that each is told once a month.

Nothing of this is on the way of a request: what was counted there is looked at here, now and then.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from kliqs.accounts.models import MonthlyUsage, UsageNotice, Workspace
from kliqs.accounts.plans import Plan, plan, plans
from kliqs.accounts.usage import Usage, month_of

PERCENTS = (80, 100)


@dataclass(frozen=True, slots=True)
class Notice:
    """That so many percent of a limit, `requests` or `links`, are used up."""

    limit: str
    percent: int
    used: int
    of: int

    @property
    def is_full(self) -> bool:
        return self.used >= self.of


def reached(usage: Usage) -> list[Notice]:
    """What there is to tell of a month: of each limit the highest share that it has reached."""
    limits = (("requests", usage.requests, usage.plan.requests_per_month), ("links", usage.links, usage.plan.links))
    return [
        Notice(name, max(percents), used, of)
        for name, used, of in limits
        if (percents := [percent for percent in PERCENTS if of > 0 and used >= _share(of, percent)])
    ]


def usage_of(workspace: Workspace, moment: datetime) -> Usage:
    """The workspace's month that `moment` lies in."""
    month = month_of(moment)
    row = MonthlyUsage.objects.filter(workspace=workspace, month=month).values_list("requests", flat=True).first()
    return Usage(plan(workspace.plan), month, row or 0, workspace.link_count)


def untold(moment: datetime) -> Iterator[tuple[Workspace, Notice]]:
    """Every workspace that has reached something it was not told of this month."""
    month = month_of(moment)
    for each in _near(month):
        told = set(UsageNotice.objects.filter(workspace=each, month=month).values_list("limit", "percent"))
        for notice in reached(usage_of(each, moment)):
            if (notice.limit, notice.percent) not in told:
                yield each, notice


def claim(workspace: Workspace, month: str, notice: Notice) -> bool:
    """Take it upon this process to tell; of several at once only one may. What lies below counts as told too."""
    try:
        with transaction.atomic():
            UsageNotice.objects.create(workspace=workspace, month=month, limit=notice.limit, percent=notice.percent)
    except IntegrityError:
        return False
    lower = [percent for percent in PERCENTS if percent < notice.percent]
    UsageNotice.objects.bulk_create(
        [UsageNotice(workspace=workspace, month=month, limit=notice.limit, percent=each) for each in lower],
        ignore_conflicts=True,
    )
    return True


def release(workspace: Workspace, month: str, notice: Notice) -> None:
    """Give a claim back: nobody could be told, and the next look tries again."""
    UsageNotice.objects.filter(workspace=workspace, month=month, limit=notice.limit, percent=notice.percent).delete()


def _near(month: str) -> Iterable[Workspace]:
    """Workspaces with a limit that is near, found by the database, plan by plan."""
    known = plans()
    live = Workspace.objects.filter(disabled_at=None, sandbox_of=None)
    for name, each in known.items():
        yield from _over(live.filter(plan=name), each, month)
    yield from _over(live.exclude(plan__in=list(known)), plan(""), month)


def _over(workspaces: "QuerySet[Workspace]", limits: Plan, month: str) -> Iterable[Workspace]:
    first = min(PERCENTS)
    near = Q(pk__in=[])
    if limits.links > 0:
        near |= Q(link_count__gte=_share(limits.links, first))
    if limits.requests_per_month > 0:
        busy = MonthlyUsage.objects.filter(month=month, requests__gte=_share(limits.requests_per_month, first))
        near |= Q(pk__in=busy.values("workspace_id"))
    return workspaces.filter(near).order_by("pk")


def _share(limit: int, percent: int) -> int:
    """The least whole number that is this share of the limit."""
    return -(-limit * percent // 100)
