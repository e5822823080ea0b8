"""Changing a page: its draft, its slug, its password, and what visitors have of it, in one transaction.

What visitors get is rendered before that transaction, since it takes tens of ms and writers would wait for it; a page
that has become another one meanwhile is rendered again inside it.
"""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from kliqs.bio.document import Document, from_json, to_json
from kliqs.bio.models import Page, Version
from kliqs.bio.publishing import Prepared, Source, prepare, put_out, source_of, view_number
from kliqs.errors import KliqsError
from kliqs.events.audit import Actor, record_audit
from kliqs.events.recording import record_change
from kliqs.links.publishing import taking_slug
from kliqs.routes.models import Route
from kliqs.routes.resolving import route_key
from kliqs.settings import Settings

MOST_VERSIONS = 100


@dataclass(frozen=True, slots=True)
class PageChange:
    """Checked new values; None is as it is, and an empty `password_hash` takes the password away. `is_published` lets
    visitors have the draft, as it then is."""

    draft: Document | None = None
    slug: str | None = None
    password_hash: str | None = None
    is_published: bool = False


def pages_of(workspace_id: int) -> QuerySet[Page]:
    """The workspace's pages, newest first."""
    return Page.objects.filter(workspace_id=workspace_id, deleted_at=None).select_related("published").order_by("-id")


def find_page(workspace_id: int, public_id: uuid.UUID) -> Page:
    """Raises KliqsError PAGE_NOT_FOUND."""
    page = pages_of(workspace_id).filter(public_id=public_id).first()
    if page is None:
        raise KliqsError("PAGE_NOT_FOUND")
    return page


def locked_page(workspace_id: int, public_id: uuid.UUID, *, number: int | None = None, version: str = "") -> Page:
    """A page against whose other writers the caller's transaction holds a lock. `number` is that of the draft which
    the writer started from, `version` the `version_of` the page that it saw; None and "" are any.

    Raises KliqsError PAGE_NOT_FOUND or PAGE_CHANGED.
    """
    page = (
        Page.objects.select_for_update(of=("self",))
        .filter(workspace_id=workspace_id, public_id=public_id, deleted_at=None)
        .first()
    )
    if page is None:
        raise KliqsError("PAGE_NOT_FOUND")
    if (number is not None and page.draft_number != number) or (version and version != version_of(page)):
        raise KliqsError("PAGE_CHANGED")
    return page


def version_of(page: Page) -> str:
    """What tells one state of a page from the next: its draft, slug and password, and what is published."""
    return f"{int(page.updated_at.timestamp() * 1_000_000):x}-{page.published_id or 0:x}"


def prepared_for(page: Page, change: PageChange, settings: Settings) -> Prepared | None:
    """What visitors will get of the page once it is changed; None where they get what they had. Asks the database
    nothing, but for a published document. Raises KliqsError PAGE_TOO_LARGE."""
    source = _source_after(page, change)
    return None if source is None else prepare(source, settings, timezone.now())


def change_page(
    workspace_id: int,
    public_id: uuid.UUID,
    change: PageChange,
    settings: Settings,
    *,
    number: int | None = None,
    version: str = "",
    prepared: Prepared | None = None,
    actor: Actor | None,
) -> Page:
    """Make a change. `number` and `version` are as for `locked_page`; `prepared` is what `prepared_for` made of the
    page as the caller saw it.

    Raises KliqsError PAGE_NOT_FOUND, PAGE_CHANGED, PAGE_TOO_LARGE or SLUG_ALREADY_EXISTS.
    """
    if prepared is None:
        prepared = prepared_for(find_page(workspace_id, public_id), change, settings)
    with transaction.atomic():
        page = locked_page(workspace_id, public_id, number=number, version=version)
        source = _source_after(page, change)
        if change.draft is not None and (draft := to_json(change.draft)) != page.draft:
            keep_draft(page, draft)
        if change.slug is not None and change.slug != page.slug:
            _move(page, change.slug, actor)
        if change.password_hash is not None:
            _protect(page, change.password_hash, actor)
        if change.is_published:
            _keep_version(page, actor)
        if source is not None:
            if prepared is None or prepared.source != source:
                prepared = prepare(source, settings, timezone.now())
            put_out(page, prepared)
    return page


def keep_draft(page: Page, draft: str) -> None:
    """Put a document, as JSON, in the place of a locked page's draft."""
    page.draft, page.draft_number = draft, page.draft_number + 1
    _save(page, "draft", "draft_number")


def tell_of_page(action: str, page: Page, actor: Actor | None, **details: object) -> None:
    """Let caches and the audit log know what became of a page."""
    record_change("route", [route_key(page.domain_id, page.slug)])
    record_audit(action, actor, workspace_id=page.workspace_id, subject=page.slug, **details)


def _source_after(page: Page, change: PageChange) -> Source | None:
    """What visitors' bytes are to be made of; None where they stay as they are."""
    if not change.is_published and (page.published is None or (change.slug is None and change.password_hash is None)):
        return None
    document = page.published.document if page.published is not None and not change.is_published else page.draft
    if change.is_published and change.draft is not None:
        document = to_json(change.draft)
    after = Page(
        domain_id=page.domain_id,
        slug=page.slug if change.slug is None else change.slug,
        password_hash=page.password_hash if change.password_hash is None else change.password_hash,
    )
    return source_of(after, document)


def _move(page: Page, slug: str, actor: Actor | None) -> None:
    old, page.slug = page.slug, slug
    with taking_slug(slug):
        Route.objects.filter(target=-view_number(page)).update(slug=slug)
    record_change("route", [route_key(page.domain_id, old)])
    _save(page, "slug")
    tell_of_page("page.renamed", page, actor, before=old)


def _protect(page: Page, password_hash: str, actor: Actor | None) -> None:
    page.password_hash = password_hash
    Route.objects.filter(target=-view_number(page)).update(password_hash=password_hash)
    _save(page, "password_hash")
    tell_of_page("page.protected" if password_hash else "page.opened", page, actor)


def _keep_version(page: Page, actor: Actor | None) -> None:
    last = page.versions.order_by("-number").first()
    version = Version.objects.create(
        page=page,
        number=last.number + 1 if last else 1,
        document=page.draft,
        made_by="" if actor is None else actor.email,
    )
    page.published = version
    page.save(update_fields=["published"])
    Route.objects.filter(target=-view_number(page)).update(title=from_json(page.draft).profile.name)
    page.versions.filter(number__lte=version.number - MOST_VERSIONS).delete()
    tell_of_page("page.published", page, actor, version=version.number)


def _save(page: Page, *fields: str) -> None:
    page.updated_at = timezone.now()
    page.save(update_fields=[*fields, "updated_at"])
