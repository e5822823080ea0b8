"""Deeds on one link or many: tag, archive, delete, and taking a deletion back; and the export."""

import uuid
from collections.abc import Iterator
from contextlib import closing

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from kliqs.accounts.models import Member
from kliqs.clicks.listing import LinkFilter, all_links
from kliqs.database import Connection, Database
from kliqs.errors import KliqsError
from kliqs.estate.link_tables import link_list
from kliqs.events.audit import record_audit
from kliqs.links.changing import archive_links
from kliqs.links.removing import delete_links, restore_links
from kliqs.links.tagging import tag_links
from kliqs.settings import Settings, load
from kliqs.web.dashboard.links.asking import read_asked
from kliqs.web.dashboard.members import for_changing, for_members
from kliqs.web.dashboard.refusals import words
from kliqs.web.dashboard.streaming import in_turn
from kliqs.web.dashboard.toasts import toast

MOST_AT_ONCE = 1_000


@require_POST
@for_changing
def many(request: HttpRequest, member: Member) -> HttpResponse:
    """What a person does with the selected links; `deed` is the button that was pressed."""
    ids = _ids(request)
    deed, undo = request.POST.get("deed"), ""
    if deed == "export":
        address = f"{reverse('export_links')}?status=all&{_as_query(ids)}"
        return HttpResponseClientRedirect(address) if "HX-Request" in request.headers else redirect(address)
    if deed == "delete":
        count = len(delete_links(member.workspace_id, ids, actor=member.user))
        text = ngettext("%(count)d link is deleted.", "%(count)d links are deleted.", count) % {"count": count}
        undo = f"{reverse('restore_links')}?{_as_query(ids)}"
    elif deed in ("archive", "unarchive"):
        count = archive_links(member.workspace_id, ids, archived=deed == "archive")
        text = _archived(count, is_back=deed == "unarchive")
    elif deed in ("tag", "untag"):
        text = _tag(member, ids, request.POST.get("tag", ""), is_off=deed == "untag")
    else:
        raise BadRequest
    return _answer(request, text, undo)


@require_POST
@for_changing
def restore(request: HttpRequest, member: Member) -> HttpResponse:
    """Undo of a deletion."""
    try:
        count = restore_links(member.workspace_id, _ids(request), load(), actor=member.user)
    except KliqsError as refusal:
        return _answer(request, words(refusal))
    text = ngettext("%(count)d link is back.", "%(count)d links are back.", count) % {"count": count}
    return _answer(request, text)


@require_safe
@for_members
def export(request: HttpRequest, member: Member) -> HttpResponseBase:
    """The selected links (`id`), or all that the filter finds, as CSV, made while it is sent."""
    wanted = read_asked(request.GET).filter
    chosen = {each for text in request.GET.getlist("id") if (each := _id(text)) is not None}
    if request.method == "GET":
        record_audit("link.exported", member.user, workspace_id=member.workspace_id)
    pieces = _pieces(member.workspace_id, wanted, chosen, load())
    response = StreamingHttpResponse(in_turn(pieces), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="links.csv"'
    return response


def _pieces(workspace_id: int, wanted: LinkFilter, chosen: set[uuid.UUID], settings: Settings) -> Iterator[str]:
    """The file in pieces, of links a page in memory at a time."""
    with closing(Connection(Database(settings.database_url), read_only=True)) as connection:
        pages = all_links(connection, workspace_id, wanted)
        wanted_ones = ([link for link in page if not chosen or link.public_id in chosen] for page in pages)
        yield from link_list(wanted_ones, settings)


def _tag(member: Member, ids: list[uuid.UUID], name: str, *, is_off: bool) -> str:
    try:
        count = tag_links(member.workspace_id, ids, [name], is_off=is_off)
    except KliqsError:
        return gettext("Name a tag of 1 to 50 characters first.")
    words = {"count": count, "tag": name.strip()}
    if is_off:
        return ngettext("“%(tag)s” is off %(count)d link.", "“%(tag)s” is off %(count)d links.", count) % words
    return ngettext("%(count)d link carries “%(tag)s”.", "%(count)d links carry “%(tag)s”.", count) % words


def _archived(count: int, *, is_back: bool) -> str:
    if is_back:
        return ngettext("%(count)d link is back in the list.", "%(count)d links are back in the list.", count) % {
            "count": count
        }
    return ngettext("%(count)d link is archived.", "%(count)d links are archived.", count) % {"count": count}


def _ids(request: HttpRequest) -> list[uuid.UUID]:
    """The links meant: from the form, or from the address of an undo."""
    texts = request.POST.getlist("id") or request.GET.getlist("id")
    return [each for text in texts[:MOST_AT_ONCE] if (each := _id(text)) is not None]


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _as_query(ids: list[uuid.UUID]) -> str:
    return "&".join(f"id={each}" for each in ids)


def _answer(request: HttpRequest, text: str, undo_url: str = "") -> HttpResponse:
    if "HX-Request" not in request.headers:
        return redirect("links")
    response = trigger_client_event(HttpResponse(toast(request, text, undo_url)), "links-changed")
    return trigger_client_event(response, "panel-close")
