"""Reports of links: taking them from anybody, and what the operator decides of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from kliqs.accounts.disabling import disable_workspace
from kliqs.accounts.models import User
from kliqs.errors import KliqsError
from kliqs.events.audit import record_audit
from kliqs.links.attempts import Limit, hold_off
from kliqs.links.blocking import block_host, disable_links_to
from kliqs.links.destinations import turned
from kliqs.links.disabling import disable_link
from kliqs.links.models import Link, Report
from kliqs.links.searching import link_at, page_target_at

LONGEST_DETAILS = 2_000
PER_REPORTER = Limit(free=5, longest_s=3_600, forgiven_every_s=3_600)


class Decision(StrEnum):
    DISMISSED = "dismissed"
    LINK_DISABLED = "link_disabled"
    PAGE_DISABLED = "page_disabled"
    HOST_BLOCKED = "host_blocked"
    WORKSPACE_DISABLED = "workspace_disabled"


@dataclass(frozen=True, slots=True)
class Telling:
    """What somebody tells of a link; `email` is empty or wants an answer in `language`."""

    reason: str
    details: str
    email: str
    language: str


def report_link(slug: str, telling: Telling, address: str) -> Report:
    """Put a report of a link or bio page into the queue. Raises KliqsError NOTHING_TO_REPORT or REPORTED_TOO_OFTEN."""
    link = link_at(slug)
    page_target = page_target_at(slug) if link is None else None
    if link is None and page_target is None:
        raise KliqsError("NOTHING_TO_REPORT", field="link")
    if hold_off("reports", address, PER_REPORTER):
        raise KliqsError("REPORTED_TOO_OFTEN")
    return Report.objects.create(
        slug=slug.lower() if link is None else link.slug,
        link=link,
        page_target=page_target,
        reason=telling.reason,
        details=telling.details.replace("\0", "")[:LONGEST_DETAILS],
        email=telling.email,
        language=telling.language,
    )


def waiting_links() -> "QuerySet[Link]":
    """The links with reports that wait, most reports first, then who waits longest: with `reports_waiting`, `since`."""
    waits = Q(reports__handled_at=None)
    return (
        Link.objects.filter(pk__in=Report.objects.filter(handled_at=None, link__isnull=False).values("link_id"))
        .select_related("workspace")
        .annotate(reports_waiting=Count("reports", filter=waits), since=Min("reports__created_at", filter=waits))
        .order_by("-reports_waiting", "since")
    )


def host_of(link: Link) -> str:
    """The host that the link leads to, as it would be blocked."""
    return turned(link.host_reversed)


def resolve_reports(
    link_id: int, decision: Decision, reason: str, *, with_other_links: bool, actor: User
) -> Sequence[Report]:
    """Do what was decided and take the link's reports off the queue, in one transaction. `with_other_links`: where the
    host is blocked, every link that leads there is disabled too. Returns the reports.

    Raises KliqsError REPORTS_HANDLED, or REASON_MISSING for anything but a dismissal.
    """
    with transaction.atomic():
        waiting = Report.objects.select_for_update(of=("self",)).filter(link_id=link_id, handled_at=None)
        reports = list(waiting.order_by("pk"))
        if not reports:
            raise KliqsError("REPORTS_HANDLED")
        link = Link.objects.get(pk=link_id)
        _carry_out(link, decision, reason, actor, with_other_links=with_other_links)
        waiting.update(handled_at=timezone.now(), handled_by=actor, decision=decision)
        told = {"decision": decision.value, "reports": len(reports)}
        record_audit("report.resolved", actor, workspace_id=None, subject=link.slug, **told)
    return reports


def _carry_out(link: Link, decision: Decision, reason: str, actor: User, *, with_other_links: bool) -> None:
    if decision in (Decision.LINK_DISABLED, Decision.HOST_BLOCKED):
        disable_link(link.pk, reason, actor=actor)
    if decision == Decision.HOST_BLOCKED:
        blocked = block_host(host_of(link), reason, actor=actor)
        if with_other_links:
            disable_links_to(blocked, actor=actor)
    if decision == Decision.WORKSPACE_DISABLED:
        disable_workspace(link.workspace_id, reason, actor=actor)
