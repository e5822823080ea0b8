"""What can be done to a page: made, changed, published, taken down, set back, renamed, protected, deleted.

A draft is only a draft: nobody but its workspace sees it, the editor saves it every few seconds, and so it is the one
thing here that the audit log does not tell of.
"""

import uuid
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from kliqs.accounts.membership import lock_workspace
from kliqs.accounts.models import Workspace
from kliqs.accounts.plans import UNLIMITED, plan
from kliqs.bio.changing import PageChange, change_page, keep_draft, locked_page, pages_of, tell_of_page
from kliqs.bio.document import Document, check_document, from_json, to_json
from kliqs.bio.listing import version_called
from kliqs.bio.models import Counted, Page, Version
from kliqs.bio.publishing import prepare, put_out, source_of, take_down, view_number
from kliqs.database import Connection
from kliqs.errors import KliqsError
from kliqs.events.audit import Actor
from kliqs.links.creation import uuid7
from kliqs.links.passwords import hash_password
from kliqs.links.publishing import taking_slug
from kliqs.routes.models import Route
from kliqs.routes.resolving import DEFAULT_DOMAIN
from kliqs.routes.sandboxes import domain_of, open_namespace
from kliqs.routes.slugs import check_slug, random_slug
from kliqs.settings import Settings


def create_page(
    workspace_id: int, slug: str, settings: Settings, *, name: str = "", values: Any = None, actor: Actor | None
) -> Page:
    """Make a page with a draft: of `values` (decoded JSON), or an empty one of that name. Its slug is taken from now
    on; an empty one is chosen at random.

    Raises KliqsError PAGE_LIMIT_REACHED, INVALID_SLUG, RESERVED_SLUG or SLUG_ALREADY_EXISTS, InvalidBody.
    """
    chosen = check_slug(slug) if slug else random_slug()
    values = {"profile": {"name": name or chosen}} if values is None else values
    return make_page(workspace_id, chosen, check_document(values, settings, timezone.now()), actor=actor)


def make_page(
    workspace_id: int, slug: str, document: Document, *, password_hash: str = "", actor: Actor | None
) -> Page:
    """The same of checked values. Raises KliqsError PAGE_LIMIT_REACHED or SLUG_ALREADY_EXISTS."""
    now = timezone.now()
    with transaction.atomic():
        workspace = lock_workspace(workspace_id)
        _refuse_beyond(workspace)
        page = Page.objects.create(
            public_id=uuid7(),
            workspace=workspace,
            domain_id=_namespace(workspace),
            slug=slug,
            draft=to_json(document),
            password_hash=password_hash,
            created_at=now,
            updated_at=now,
        )
        _take_slug(page, Counted.objects.create(page=page, block="").pk, document.profile.name)
        tell_of_page("page.created", page, actor)
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
        page = locked_page(workspace_id, public_id, number=number)
        draft = to_json(change(from_json(page.draft)))
        if draft != page.draft:
            keep_draft(page, draft)
    return page


def publish(
    workspace_id: int, public_id: uuid.UUID, settings: Settings, *, number: int | None = None, actor: Actor | None
) -> Version:
    """Let visitors have the draft, and keep it as a version. `number` is the draft's that the writer saw.

    Raises KliqsError PAGE_NOT_FOUND, PAGE_CHANGED or PAGE_TOO_LARGE.
    """
    change = PageChange(is_published=True)
    page = change_page(workspace_id, public_id, change, settings, number=number, actor=actor)
    assert page.published is not None
    return page.published


def unpublish(workspace_id: int, public_id: uuid.UUID, *, version: str = "", actor: Actor | None) -> Page:
    """Let the address answer as if nothing were there; draft, versions and slug stay. Raises PAGE_NOT_FOUND, and
    PAGE_CHANGED for a page that is no longer of that version."""
    with transaction.atomic():
        page = locked_page(workspace_id, public_id, version=version)
        if page.published_id is not None:
            page.published = None
            page.save(update_fields=["published"])
            take_down(page)
            tell_of_page("page.unpublished", page, actor)
    return page


def restore_version(
    workspace_id: int, public_id: uuid.UUID, number: int, *, version: str = "", actor: Actor | None
) -> Page:
    """Make a version the draft again; publishing it is another step. Raises PAGE_NOT_FOUND, VERSION_NOT_FOUND, and
    PAGE_CHANGED as `unpublish`."""
    with transaction.atomic():
        page = locked_page(workspace_id, public_id, version=version)
        restored = version_called(page, number)
        keep_draft(page, restored.document)
        tell_of_page("page.restored", page, actor, version=number)
    return page


def rename(workspace_id: int, public_id: uuid.UUID, slug: str, settings: Settings, *, actor: Actor | None) -> Page:
    """Give a page another slug; the old one is free at once.

    Raises KliqsError PAGE_NOT_FOUND, INVALID_SLUG, RESERVED_SLUG or SLUG_ALREADY_EXISTS.
    """
    return change_page(workspace_id, public_id, PageChange(slug=check_slug(slug)), settings, actor=actor)


def set_password(
    workspace_id: int, public_id: uuid.UUID, password: str, settings: Settings, *, actor: Actor | None
) -> Page:
    """Ask visitors for a password from now on; an empty one takes it away. Raises PAGE_NOT_FOUND."""
    change = PageChange(password_hash=hash_password(password) if password else "")
    return change_page(workspace_id, public_id, change, settings, actor=actor)


def delete_page(workspace_id: int, public_id: uuid.UUID, *, version: str = "", actor: Actor | None) -> None:
    """Delete a page: its slug and its place are free, its counts and versions stay. Raises PAGE_NOT_FOUND, and
    PAGE_CHANGED as `unpublish`."""
    with transaction.atomic():
        page = locked_page(workspace_id, public_id, version=version)
        take_down(page)
        Route.objects.filter(target=-view_number(page)).delete()
        page.deleted_at = timezone.now()
        page.save(update_fields=["deleted_at"])
        tell_of_page("page.deleted", page, actor)


def restore_page(workspace_id: int, public_id: uuid.UUID, settings: Settings, *, actor: Actor | None) -> Page:
    """Take a deletion back, if the plan has room and the slug is still free; what was published is published again.

    Raises KliqsError PAGE_NOT_FOUND, PAGE_LIMIT_REACHED or SLUG_ALREADY_EXISTS.
    """
    with transaction.atomic():
        workspace = lock_workspace(workspace_id)
        deleted = Page.objects.select_related("published").select_for_update(of=("self",))
        page = deleted.filter(workspace_id=workspace_id, public_id=public_id, deleted_at__isnull=False).first()
        if page is None:
            raise KliqsError("PAGE_NOT_FOUND", "There is no such deleted page in your workspace.")
        _refuse_beyond(workspace)
        _take_slug(page, view_number(page), from_json(page.draft).profile.name)
        page.deleted_at, page.updated_at = None, timezone.now()
        page.save(update_fields=["deleted_at", "updated_at"])
        if page.published is not None:  # rare enough to be rendered under the lock
            put_out(page, prepare(source_of(page, page.published.document), settings, timezone.now()))
        tell_of_page("page.undeleted", page, actor)
    return page


def disable_page(page_id: int, reason: str, *, actor: Actor | None) -> None:
    """Let a page answer that it is disabled, or with an empty reason as before; for the operator."""
    with transaction.atomic():
        page = Page.objects.select_for_update(of=("self",)).get(pk=page_id)
        page.disabled_at, page.disabled_reason = timezone.now() if reason else None, reason
        page.save(update_fields=["disabled_at", "disabled_reason"])
        Route.objects.filter(target=-view_number(page)).update(disabled=bool(reason))
        tell_of_page("page.disabled" if reason else "page.enabled", page, actor, reason=reason)


def _refuse_beyond(workspace: Workspace) -> None:
    """Raise PAGE_LIMIT_REACHED unless the (locked) workspace's plan has room for one more."""
    room = plan(workspace.plan).pages
    if room != UNLIMITED and pages_of(workspace.pk).count() >= room:
        raise KliqsError("PAGE_LIMIT_REACHED")


def _namespace(workspace: Workspace) -> int:
    """The domain that the workspace's pages are on: of a sandbox, its own."""
    if workspace.sandbox_of_id is None:
        return DEFAULT_DOMAIN
    open_namespace(Connection.around(connection.connection, is_sqlite=connection.vendor == "sqlite"), workspace.pk)
    return domain_of(workspace.pk)


def _take_slug(page: Page, views: int, title: str) -> None:
    with taking_slug(page.slug):
        Route.objects.create(
            domain_id=page.domain_id,
            slug=page.slug,
            kind=Route.Kind.PAGE,
            target=-views,
            workspace_id=page.workspace_id,
            title=title,
            password_hash=page.password_hash,
            disabled=page.disabled_at is not None,
        )
