"""Blocked destination hosts: adding one, with the links that lead there or without, and taking it off."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_lazy, ngettext

from kliqs.accounts.disabling import LONGEST_REASON
from kliqs.accounts.models import User
from kliqs.errors import KliqsError
from kliqs.links.blocking import block_host, disable_links_to, unblock_host
from kliqs.links.models import BlockedHost
from kliqs.web.dashboard.refusals import add_to
from kliqs.web.office.entrance import deed, done, page
from kliqs.web.office.listing import page_of, searched
from kliqs.web.office.navigation import show


class HostForm(forms.Form):
    host = forms.CharField(
        label=gettext_lazy("Host"),
        help_text=gettext_lazy("Such as example.com; everything below it is meant too."),
        max_length=253,
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=LONGEST_REASON)
    disable_links = forms.BooleanField(label=gettext_lazy("Switch off the links that lead there"), required=False)


@page
def hosts(request: HttpRequest, staff: User) -> HttpResponse:
    return _page(request, HostForm(initial={"host": request.GET.get("host", "")}))


@deed
def block(request: HttpRequest, staff: User) -> HttpResponse:
    form = HostForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        blocked = block_host(form.cleaned_data["host"], form.cleaned_data["reason"], actor=staff)
    except KliqsError as refusal:
        form.add_error("host", gettext("This is no host. Write it as example.com."))
        if refusal.code != "INVALID_URL":
            add_to(form, refusal)
        return _page(request, form, 422)
    said = gettext("Links to %(host)s are refused from now on.") % {"host": blocked.host}
    if form.cleaned_data["disable_links"]:
        count = disable_links_to(blocked, actor=staff)
        said += " " + ngettext("%(count)s link is switched off.", "%(count)s links are switched off.", count) % {
            "count": count
        }
    messages.success(request, said)
    return redirect("office:hosts")


@deed
def unblock(request: HttpRequest, staff: User) -> HttpResponse:
    host = request.POST.get("host", "")
    said = gettext("Links to %(host)s are allowed again; what was switched off stays so.") % {"host": host}
    return done(request, lambda: unblock_host(host, actor=staff), said, "office:hosts")


def _page(request: HttpRequest, form: HostForm, status: int = 200) -> HttpResponse:
    asked = searched(request)
    wanted = BlockedHost.objects.order_by("-pk")
    if asked:
        wanted = wanted.filter(host__icontains=asked)
    return show(request, "hosts", {"page": page_of(request, wanted), "asked": asked, "form": form}, status)
