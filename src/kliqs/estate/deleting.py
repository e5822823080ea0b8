"""Deleting a workspace for good.

Its slugs stay taken for a year, and answer that the link was switched off. Short links live on in chats, on receipts
and in printed codes; whoever could take a known slug the day after would have its visitors, and their trust. After
deleting a single link its slug is free at once, because there the workspace is still there to answer for the other
ones, and people do want to use a good word again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone

from kliqs.accounts.membership import lock_as_owner, lock_workspace
from kliqs.accounts.models import ApiKey, Member, Workspace
from kliqs.bio.models import Page
from kliqs.clicks.models import DroppedClicks
from kliqs.errors import KliqsError
from kliqs.estate.inventory import AT_ONCE, SOON
from kliqs.events.audit import Actor, record_audit
from kliqs.events.recording import record_change
from kliqs.links.models import Link, Tag
from kliqs.pictures.models import Picture
from kliqs.routes.models import Body, Domain, Route
from kliqs.routes.resolving import route_key

SLUGS_HELD = timedelta(days=365)
LINKS_AT_ONCE = 500
AT_ONCE_IN_A_REQUEST = 4  # times `LINKS_AT_ONCE`; what is left after that is the background's
SCANNED_AT_ONCE = 100_000  # Routes a query: no index knows workspaces


def delete_workspace(actor: Member, typed_name: str) -> Workspace:
    """Delete the actor's workspace. From the commit on no link of it redirects, no key works and nobody gets in, in
    any process; the rest follows.

    Raises KliqsError OWNERS_ONLY, or NAME_NOT_TYPED unless its name was typed.
    """
    with transaction.atomic():
        workspace = lock_as_owner(actor)
        if " ".join(typed_name.split()) != workspace.name:
            raise KliqsError("NAME_NOT_TYPED", field="name")
        name = workspace.name
        give_up(workspace, actor=actor.user)
    clear(workspace.pk, most=AT_ONCE_IN_A_REQUEST)
    workspace.name = name  # as it was called, for those who are told
    return workspace


def give_up(workspace: Workspace, *, actor: Actor) -> None:
    """Inside a transaction that has locked the workspace: end it and its sandbox."""
    record_audit(
        "workspace.deleted", actor, workspace_id=workspace.pk, subject=workspace.name, links=workspace.link_count
    )
    _end(workspace)
    for sandbox in Workspace.objects.filter(sandbox_of=workspace):
        _end(sandbox)


def _end(workspace: Workspace) -> None:
    workspace.deleted_at = workspace.disabled_at = timezone.now()
    workspace.name = workspace.disabled_reason = ""
    workspace.save(update_fields=["deleted_at", "disabled_at", "disabled_reason", "name"])
    for model in AT_ONCE:
        if model is ApiKey:
            # Django would look through all links of everybody for those that were made with the keys.
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {ApiKey._meta.db_table} WHERE workspace_id = %s", [workspace.pk])
        else:
            model._default_manager.filter(workspace_id=workspace.pk).delete()
    for topic in ("workspace", "answers_of"):
        record_change(topic, [str(workspace.pk)])


def clear(workspace_id: int, *, most: int | None = None) -> None:
    """Delete what a deleted workspace had, at `most` so many times `LINKS_AT_ONCE` links. Killed in between, the next
    call goes on."""
    done = 0
    while _clear_links(workspace_id) or _clear_pages(workspace_id):
        done += 1
        if done == most:
            return
    Tag.objects.filter(workspace_id=workspace_id).delete()
    Picture.objects.filter(workspace_id=workspace_id).delete()


def finish_deletions(now: datetime) -> None:
    """What the background does: clear what is left of deleted workspaces, and free slugs whose year is over."""
    deleted = Workspace.objects.filter(deleted_at__isnull=False)
    for model in SOON:
        rest = deleted.filter(Exists(model._default_manager.filter(workspace_id=OuterRef("pk"))))
        for workspace_id in list(rest.values_list("pk", flat=True)):
            clear(workspace_id)
    for workspace_id in list(deleted.filter(deleted_at__lt=now - SLUGS_HELD).values_list("pk", flat=True)):
        release(workspace_id)


def release(workspace_id: int) -> None:
    """Free the slugs of a deleted workspace, and let its row go."""
    last = Route.objects.aggregate(last=Max("pk"))["last"] or 0
    for start in range(0, last, SCANNED_AT_ONCE):
        with transaction.atomic():
            routes = Route.objects.filter(workspace_id=workspace_id, pk__gt=start, pk__lte=start + SCANNED_AT_ONCE)
            keys = [route_key(*route) for route in routes.values_list("domain_id", "slug")]
            if keys:
                routes.delete()
                record_change("route", keys)
    with transaction.atomic():
        Domain.objects.filter(workspace_id=workspace_id).delete()
        DroppedClicks.objects.filter(workspace_id=workspace_id).delete()
        Workspace.objects.filter(pk=workspace_id).delete()


def _clear_links(workspace_id: int) -> bool:
    """Delete some links and leave of each Route no more than that its slug is taken. Returns whether there were any."""
    with transaction.atomic():
        workspace = lock_workspace(workspace_id)
        links = list(Link.objects.filter(workspace_id=workspace_id).order_by("pk")[:LINKS_AT_ONCE])
        ids = [link.pk for link in links]
        _hold(Route.objects.filter(target__in=ids), [(link.domain_id, link.slug) for link in links])
        Link.objects.filter(pk__in=ids).delete()
        workspace.link_count -= sum(link.deleted_at is None for link in links)
        workspace.save(update_fields=["link_count"])
    return bool(links)


def _clear_pages(workspace_id: int) -> bool:
    """The same for a bio page."""
    with transaction.atomic():
        lock_workspace(workspace_id)
        page = Page.objects.filter(workspace_id=workspace_id).order_by("pk").first()
        if page is None:
            return False
        routes = Route.objects.filter(domain_id=page.domain_id, slug=page.slug, workspace_id=workspace_id)
        Body.objects.filter(route__in=routes).delete()
        _hold(routes, [(page.domain_id, page.slug)])
        page.delete()
    return True


def _hold(routes: "QuerySet[Route]", slugs: Sequence[tuple[int, str]]) -> None:
    """Let nothing be left of these Routes but that their slugs are taken."""
    routes.update(
        kind=Route.Kind.LINK,
        destination="",
        title="",
        description="",
        image="",
        password_hash="",
        expires_at=None,
        disabled=True,
    )
    record_change("route", [route_key(*each) for each in slugs])
