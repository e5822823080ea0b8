"""Bringing a page along from another service: its public address, or the file that the service exports."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kliqs.accounts.models import Member
from kliqs.bio.importing.drafting import Imported
from kliqs.bio.importing.reading import LARGEST_EXPORT, read_address, read_file
from kliqs.bio.pages import create_page
from kliqs.errors import KliqsError
from kliqs.routes.slugs import MAX_LENGTH as LONGEST_SLUG
from kliqs.settings import load
from kliqs.web.dashboard.members import for_changing
from kliqs.web.dashboard.refusals import add_to

WHYS = {
    "kind": gettext_lazy("Kliqs has no such block."),
    "address": gettext_lazy("Its address cannot be linked to."),
    "picture": gettext_lazy("This picture could not be copied."),
    "text": gettext_lazy("It has no text that fits."),
    "room": gettext_lazy("The page was full."),
}


class ImportForm(forms.Form):
    """Where the page is, or the file that holds it; and where it shall be."""

    url = forms.CharField(
        label=gettext_lazy("Address of the page"),
        max_length=2_048,
        required=False,
        help_text=gettext_lazy("Such as https://linktr.ee/warungani. It must be public, and yours."),
        widget=forms.URLInput(attrs={"autocomplete": "off", "placeholder": "https://"}),
    )
    export = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        help_text=gettext_lazy("An export of Linktree or LinkStack (JSON), of at most 4 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json,.html,text/html"}),
    )
    slug = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=LONGEST_SLUG,
        error_messages={"required": gettext_lazy("Choose what stands after the slash.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        if bool(chosen.get("url")) == bool(chosen.get("export")):
            raise forms.ValidationError(gettext_lazy("Give the address of a page, or choose a file: one of them."))
        if chosen.get("export") and chosen["export"].size > LARGEST_EXPORT:
            self.add_error("export", gettext_lazy("This file is larger than 4 MB."))
        return chosen


@require_http_methods(["GET", "HEAD", "POST"])
@for_changing
def bring(request: HttpRequest, member: Member) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            imported = _read(member, form.cleaned_data)
            slug = form.cleaned_data["slug"]
            page = create_page(member.workspace_id, slug, load(), values=imported.values, actor=member.user)
        except KliqsError as refusal:
            add_to(form, refusal)
        else:
            left_out = [(each.what, WHYS[each.why]) for each in imported.left_out]
            context = {"member": member, "page": page, "left_out": left_out}
            return render(request, "dashboard/pages/imported.html", context)
    context = {"member": member, "form": form}
    return render(request, "dashboard/pages/import.html", context, status=422 if form.errors else 200)


def _read(member: Member, chosen: dict[str, Any]) -> Imported:
    if chosen["url"]:
        return read_address(member.workspace_id, chosen["url"], load())
    return read_file(member.workspace_id, chosen["export"].read(LARGEST_EXPORT), load())
