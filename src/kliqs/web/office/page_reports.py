"""Reports of bio pages: looking at one page, deciding on its reports, and letting it work again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext

from kliqs.accounts.models import User
from kliqs.bio.models import Page
from kliqs.bio.pages import disable_page
from kliqs.bio.reporting import OF_PAGES, reports_of, resolve_page_reports
from kliqs.errors import KliqsError
from kliqs.links.reporting import Decision
from kliqs.web.dashboard.refusals import words
from kliqs.web.office.entrance import deed, page
from kliqs.web.office.navigation import show
from kliqs.web.office.report_mail import answer_reporters
from kliqs.web.office.reports import DECISIONS, REASONS


@page
def report(request: HttpRequest, staff: User, page_number: int) -> HttpResponse:
    found = get_object_or_404(Page.objects.select_related("workspace"), pk=page_number, deleted_at=None)
    reports = [(each, REASONS.get(each.reason)) for each in reports_of(found)]  # type: ignore[call-overload]
    return show(request, "page_report", {"page": found, "reports": reports})


@deed
def resolve(request: HttpRequest, staff: User, page_number: int) -> HttpResponse:
    wanted = request.POST.get("decision", "")
    if wanted not in OF_PAGES:
        messages.error(request, gettext("Choose what to do."))
        return redirect("office:page_report", page_number)
    decision = Decision(wanted)
    try:
        handled = resolve_page_reports(page_number, decision, request.POST.get("reason", ""), actor=staff)
    except KliqsError as refusal:
        messages.error(request, words(refusal))
        return redirect("office:page_report", page_number)
    answer_reporters(handled, decision)
    messages.success(request, gettext("Done: %(decision)s.") % {"decision": DECISIONS[decision]})
    return redirect("office:reports")


@deed
def enable(request: HttpRequest, staff: User, page_number: int) -> HttpResponse:
    found = get_object_or_404(Page, pk=page_number, deleted_at=None)
    disable_page(found.pk, "", actor=staff)
    messages.success(request, gettext("The page works again."))
    return redirect("office:page_report", page_number)
