"""Letting go of test pages that have ended, with what was counted of them. No clock ever deletes a live page."""

from datetime import UTC, datetime

from django.db import transaction

from kliqs.background import now_and_then
from kliqs.bio.models import Counted, Page
from kliqs.clicks.models import LinkDay, LinkTotal
from kliqs.events.recording import record_change
from kliqs.routes.models import Route
from kliqs.routes.resolving import route_key
from kliqs.routes.sandboxes import LASTS

AT_ONCE = 200
EVERY_S = 60.0


async def sweep_pages_forever() -> None:
    """Once a minute. Every process looks; of several that find the same page one deletes it."""
    await now_and_then("test pages", EVERY_S, lambda: sweep_pages(datetime.now(UTC)))


def sweep_pages(now: datetime) -> int:
    """Delete the pages of sandboxes that are over. Returns how many went."""
    with transaction.atomic():
        pages = list(Page.objects.filter(domain__lt=0, created_at__lte=now - LASTS).order_by("id")[:AT_ONCE])
        numbers = [-each for each in Counted.objects.filter(page__in=pages).values_list("pk", flat=True)]
        Route.objects.filter(kind=Route.Kind.PAGE, target__in=numbers).delete()
        LinkDay.objects.filter(link_id__in=numbers).delete()
        LinkTotal.objects.filter(link_id__in=numbers).delete()
        Page.objects.filter(pk__in=[page.pk for page in pages]).delete()
        record_change("route", [route_key(page.domain_id, page.slug) for page in pages])
    return len(pages)
