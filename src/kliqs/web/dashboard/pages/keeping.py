"""Keeping a part of a page (whose it is, how it looks, what others may do with it) while somebody changes its form."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kliqs.accounts.models import Member
from kliqs.bio.document import from_json
from kliqs.bio.editing import change_part, mark_of
from kliqs.bio.models import Page
from kliqs.errors import KliqsError
from kliqs.settings import load
from kliqs.web.dashboard.pages.answers import changed, problems
from kliqs.web.dashboard.pages.describing import Described
from kliqs.web.dashboard.pages.finding import the_page, wants_part
from kliqs.web.dashboard.pages.forms import PartForm

Again = Callable[[PartForm, bool], HttpResponse]
Also = Callable[[Page], str]


def keep_part(
    request: HttpRequest,
    member: Member,
    page_id: uuid.UUID,
    described: Described,
    *,
    again: Again,
    also: Also = lambda _: "",
) -> HttpResponse:
    """Take what the form says, or say what is wrong with it, at its fields.

    Browsers without scripts are shown the screen of the form: by its URL, or by `again` with what was refused. `also`
    is what else htmx is answered of the page as it became.
    """
    name, screen = described.part, described.screen
    page = the_page(member, page_id)
    part = getattr(from_json(page.draft), name)
    form = PartForm(described, request.POST, request.FILES, workspace_id=member.workspace_id, part=part)
    is_conflict = False
    if form.is_valid():
        mark = request.POST.get("mark", "")
        try:
            page = change_part(member.workspace_id, page_id, name, form.values, load(), mark=mark)
        except KliqsError as refusal:
            if refusal.code != "PAGE_CHANGED":
                raise
            is_conflict = True
        else:
            mark = mark_of(getattr(from_json(page.draft), name))
            return changed(request, member, page, problems(request, form, mark=mark), also(page), screen=screen)
    if wants_part(request):
        return HttpResponse(problems(request, form, is_conflict=is_conflict), status=422)
    return again(form, is_conflict)
