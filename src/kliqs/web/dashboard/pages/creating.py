"""Making a page: its address, its name, the theme it begins with."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from kliqs.accounts.models import Member
from kliqs.bio.pages import create_page
from kliqs.bio.themes import THEMES
from kliqs.errors import KliqsError
from kliqs.routes.slugs import MAX_LENGTH as LONGEST_SLUG
from kliqs.settings import load
from kliqs.web.dashboard.members import for_changing
from kliqs.web.dashboard.pages.finding import wants_part
from kliqs.web.dashboard.refusals import add_to

LONGEST_NAME = 80


class NewPageForm(forms.Form):
    """What a page cannot do without."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("Yours or your shop's; it stands at the top of the page."),
        error_messages={"required": gettext_lazy("Whose page is it? Write a name.")},
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "data-names": "id_slug"}),
    )
    slug = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=LONGEST_SLUG,
        error_messages={"required": gettext_lazy("Choose what stands after the slash.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    theme = forms.ChoiceField(
        label=gettext_lazy("Theme"), choices=[(name, theme.title) for name, theme in THEMES.items()], required=False
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_changing
def create(request: HttpRequest, member: Member) -> HttpResponse:
    form = NewPageForm(request.POST or None, initial={"theme": next(iter(THEMES))})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        values = {"profile": {"name": chosen["name"]}, "look": {"theme": chosen["theme"] or None}}
        values["options"] = {"language": _language(request), "time_zone": member.user.time_zone}
        try:
            page = create_page(member.workspace_id, chosen["slug"], load(), values=values, actor=member.user)
        except KliqsError as refusal:
            add_to(form, refusal)
        else:
            if wants_part(request):
                return HttpResponseClientRedirect(reverse("page", args=[page.public_id]))
            return redirect("page", page.public_id)
    context = {"member": member, "form": form}
    return render(request, "dashboard/pages/new.html", context, status=422 if form.errors else 200)


def _language(request: HttpRequest) -> str:
    """The language that the maker works in: most of their visitors speak it too."""
    return "id" if request.LANGUAGE_CODE.startswith("id") else "en"
