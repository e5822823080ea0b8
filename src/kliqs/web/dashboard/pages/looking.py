"""The look: a theme, and what the owner has otherwise; colours that could not be read are refused in words."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from kliqs.accounts.models import Member
from kliqs.bio.document import from_json
from kliqs.bio.models import Page
from kliqs.bio.themes import colours
from kliqs.web.dashboard.members import for_changing
from kliqs.web.dashboard.pages.finding import frame, the_page
from kliqs.web.dashboard.pages.forms import PartForm
from kliqs.web.dashboard.pages.keeping import keep_part
from kliqs.web.dashboard.pages.parts import LOOK

TOKENS = {
    "background": "back",
    "background_end": "back-end",
    "text": "ink",
    "button": "button",
    "button_text": "button-ink",
}


@require_http_methods(["GET", "HEAD", "POST"])
@for_changing
def show(request: HttpRequest, member: Member, page_id: uuid.UUID) -> HttpResponse:
    def again(form: PartForm, is_conflict: bool) -> HttpResponse:
        return _screen(request, member, the_page(member, page_id), form, is_conflict=is_conflict)

    if request.method == "POST":
        return keep_part(request, member, page_id, LOOK, again=again)
    look = from_json(the_page(member, page_id).draft).look
    return again(PartForm(LOOK, workspace_id=member.workspace_id, part=look), False)


def _screen(
    request: HttpRequest, member: Member, page: Page, form: PartForm, *, is_conflict: bool = False
) -> HttpResponse:
    usual = colours(from_json(page.draft).look.theme)
    for name, token in TOKENS.items():
        form.fields[name].widget.usual = usual.get(token, usual["back"])
    context = frame(member, page, "page_look") | {
        "form": form,
        "colours": [form[name] for name in TOKENS],
        "shapes": [form[name] for name in ("font", "buttons", "avatar", "picture")],
        "is_conflict": is_conflict,
    }
    return render(request, "dashboard/pages/look.html", context, status=422 if form.errors or is_conflict else 200)
