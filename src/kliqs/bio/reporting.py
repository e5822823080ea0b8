"""Reports of bio pages: which wait, and what the operator decides of them. They are taken where those of links are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Min
from django.utils import timezone

from kliqs.accounts.disabling import disable_workspace
from kliqs.accounts.models import User
from kliqs.bio.models import Counted, Page
from kliqs.bio.pages import disable_page
from kliqs.errors import KliqsError
from kliqs.events.audit import record_audit
from kliqs.links.models import Report
from kliqs.links.reporting import Decision

OF_PAGES = (Decision.DISMISSED, Decision.PAGE_DISABLED, Decision.WORKSPACE_DISABLED)


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """A page with reports that wait, and since when (UTC)."""

    page: Page
    reports: int
    since: datetime


def waiting_pages() -> list[WaitingPage]:
    """Most reports first, then who waits longest."""
    waiting = Report.objects.filter(handled_at=None, page_target__isnull=False)
    sums = waiting.values("page_target").annotate(count=Count("pk"), since=Min("created_at"))
    told = {-int(each["page_target"] or 0): each for each in sums.order_by("-count", "since")}
    views = Counted.objects.filter(pk__in=told, page__deleted_at=None).select_related("page__workspace")
    pages = {each.pk: each.page for each in views}
    return [WaitingPage(pages[pk], each["count"], each["since"]) for pk, each in told.items() if pk in pages]


def reports_of(page: Page) -> Sequence[Report]:
    """Those that wait, newest first."""
    return list(Report.objects.filter(handled_at=None, page_target=_target(page)).order_by("-pk"))


def resolve_page_reports(page_id: int, decision: Decision, reason: str, *, actor: User) -> Sequence[Report]:
    """Do what was decided and take the page's reports off the queue, in one transaction. Returns the reports.

    Raises KliqsError REPORTS_HANDLED, or REASON_MISSING for anything but a dismissal.
    """
    if decision != Decision.DISMISSED and not reason.strip():
        raise KliqsError("REASON_MISSING")
    with transaction.atomic():
        page = Page.objects.get(pk=page_id)
        waiting = Report.objects.select_for_update(of=("self",)).filter(page_target=_target(page), handled_at=None)
        reports = list(waiting.order_by("pk"))
        if not reports:
            raise KliqsError("REPORTS_HANDLED")
        if decision == Decision.PAGE_DISABLED:
            disable_page(page.pk, reason.strip(), actor=actor)
        if decision == Decision.WORKSPACE_DISABLED:
            disable_workspace(page.workspace_id, reason, actor=actor)
        waiting.update(handled_at=timezone.now(), handled_by=actor, decision=decision)
        told = {"decision": decision.value, "reports": len(reports)}
        record_audit("report.resolved", actor, workspace_id=None, subject=page.slug, **told)
    return reports


def _target(page: Page) -> int:
    return -Counted.objects.get(page=page, block="").pk
