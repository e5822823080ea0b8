"""A short link that opens a chat on WhatsApp: a number, a message, one click."""

from contextlib import closing

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kliqs.accounts.models import Member
from kliqs.database import Connection, Database
from kliqs.errors import KliqsError
from kliqs.links.changing import find_link
from kliqs.links.direct import create_directly
from kliqs.links.whatsapp import MAX_MESSAGE, MAX_NUMBER, whatsapp_address
from kliqs.routes.slugs import MAX_LENGTH as LONGEST_SLUG
from kliqs.settings import load
from kliqs.web.dashboard.links.panel import made_answer
from kliqs.web.dashboard.members import for_changing
from kliqs.web.dashboard.refusals import add_to


class WhatsAppForm(forms.Form):
    """What the chat needs, and the link's short name."""

    number = forms.CharField(
        label=gettext_lazy("WhatsApp number"),
        max_length=MAX_NUMBER,
        help_text=gettext_lazy("As you write it: 0812-3456-7890 or, outside Indonesia, with + and the country."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "autofocus": True}),
        error_messages={"required": gettext_lazy("Which number should the chat open with?")},
    )
    message = forms.CharField(
        label=gettext_lazy("Message"),
        required=False,
        max_length=MAX_MESSAGE,
        help_text=gettext_lazy("Stands in the chat already; whoever follows the link only presses send."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    slug = forms.CharField(
        label=gettext_lazy("Short name"),
        required=False,
        max_length=LONGEST_SLUG,
        help_text=gettext_lazy("The part after the slash. Leave it empty for a random one."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_changing
def create(request: HttpRequest, member: Member) -> HttpResponse:
    form = WhatsAppForm(request.POST or None)
    if request.method != "POST":
        return render(request, "dashboard/links/whatsapp.html", {"member": member, "form": form})
    if form.is_valid():
        settings = load()
        with closing(Connection(Database(settings.database_url))) as connection:
            try:
                address = whatsapp_address(form.cleaned_data["number"], form.cleaned_data["message"])
                values = {"url": address, "slug": form.cleaned_data["slug"]}
                made = create_directly(connection, member.workspace_id, values, settings, created_by=member.user_id)
            except KliqsError as refusal:
                add_to(form, refusal)
            else:
                return made_answer(request, member, find_link(member.workspace_id, made.public_id))
    return render(request, "dashboard/links/whatsapp.html", {"member": member, "form": form}, status=422)
