"""Pages beside what the edge answers for them, and publishing again those that differ."""

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from kliqs.bio.models import Counted, Page
from kliqs.bio.publishing import Prepared, contents, prepare, put_out, source_of, take_down
from kliqs.events.recording import record_change
from kliqs.routes.models import Body, Route
from kliqs.routes.resolving import route_key
from kliqs.settings import Settings


def unlike(settings: Settings) -> Iterator[Page]:
    """Pages whose Route is missing or does not answer what this version of Kliqs would publish."""
    for page in Page.objects.filter(deleted_at=None).select_related("published").iterator(chunk_size=100):
        if not _has_its_route(page) or not _answers(page, _prepared(page, settings)):
            yield page


def lonely_routes() -> list[Route]:
    """Routes of pages that are no longer there."""
    targets = Counted.objects.filter(block="", page__deleted_at=None).values_list("pk", flat=True)
    return list(Route.objects.filter(kind=Route.Kind.PAGE).exclude(target__in=[-target for target in targets]))


def rebuild(settings: Settings) -> int:
    """Publish again what differs, and take away what belongs to no page. Returns how many Routes were touched."""
    lonely = lonely_routes()
    with transaction.atomic():
        for route in lonely:
            route.delete()
        record_change("route", [route_key(route.domain_id, route.slug) for route in lonely])
    pages = list(unlike(settings))
    for page in pages:
        _rebuild(page, settings)
    return len(lonely) + len(pages)


def _rebuild(page: Page, settings: Settings) -> None:
    with transaction.atomic():
        page = Page.objects.select_for_update(of=("self",)).get(pk=page.pk)
        Route.objects.update_or_create(target=-_views(page), defaults=_route_values(page))
        prepared = _prepared(page, settings)
        if prepared is None:
            take_down(page)
        else:
            put_out(page, prepared)
        record_change("route", [route_key(page.domain_id, page.slug)])


def _views(page: Page) -> int:
    return Counted.objects.get_or_create(page=page, block="")[0].pk


def _route_values(page: Page) -> dict[str, object]:
    return {
        "domain_id": page.domain_id,
        "slug": page.slug,
        "kind": Route.Kind.PAGE,
        "workspace_id": page.workspace_id,
        "password_hash": page.password_hash,
        "disabled": page.disabled_at is not None,
    }


def _has_its_route(page: Page) -> bool:
    return Route.objects.filter(target=-_views(page), **_route_values(page)).exists()


def _prepared(page: Page, settings: Settings) -> Prepared | None:
    if page.published is None or not Route.objects.filter(target=-_views(page)).exists():
        return None
    return prepare(source_of(page, page.published.document), settings, timezone.now())


def _answers(page: Page, prepared: Prepared | None) -> bool:
    """Whether what is answered from now on is what was prepared; stretches that are over are nobody's concern."""
    now_ms = int(timezone.now().timestamp() * 1_000)
    bodies = Body.objects.filter(route__target=-_views(page), until_ms__gt=now_ms).order_by("from_ms")
    answered = [(each.until_ms, bytes(each.content)) for each in bodies]
    if prepared is None:
        return not answered
    route = Route.objects.get(target=-_views(page))
    return answered == [(until_ms, content) for _, until_ms, content in contents(page, route, prepared)]
