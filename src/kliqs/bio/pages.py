"""What can be done to a page: made, changed, published, taken down, set back, renamed, protected, deleted.

A draft is only a draft: nobody but its workspace sees it, the editor saves it every few seconds, and so it is the one
thing here that the audit log does not tell of.
"""

import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from kliqs.accounts.membership import lock_workspace
from kliqs.accounts.plans import UNLIMITED, plan
from kliqs.bio.document import Document, check_document, from_json, to_json
from kliqs.bio.models import Counted, Page, Version
from kliqs.bio.publishing import prepare, put_out, take_down, view_number
from kliqs.errors import KliqsError
from kliqs.events.audit import Actor, record_audit
from kliqs.events.recording import record_change
from kliqs.links.creation import uuid7
from kliqs.links.passwords import hash_password
from kliqs.links.publishing import taking_slug
from kliqs.routes.models import Route
from kliqs.routes.resolving import DEFAULT_DOMAIN, route_key
from kliqs.routes.slugs import check_slug, random_slug
from kliqs.settings import Settings

MOST_VERSIONS = 100


def pages_of(workspace_id: int) -> QuerySet[Page]:
    """The workspace's pages, newest first."""
    return Page.objects.filter(workspace_id=workspace_id, deleted_at=None).select_related("published").order_by("-id")


def find_page(workspace_id: int, public_id: uuid.UUID) -> Page:
    """Raises KliqsError PAGE_NOT_FOUND."""
    page = pages_of(workspace_id).filter(public_id=public_id).first()
    if page is None:
        raise KliqsError("PAGE_NOT_FOUND")
    return page


def create_page(
    workspace_id: int, slug: str, settings: Settings, *, name: str = "", values: Any = None, actor: Actor | None
) -> Page:
    """Make a page with a draft: of `values` (decoded JSON), or an empty one of that name. Its slug is taken from now
    on; an empty one is chosen at random.

    Raises KliqsError PAGE_LIMIT_REACHED, INVALID_SLUG, RESERVED_SLUG or SLUG_ALREADY_EXISTS, InvalidBody.
    """
    chosen = check_slug(slug) if slug else random_slug()
    now = timezone.now()
    document = check_document({"profile": {"name": name or chosen}} if values is None else values, settings, now)
    with transaction.atomic():
        workspace = lock_workspace(workspace_id)
        room = plan(workspace.plan).pages
        if room != UNLIMITED and pages_of(workspace_id).count() >= room:
            raise KliqsError("PAGE_LIMIT_REACHED")
        page = Page.objects.create(
            public_id=uuid7(),
            workspace=workspace,
            domain_id=DEFAULT_DOMAIN,
            slug=chosen,
            draft=to_json(document),
            created_at=now,
            updated_at=now,
        )
        views = Counted.objects.create(page=page, block="")
        with taking_slug(chosen):
            Route.objects.create(
                domain_id=page.domain_id,
                slug=chosen,
                kind=Route.Kind.PAGE,
                target=-views.pk,
                workspace=workspace,
                title=document.profile.name,
            )
        _tell("page.created", page, actor)
    return page


def change_draft(
    workspace_id: int, public_id: uuid.UUID, values: Any, settings: Settings, *, number: int | None = None
) -> Page:
    """Replace a page's draft by decoded JSON. `number` is the draft's that the writer started from.

    Raises KliqsError PAGE_NOT_FOUND or PAGE_CHANGED, InvalidBody with every problem.
    """
    document = check_document(values, settings, timezone.now())
    return edit_draft(workspace_id, public_id, lambda _: document, number=number)


def edit_draft(
    workspace_id: int, public_id: uuid.UUID, change: Callable[[Document], Document], *, number: int | None = None
) -> Page:
    """Make of a page's draft what `change` makes of it, while nobody else can change it; `editing` has such changes.

    Raises KliqsError PAGE_NOT_FOUND or PAGE_CHANGED, and whatever `change` raises.
    """
    with transaction.atomic():
        page = _locked(workspace_id, public_id)
        _refuse_changed(page, number)
        draft = to_json(change(from_json(page.draft)))
        if draft != page.draft:
            _keep_draft(page, draft)
    return page


def publish(
    workspace_id: int, public_id: uuid.UUID, settings: Settings, *, number: int | None = None, actor: Actor | None
) -> Version:
    """Let visitors have the draft, and keep it as a version. `number` is the draft's that the writer saw.

    Raises KliqsError PAGE_NOT_FOUND, PAGE_CHANGED or PAGE_TOO_LARGE.
    """
    seen = find_page(workspace_id, public_id)
    _refuse_changed(seen, number)
    document = from_json(seen.draft)
    prepared = prepare(seen, document, settings, timezone.now())
    with transaction.atomic():
        page = _locked(workspace_id, public_id)
        _refuse_changed(page, seen.draft_number)
        _refuse_moved(page, seen)
        last = page.versions.order_by("-number").first()
        version = Version.objects.create(
            page=page,
            number=last.number + 1 if last else 1,
            document=page.draft,
            made_by="" if actor is None else actor.email,
        )
        page.published = version
        page.save(update_fields=["published"])
        put_out(page, prepared)
        Route.objects.filter(target=-view_number(page)).update(title=document.profile.name)
        page.versions.filter(number__lte=version.number - MOST_VERSIONS).delete()
        _tell("page.published", page, actor, version=version.number)
    return version


def unpublish(workspace_id: int, public_id: uuid.UUID, *, actor: Actor | None) -> Page:
    """Let the address answer as if nothing were there; draft, versions and slug stay. Raises PAGE_NOT_FOUND."""
    with transaction.atomic():
        page = _locked(workspace_id, public_id)
        if page.published_id is not None:
            page.published = None
            page.save(update_fields=["published"])
            take_down(page)
            _tell("page.unpublished", page, actor)
    return page


def restore_version(workspace_id: int, public_id: uuid.UUID, number: int, *, actor: Actor | None) -> Page:
    """Make a version the draft again; publishing it is another step. Raises PAGE_NOT_FOUND or VERSION_NOT_FOUND."""
    with transaction.atomic():
        page = _locked(workspace_id, public_id)
        version = page.versions.filter(number=number).first()
        if version is None:
            raise KliqsError("VERSION_NOT_FOUND")
        _keep_draft(page, version.document)
        _tell("page.restored", page, actor, version=number)
    return page


def rename(workspace_id: int, public_id: uuid.UUID, slug: str, settings: Settings, *, actor: Actor | None) -> Page:
    """Give a page another slug; the old one is free at once.

    Raises KliqsError PAGE_NOT_FOUND, INVALID_SLUG, RESERVED_SLUG or SLUG_ALREADY_EXISTS.
    """
    chosen = check_slug(slug)

    def move(page: Page) -> None:
        old, page.slug = page.slug, chosen
        with taking_slug(chosen):
            Route.objects.filter(target=-view_number(page)).update(slug=chosen)
        record_change("route", [route_key(page.domain_id, old)])
        _tell("page.renamed", page, actor, before=old)

    return _changed(workspace_id, public_id, settings, {"slug": chosen}, move)


def set_password(
    workspace_id: int, public_id: uuid.UUID, password: str, settings: Settings, *, actor: Actor | None
) -> Page:
    """Ask visitors for a password from now on; an empty one takes it away. Raises PAGE_NOT_FOUND."""
    password_hash = hash_password(password) if password else ""

    def protect(page: Page) -> None:
        page.password_hash = password_hash
        Route.objects.filter(target=-view_number(page)).update(password_hash=password_hash)
        _tell("page.protected" if password else "page.opened", page, actor)

    return _changed(workspace_id, public_id, settings, {"password_hash": password_hash}, protect)


def delete_page(workspace_id: int, public_id: uuid.UUID, *, actor: Actor | None) -> None:
    """Delete a page: its slug and its place are free, its counts stay. Raises PAGE_NOT_FOUND."""
    with transaction.atomic():
        page = _locked(workspace_id, public_id)
        take_down(page)
        Route.objects.filter(target=-view_number(page)).delete()
        page.published, page.deleted_at = None, timezone.now()
        page.save(update_fields=["published", "deleted_at"])
        _tell("page.deleted", page, actor)


def disable_page(page_id: int, reason: str, *, actor: Actor | None) -> None:
    """Let a page answer that it is disabled, or with an empty reason as before; for the operator."""
    with transaction.atomic():
        page = Page.objects.select_for_update(of=("self",)).get(pk=page_id)
        page.disabled_at, page.disabled_reason = timezone.now() if reason else None, reason
        page.save(update_fields=["disabled_at", "disabled_reason"])
        Route.objects.filter(target=-view_number(page)).update(disabled=bool(reason))
        _tell("page.disabled" if reason else "page.enabled", page, actor, reason=reason)


def _changed(
    workspace_id: int, public_id: uuid.UUID, settings: Settings, fields: dict[str, str], change: Callable[[Page], None]
) -> Page:
    """Change what stands in the published bytes besides the document, and put them out anew."""
    seen = find_page(workspace_id, public_id)
    published_id = seen.published_id
    document = None if seen.published is None else from_json(seen.published.document)
    for name, value in fields.items():
        setattr(seen, name, value)
    prepared = None if document is None else prepare(seen, document, settings, timezone.now())
    with transaction.atomic():
        page = _locked(workspace_id, public_id)
        if page.published_id != published_id:
            raise KliqsError("PAGE_CHANGED")
        change(page)
        page.updated_at = timezone.now()
        page.save(update_fields=[*fields, "updated_at"])
        if prepared is not None:
            put_out(page, prepared)
    return page


def _locked(workspace_id: int, public_id: uuid.UUID) -> Page:
    page = (
        Page.objects.select_for_update(of=("self",))
        .filter(workspace_id=workspace_id, public_id=public_id, deleted_at=None)
        .first()
    )
    if page is None:
        raise KliqsError("PAGE_NOT_FOUND")
    return page


def _refuse_changed(page: Page, number: int | None) -> None:
    if number is not None and page.draft_number != number:
        raise KliqsError("PAGE_CHANGED")


def _refuse_moved(page: Page, seen: Page) -> None:
    """What was rendered holds the slug, and whether there is a password."""
    if (page.slug, page.password_hash) != (seen.slug, seen.password_hash):
        raise KliqsError("PAGE_CHANGED")


def _keep_draft(page: Page, draft: str) -> None:
    page.draft, page.draft_number, page.updated_at = draft, page.draft_number + 1, timezone.now()
    page.save(update_fields=["draft", "draft_number", "updated_at"])


def _tell(action: str, page: Page, actor: Actor | None, **details: object) -> None:
    record_change("route", [route_key(page.domain_id, page.slug)])
    record_audit(action, actor, workspace_id=page.workspace_id, subject=page.slug, **details)
