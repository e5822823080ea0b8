"""Letting visitors have the draft, taking the page off the web, and going back to what was published once."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from kliqs.accounts.models import Member
from kliqs.bio import pages
from kliqs.errors import KliqsError
from kliqs.settings import load
from kliqs.web.dashboard.members import for_changing, for_members
from kliqs.web.dashboard.pages import sharing
from kliqs.web.dashboard.pages.answers import changed, refused
from kliqs.web.dashboard.pages.finding import frame, the_page, wants_part
from kliqs.web.dashboard.refusals import words
from kliqs.web.dashboard.toasts import toast


@require_POST
@for_changing
def publish(request: HttpRequest, member: Member, page_id: uuid.UUID) -> HttpResponse:
    is_first = the_page(member, page_id).published_id is None
    try:
        pages.publish(member.workspace_id, page_id, load(), actor=member.user)
    except KliqsError as refusal:
        return _refusal(request, page_id, refusal)
    if is_first and wants_part(request):
        return changed(request, member, the_page(member, page_id), sharing.panel(request, member, page_id))
    return _told(request, member, page_id, gettext("Published. Visitors get the new version from now on."))


@require_POST
@for_changing
def unpublish(request: HttpRequest, member: Member, page_id: uuid.UUID) -> HttpResponse:
    the_page(member, page_id)
    pages.unpublish(member.workspace_id, page_id, actor=member.user)
    return _told(request, member, page_id, gettext("The page is off the web. Draft, versions and address stay yours."))


@require_safe
@for_members
def versions(request: HttpRequest, member: Member, page_id: uuid.UUID) -> HttpResponse:
    """What was published, newest first."""
    page = the_page(member, page_id)
    context = frame(member, page, "page_versions") | {"versions": page.versions.order_by("-number").defer("document")}
    return render(request, "dashboard/pages/versions.html", context)


@require_POST
@for_changing
def restore(request: HttpRequest, member: Member, page_id: uuid.UUID, number: int) -> HttpResponse:
    """Make a version the draft again."""
    the_page(member, page_id)
    pages.restore_version(member.workspace_id, page_id, number, actor=member.user)
    text = gettext("Version %(number)s is your draft again. Publish it to let visitors have it.") % {"number": number}
    messages.success(request, text)
    return redirect("page", page_id)


def _told(request: HttpRequest, member: Member, page_id: uuid.UUID, text: str) -> HttpResponse:
    if not wants_part(request):
        messages.success(request, text)
    return changed(request, member, the_page(member, page_id), toast(request, text))


def _refusal(request: HttpRequest, page_id: uuid.UUID, refusal: KliqsError) -> HttpResponse:
    if wants_part(request):
        return refused(request, [words(refusal)])
    messages.error(request, words(refusal))
    return redirect("page", page_id)
