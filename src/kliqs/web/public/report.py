"""`/report`: telling whoever runs this Kliqs of a link that does harm. Anybody may, without a script or an account."""

import re
from urllib.parse import urlsplit

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from kliqs.errors import KliqsError
from kliqs.links.models import Report
from kliqs.links.reporting import LONGEST_DETAILS, Telling, report_link
from kliqs.routes.sandboxes import TRIAL_FOLDER
from kliqs.settings import load
from kliqs.web.dashboard.refusals import add_to
from kliqs.web.public.lookup import private

SLUG = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
REASON_NAMES = {
    Report.Reason.PHISHING: gettext_lazy("It asks for passwords, codes or money under a false name"),
    Report.Reason.MALWARE: gettext_lazy("It leads to a virus or a harmful app"),
    Report.Reason.SPAM: gettext_lazy("I was sent it unasked"),
    Report.Reason.ILLEGAL: gettext_lazy("It leads to something against the law"),
    Report.Reason.OTHER: gettext_lazy("Something else"),
}


class ReportForm(forms.Form):
    link = forms.CharField(label=gettext_lazy("Short link"), max_length=300)
    reason = forms.ChoiceField(
        label=gettext_lazy("What is wrong with it?"), choices=list(REASON_NAMES.items()), widget=forms.RadioSelect
    )
    details = forms.CharField(
        label=gettext_lazy("Anything we should know?"),
        help_text=gettext_lazy("Such as who sent it to you, and what the page wanted."),
        max_length=LONGEST_DETAILS,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("Only if you want to hear what came of it. Its owner never learns who reported a link."),
        required=False,
        max_length=254,
    )


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form, with the link that the visitor comes from; after it, what happens next."""
    if request.method != "POST":
        slug = slug_in(request.GET.get("link", "")) or _came_from(request)
        return _page(request, ReportForm(initial={"link": f"{load().domain}/{slug}" if slug else ""}))
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    said = form.cleaned_data
    telling = Telling(said["reason"], said["details"], said["email"], (get_language() or "")[:2])
    try:
        report_link(slug_in(said["link"]), telling, request.META.get("REMOTE_ADDR", ""))
    except KliqsError as refusal:
        add_to(form, refusal)
        return _page(request, form, 429 if refusal.code == "REPORTED_TOO_OFTEN" else 422)
    response = HttpResponse(status=303)
    response["Location"] = "/report/thanks"
    return private(response)


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    return private(render(request, "public/report_thanks.html"))


def slug_in(text: str) -> str:
    """The slug in what people call a link: its whole address, with or without scheme and `+`, or the slug alone. Trial
    links keep their folder: `try/<slug>`."""
    before, _, last = text.strip().partition("?")[0].partition("#")[0].rstrip("/+").rpartition("/")
    if not SLUG.match(last):
        return ""
    return f"try/{last}" if f"/{before}".endswith(TRIAL_FOLDER) else last


def _came_from(request: HttpRequest) -> str:
    """The slug of the page that led here: those of dead links are the same for every slug and cannot say it."""
    origin = urlsplit(request.META.get("HTTP_REFERER", ""))
    return slug_in(origin.path) if origin.netloc == request.get_host() and origin.path != "/report" else ""


def _page(request: HttpRequest, form: ReportForm, status: int = 200) -> HttpResponse:
    return private(render(request, "public/report.html", {"form": form}, status=status))
