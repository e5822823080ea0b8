"""Letting go of test links that have ended, with what was counted of them. No clock ever deletes a live link."""

import asyncio
from datetime import UTC, datetime, timedelta

import structlog
from django.db import Error, connections, transaction

from kliqs.accounts.membership import lock_workspace
from kliqs.clicks.models import LinkDay, LinkTotal
from kliqs.links.models import Link, Tag
from kliqs.routes.models import Route
from kliqs.routes.sandboxes import LASTS

EVERY_S = 60.0
AT_ONCE = 200
SAYS_EXPIRED_FOR = timedelta(days=1)

log = structlog.get_logger("clicks")


async def sweep_sandboxes_forever() -> None:
    """Once a minute. Every process looks; of several that find the same link one deletes it."""
    while True:
        await asyncio.sleep(EVERY_S)
        await asyncio.to_thread(_look)


def sweep_sandboxes(now: datetime) -> int:
    """Delete what is over of all sandboxes. Returns how many links went.

    A link's place in the sandbox is free again; its Route stays for a day, for the page that says it has expired.
    """
    swept = 0
    while links := list(
        Link.objects.filter(domain__lt=0, created_at__lte=now - LASTS).order_by("created_at")[:AT_ONCE]
    ):
        for sandbox_id in sorted({link.workspace_id for link in links}):
            swept += _sweep(sandbox_id, [link.pk for link in links if link.workspace_id == sandbox_id])
    ended_ms = int((now - SAYS_EXPIRED_FOR).timestamp() * 1000)
    Route.objects.filter(domain__lt=0, expires_at__lt=ended_ms).delete()
    return swept


def _sweep(sandbox_id: int, link_ids: list[int]) -> int:
    with transaction.atomic():
        sandbox = lock_workspace(sandbox_id)  # as creates do: no count is lost between them
        links = Link.objects.filter(pk__in=link_ids)
        counted = links.filter(deleted_at=None).count()
        tags = list(Tag.objects.filter(links__in=link_ids).values_list("pk", flat=True))
        LinkDay.objects.filter(link_id__in=link_ids).delete()
        LinkTotal.objects.filter(link_id__in=link_ids).delete()
        swept = links.count()
        links.delete()
        Tag.objects.filter(pk__in=tags, links=None).delete()
        sandbox.link_count -= counted
        sandbox.save(update_fields=["link_count"])
    return swept


def _look() -> None:
    try:
        if swept := sweep_sandboxes(datetime.now(UTC)):
            log.info("sandboxes.swept", links=swept)
    except Error as problem:
        log.warning("sandboxes.not_swept", problem=str(problem))
    finally:
        connections.close_all()  # this thread's own
