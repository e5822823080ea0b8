"""The blocks of a page: adding one, changing it while it is typed, and what else can be done to it."""

import json
import uuid
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from kliqs.accounts.models import Member
from kliqs.bio.blocks import AnyBlock
from kliqs.bio.document import from_json
from kliqs.bio.editing import add_block, change_block, delete_block, find_block, mark_of, move_block
from kliqs.bio.models import Page
from kliqs.errors import KliqsError
from kliqs.settings import load
from kliqs.web.dashboard.members import for_changing
from kliqs.web.dashboard.pages.answers import changed, problems, refused
from kliqs.web.dashboard.pages.cards import card_of, cards_of
from kliqs.web.dashboard.pages.finding import the_page, wants_part
from kliqs.web.dashboard.pages.forms import PartForm
from kliqs.web.dashboard.pages.kinds import ALL, KINDS
from kliqs.web.dashboard.refusals import words
from kliqs.web.dashboard.toasts import toast


@require_http_methods(["GET", "HEAD", "POST"])
@for_changing
def add(request: HttpRequest, member: Member, page_id: uuid.UUID) -> HttpResponse:
    """The panel: first the kinds to choose from, then the chosen one's form."""
    page = the_page(member, page_id)
    described = KINDS.get(request.GET.get("kind", ""))
    if described is None:
        return render(request, "dashboard/pages/kinds.html", {"member": member, "page": page, "kinds": ALL})
    form = PartForm(described, *_sent(request), workspace_id=member.workspace_id)
    if request.method == "POST" and not _reshaped(request, form) and form.is_valid():
        try:
            page, block = add_block(member.workspace_id, page_id, form.values, load())
        except KliqsError as refusal:
            form.add_error(None, words(refusal))
        else:
            item = _list_item(request, page, block)
            response = changed(
                request, member, page, f'<ol id="blocks" hx-swap-oob="beforeend">{item}</ol>', block=block.id
            )
            return trigger_client_event(response, "panel-close")
    context = {"member": member, "page": page, "form": form, "described": described}
    return render(request, "dashboard/pages/add.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_changing
def change(request: HttpRequest, member: Member, page_id: uuid.UUID, block_id: str) -> HttpResponse:
    """The block's form; a POST comes while somebody types, and says by its mark what the form was filled in from."""
    page = the_page(member, page_id)
    block = _find(page, block_id)
    described = KINDS[str(type(block).__struct_config__.tag)]
    form = PartForm(described, *_sent(request), workspace_id=member.workspace_id, part=block)
    context = {"member": member, "page": page, "form": form, "block": block, "described": described}
    if request.method != "POST" or _reshaped(request, form):
        return render(request, "dashboard/pages/block.html", context | {"is_dirty": "less" in request.POST})
    is_conflict = False
    if form.is_valid():
        mark = request.POST.get("mark", "")
        try:
            page, block = change_block(member.workspace_id, page_id, block_id, form.values, load(), mark=mark)
        except KliqsError as refusal:
            if refusal.code != "PAGE_CHANGED":
                raise
            is_conflict = True
        else:
            kept = problems(request, form, mark=mark_of(block))
            return changed(request, member, page, kept, _head(request, page, block), block=block_id)
    if not wants_part(request):
        return render(request, "dashboard/pages/block.html", context | {"is_conflict": is_conflict}, status=422)
    return HttpResponse(problems(request, form, is_conflict=is_conflict), status=422)


@require_POST
@for_changing
def act(request: HttpRequest, member: Member, page_id: uuid.UUID, block_id: str) -> HttpResponse:
    """What is done to a block as a whole; `deed` is the button that was pressed, or where it was dragged to."""
    page = the_page(member, page_id)
    block: Any = _find(page, block_id)
    deed = request.POST.get("deed", "")
    if deed in ("hide", "show"):
        values = msgspec.to_builtins(block) | {"hidden": deed == "hide"}
        page, block = change_block(member.workspace_id, page_id, block_id, values, load())
        return changed(request, member, page, _head(request, page, block), block=block_id)
    if deed == "duplicate":
        return _duplicate(request, member, page, block)
    if deed == "delete":
        page, block, place = delete_block(member.workspace_id, page_id, block_id)
        undo = {"block": msgspec.json.encode(block).decode(), "place": place}
        text = toast(request, gettext("The block is deleted."), reverse("restore_block", args=[page_id]), undo)
        gone = f'<li id="block-{block_id}" hx-swap-oob="delete"></li>'
        return changed(request, member, page, gone, text)
    if deed in ("up", "down", "move"):
        return _move(request, member, page, block, deed)
    raise BadRequest


@require_POST
@for_changing
def restore(request: HttpRequest, member: Member, page_id: uuid.UUID) -> HttpResponse:
    """Undo of a deletion: the block comes along, and is checked like any other."""
    the_page(member, page_id)
    try:
        values = json.loads(request.POST.get("block", ""))
        place = int(request.POST.get("place", "0"))
    except ValueError as problem:
        raise BadRequest from problem
    try:
        page, block = add_block(member.workspace_id, page_id, values, load(), place=max(place, 0))
    except KliqsError as refusal:
        return refused(request, [words(refusal)])
    return changed(request, member, page, _all_items(request, page), block=block.id)


def _duplicate(request: HttpRequest, member: Member, page: Page, block: AnyBlock) -> HttpResponse:
    place, _ = find_block(from_json(page.draft), block.id)
    try:
        page, twin = add_block(member.workspace_id, page.public_id, msgspec.to_builtins(block), load(), place=place + 1)
    except KliqsError as refusal:
        return refused(request, [words(refusal)])
    item = _list_item(request, page, twin)
    after = f'<ol hx-swap-oob="afterend:#block-{block.id}">{item}</ol>'
    return changed(request, member, page, after, block=twin.id)


def _move(request: HttpRequest, member: Member, page: Page, block: AnyBlock, deed: str) -> HttpResponse:
    """The list on screen has moved already, or is sent by browsers without scripts; what is answered is for ears."""
    place, _ = find_block(from_json(page.draft), block.id)
    asked = request.POST.get("place", "")
    steps = {"up": place - 1, "down": place + 1}
    new = steps[deed] if deed in steps else int(asked) if asked.isascii() and asked.isdigit() else place
    page = move_block(member.workspace_id, page.public_id, block.id, new)
    document = from_json(page.draft)
    card = card_of(document, block, datetime.now(UTC))
    said = gettext("%(name)s is number %(place)s of %(count)s now.") % {
        "name": card.name,
        "place": card.place,
        "count": len(document.blocks),
    }
    spoken = render_to_string("dashboard/pages/spoken.html", {"text": said}, request)
    return changed(request, member, page, spoken, block=block.id)


def _find(page: Page, block_id: str) -> AnyBlock:
    return find_block(from_json(page.draft), block_id)[1]


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _reshaped(request: HttpRequest, form: PartForm) -> bool:
    """Whether a row of a list was asked for, or one less: then nothing is saved yet."""
    if (more := request.POST.get("more", "")) in form.rows:
        form.reshape(more)
        return True
    name, _, place = request.POST.get("less", "").rpartition("-")
    if name in form.rows and place.isascii() and place.isdigit():
        form.reshape(name, without=int(place))
        return True
    return False


def _list_item(request: HttpRequest, page: Page, block: AnyBlock) -> str:
    card = card_of(from_json(page.draft), block, datetime.now(UTC))
    return render_to_string("dashboard/pages/item.html", {"page": page, "card": card, "may_change": True}, request)


def _head(request: HttpRequest, page: Page, block: AnyBlock) -> str:
    card = card_of(from_json(page.draft), block, datetime.now(UTC))
    context = {"page": page, "card": card, "may_change": True, "is_news": True}
    return render_to_string("dashboard/pages/head.html", context, request)


def _all_items(request: HttpRequest, page: Page) -> str:
    context = {"page": page, "cards": cards_of(from_json(page.draft), datetime.now(UTC)), "may_change": True}
    return render_to_string("dashboard/pages/items.html", context | {"is_news": True}, request)
