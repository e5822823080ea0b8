"""What others may do with the page, its address and password, and its end."""

import uuid
from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kliqs.accounts.models import Member
from kliqs.bio import pages
from kliqs.bio.document import from_json
from kliqs.errors import KliqsError
from kliqs.links.fields import MAX_PASSWORD
from kliqs.routes.slugs import MAX_LENGTH as LONGEST_SLUG
from kliqs.settings import load
from kliqs.web.dashboard.members import for_changing
from kliqs.web.dashboard.pages.finding import frame, the_page
from kliqs.web.dashboard.pages.forms import PartForm
from kliqs.web.dashboard.pages.keeping import keep_part
from kliqs.web.dashboard.pages.parts import OPTIONS
from kliqs.web.dashboard.refusals import add_to, words


class AddressForm(forms.Form):
    """Another address for the page."""

    slug = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=LONGEST_SLUG,
        error_messages={"required": gettext_lazy("Choose what stands after the slash.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


class PasswordForm(forms.Form):
    """What visitors are asked for."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=MAX_PASSWORD,
        error_messages={"required": gettext_lazy("Type the password that visitors shall give.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_changing
def show(request: HttpRequest, member: Member, page_id: uuid.UUID) -> HttpResponse:
    def again(form: PartForm, is_conflict: bool) -> HttpResponse:
        return _screen(request, member, page_id, form=form, is_conflict=is_conflict)

    if request.method == "POST":
        return keep_part(request, member, page_id, OPTIONS, again=again)
    return _screen(request, member, page_id)


@require_POST
@for_changing
def rename(request: HttpRequest, member: Member, page_id: uuid.UUID) -> HttpResponse:
    form = AddressForm(request.POST)
    the_page(member, page_id)

    def do() -> str:
        pages.rename(member.workspace_id, page_id, form.cleaned_data["slug"], load(), actor=member.user)
        return gettext("The page has a new address. The old one is free again.")

    return _done(request, member, page_id, form, do)


@require_POST
@for_changing
def protect(request: HttpRequest, member: Member, page_id: uuid.UUID) -> HttpResponse:
    """Set the password, or (`open`) take it away."""
    the_page(member, page_id)
    form: forms.Form = forms.Form(request.POST) if "open" in request.POST else PasswordForm(request.POST)

    def do() -> str:
        password = form.cleaned_data.get("password", "")
        pages.set_password(member.workspace_id, page_id, password, load(), actor=member.user)
        if password:
            return gettext("Visitors are asked for the password from now on.")
        return gettext("The page is open to everybody again.")

    return _done(request, member, page_id, form, do)


@require_POST
@for_changing
def delete(request: HttpRequest, member: Member, page_id: uuid.UUID) -> HttpResponse:
    the_page(member, page_id)
    pages.delete_page(member.workspace_id, page_id, actor=member.user)
    return redirect(f"{reverse('pages')}?deleted={page_id}")


@require_POST
@for_changing
def restore(request: HttpRequest, member: Member, page_id: uuid.UUID) -> HttpResponse:
    """Undo of the deletion."""
    try:
        pages.restore_page(member.workspace_id, page_id, load(), actor=member.user)
    except KliqsError as refusal:
        if refusal.code == "PAGE_NOT_FOUND":
            raise
        messages.error(request, words(refusal))
        return redirect("pages")
    return redirect("page", page_id)


def _done(
    request: HttpRequest, member: Member, page_id: uuid.UUID, form: forms.Form, do: Callable[[], str]
) -> HttpResponse:
    """Back to the screen: with the news, or with what is wrong at its field."""
    if form.is_valid():
        try:
            messages.success(request, do())
        except KliqsError as refusal:
            add_to(form, refusal)
        else:
            return redirect("page_options", page_id)
    return _screen(request, member, page_id, own=form)


def _screen(
    request: HttpRequest,
    member: Member,
    page_id: uuid.UUID,
    *,
    form: PartForm | None = None,
    own: forms.Form | None = None,
    is_conflict: bool = False,
) -> HttpResponse:
    page = the_page(member, page_id)
    options = from_json(page.draft).options
    context = frame(member, page, "page_options") | {
        "form": form or PartForm(OPTIONS, workspace_id=member.workspace_id, part=options),
        "address_form": own if isinstance(own, AddressForm) else AddressForm(initial={"slug": page.slug}),
        "password_form": own if isinstance(own, PasswordForm) else PasswordForm(),
        "is_conflict": is_conflict,
    }
    is_refused = is_conflict or bool(form and form.errors) or bool(own and own.errors)
    return render(request, "dashboard/pages/options.html", context, status=422 if is_refused else 200)
