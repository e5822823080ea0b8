"""The side panel: creating a link, changing one, and whether a short name is free while it is typed."""

import uuid
from contextlib import closing
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import trigger_client_event

from kliqs.accounts.models import Member
from kliqs.database import Connection, Database
from kliqs.errors import KliqsError
from kliqs.links.changing import change_link, find_link
from kliqs.links.direct import create_directly
from kliqs.links.models import Link, Tag
from kliqs.pictures.keeping import CARD, keep_picture
from kliqs.pictures.names import is_own
from kliqs.routes.resolving import DEFAULT_DOMAIN, resolve
from kliqs.routes.slugs import check_slug
from kliqs.settings import load
from kliqs.web.dashboard.links.cards import cards_of
from kliqs.web.dashboard.links.forms import LinkForm, filled_in, quick_moments
from kliqs.web.dashboard.members import for_changing, for_members
from kliqs.web.dashboard.refusals import add_to, words
from kliqs.web.dashboard.toasts import toast


@require_http_methods(["GET", "HEAD", "POST"])
@for_changing
def create(request: HttpRequest, member: Member) -> HttpResponse:
    form = LinkForm(request.POST or None, request.FILES or None, initial={"url": request.GET.get("url", "")})
    if request.method != "POST":
        return _panel(request, member, form)
    if form.is_valid():
        settings = load()
        with closing(Connection(Database(settings.database_url))) as connection:
            try:
                values = _values(member, form)
                made = create_directly(connection, member.workspace_id, values, settings, created_by=member.user_id)
            except KliqsError as refusal:
                add_to(form, refusal)
            else:
                return made_answer(request, member, find_link(member.workspace_id, made.public_id))
    return _panel(request, member, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@for_changing
def change(request: HttpRequest, member: Member, public_id: uuid.UUID) -> HttpResponse:
    link = find_link(member.workspace_id, public_id)
    form = LinkForm(request.POST or None, request.FILES or None, initial=filled_in(link), link=link)
    form.fields["slug"].help_text = gettext("The part after the slash. Printed codes and sent links use the old one.")
    if request.method != "POST":
        return _panel(request, member, form, link)
    if form.is_valid():
        try:
            change_link(member.workspace_id, public_id, _values(member, form), load())
        except KliqsError as refusal:
            add_to(form, refusal)
        else:
            return _changed(request)
    return _panel(request, member, form, link, status=422)


@require_safe
@for_members
def slug_is_free(request: HttpRequest, member: Member) -> HttpResponse:
    """A sentence under the field. `was` is the slug of the link that is being changed."""
    asked = request.GET.get("slug", "")
    state, text = "", ""
    if asked.strip():
        try:
            slug = check_slug(asked)
        except KliqsError as refusal:
            state, text = "taken", words(refusal)
        else:
            with closing(Connection(Database(load().database_url), read_only=True)) as connection:
                is_taken = resolve(connection, DEFAULT_DOMAIN, slug) is not None
            if is_taken and slug != request.GET.get("was", ""):
                state = "taken"
                text = gettext("“%(slug)s” is taken. Try another one, such as %(slug)s-2.") % {"slug": slug}
            elif not is_taken:
                state, text = "free", gettext("“%(slug)s” is free.") % {"slug": slug}
    return render(request, "dashboard/links/slug_state.html", {"state": state, "text": text})


def _panel(
    request: HttpRequest, member: Member, form: LinkForm, link: Link | None = None, *, status: int = 200
) -> HttpResponse:
    values = {name: form[name].value() for name in ("url", "slug", "title", "description", "image")}
    context = {
        "member": member,
        "form": form,
        "link": link,
        "known_tags": Tag.objects.filter(workspace=member.workspace).order_by("name"),
        "image": values["image"] or "",
        "is_own_picture": is_own(values["image"] or ""),
        "moments": quick_moments(timezone.localtime()),
        **cards_of(values, is_locked=link is not None and bool(link.password_hash)),
    }
    return render(request, "dashboard/links/panel.html", context, status=status)


def _values(member: Member, form: LinkForm) -> dict[str, Any]:
    """The form's values; a picture that was sent with it, by a browser without scripts, is taken now."""
    upload = form.cleaned_data["picture"]
    return form.values | {"image": keep_picture(member.workspace_id, upload, CARD)} if upload else form.values


def made_answer(request: HttpRequest, member: Member, link: Link) -> HttpResponse:
    """The new link, ready to be copied. The table below follows."""
    response = render(request, "dashboard/links/made.html", {"member": member, "link": link})
    return trigger_client_event(response, "links-changed")


def _changed(request: HttpRequest) -> HttpResponse:
    if "HX-Request" not in request.headers:
        return redirect("links")
    response = HttpResponse(toast(request, gettext("Saved. Visitors get the new version from now on.")))
    return trigger_client_event(trigger_client_event(response, "links-changed"), "panel-close")
