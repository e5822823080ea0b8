"""The editor's first screen: who the page is of, and its blocks."""

import uuid
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from kliqs.accounts.models import Member
from kliqs.bio.document import from_json
from kliqs.bio.models import Page
from kliqs.web.dashboard.members import for_changing, for_members
from kliqs.web.dashboard.pages.cards import cards_of
from kliqs.web.dashboard.pages.finding import frame, the_page
from kliqs.web.dashboard.pages.forms import PartForm
from kliqs.web.dashboard.pages.keeping import keep_part
from kliqs.web.dashboard.pages.parts import PROFILE


@require_safe
@for_members
def show(request: HttpRequest, member: Member, page_id: uuid.UUID) -> HttpResponse:
    page = the_page(member, page_id)
    profile = from_json(page.draft).profile
    form = PartForm(PROFILE, workspace_id=member.workspace_id, part=profile)
    return _screen(request, member, page, form)


@require_POST
@for_changing
def change_profile(request: HttpRequest, member: Member, page_id: uuid.UUID) -> HttpResponse:
    def again(form: PartForm, is_conflict: bool) -> HttpResponse:
        return _screen(request, member, the_page(member, page_id), form, is_conflict=is_conflict)

    def also(page: Page) -> str:
        head = render_to_string("dashboard/pages/who.html", {"document": from_json(page.draft)}, request)
        return f'<summary id="who" hx-swap-oob="innerHTML">{head}</summary>'

    return keep_part(request, member, page_id, PROFILE, again=again, also=also)


def _screen(
    request: HttpRequest, member: Member, page: Page, form: PartForm, *, is_conflict: bool = False
) -> HttpResponse:
    context = frame(member, page, "page") | {
        "cards": cards_of(from_json(page.draft), datetime.now(UTC)),
        "form": form,
        "is_conflict": is_conflict,
    }
    return render(request, "dashboard/pages/content.html", context, status=422 if form.errors or is_conflict else 200)
