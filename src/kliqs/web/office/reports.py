"""The queue of reports, a link at a time, and deciding on one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_lazy

from kliqs.accounts.models import User
from kliqs.bio.reporting import waiting_pages
from kliqs.errors import KliqsError
from kliqs.links.blocking import working_links_to
from kliqs.links.models import Report
from kliqs.links.reporting import Decision, host_of, resolve_reports, waiting_links
from kliqs.web.dashboard.refusals import words
from kliqs.web.office.entrance import deed, page
from kliqs.web.office.listing import Status, page_of, status_of
from kliqs.web.office.navigation import show
from kliqs.web.office.report_mail import answer_reporters

DECISIONS = {
    Decision.DISMISSED: gettext_lazy("Nothing wrong"),
    Decision.LINK_DISABLED: gettext_lazy("Link switched off"),
    Decision.PAGE_DISABLED: gettext_lazy("Page switched off"),
    Decision.HOST_BLOCKED: gettext_lazy("Link switched off, host blocked"),
    Decision.WORKSPACE_DISABLED: gettext_lazy("Workspace disabled"),
}
REASONS = {
    Report.Reason.PHISHING: gettext_lazy("phishing"),
    Report.Reason.MALWARE: gettext_lazy("malware"),
    Report.Reason.SPAM: gettext_lazy("spam"),
    Report.Reason.ILLEGAL: gettext_lazy("against the law"),
    Report.Reason.OTHER: gettext_lazy("other"),
}
STATUSES: tuple[Status, ...] = (("", gettext_lazy("Waiting")), ("resolved", gettext_lazy("Resolved")))
COUNTED = 10_000  # further links to a host are not counted


@page
def reports(request: HttpRequest, staff: User) -> HttpResponse:
    """What waits; with `?status=resolved`, what was decided."""
    status = status_of(request, STATUSES)
    context: dict[str, object] = {"status": status, "statuses": STATUSES}
    if status == "resolved":
        decided = Report.objects.filter(handled_at__isnull=False).select_related("handled_by", "link")
        found = page_of(request, decided.order_by("-handled_at", "-pk"))
        rows = [(each, REASONS.get(each.reason), DECISIONS.get(each.decision)) for each in found.rows]  # type: ignore[call-overload]
        return show(request, "resolved", context | {"page": found, "rows": rows})
    waiting = {"links": waiting_links()[:100], "pages": waiting_pages()[:100]}
    return show(request, "reports", context | waiting)


@page
def report(request: HttpRequest, staff: User, link_id: int) -> HttpResponse:
    link = waiting_links().filter(pk=link_id).first()
    if link is None:
        raise Http404
    waiting = Report.objects.filter(link=link, handled_at=None).order_by("-pk")[:100]
    host = host_of(link)
    context: dict[str, object] = {
        "link": link,
        "host": host,
        "others": working_links_to(host).exclude(pk=link.pk)[:COUNTED].count(),
        "reports": [(each, REASONS.get(each.reason)) for each in waiting],  # type: ignore[call-overload]
        "earlier": Report.objects.filter(link__workspace_id=link.workspace_id, handled_at__isnull=False).count(),
    }
    return show(request, "report", context)


@deed
def resolve(request: HttpRequest, staff: User, link_id: int) -> HttpResponse:
    try:
        decision = Decision(request.POST.get("decision", ""))
    except ValueError:
        messages.error(request, gettext("Choose what to do."))
        return redirect("office:report", link_id)
    reason, others = request.POST.get("reason", ""), "other_links" in request.POST
    try:
        handled = resolve_reports(link_id, decision, reason, with_other_links=others, actor=staff)
    except KliqsError as refusal:
        messages.error(request, words(refusal))
        return redirect(
            "office:reports" if refusal.code == "REPORTS_HANDLED" else "office:report",
            *(() if refusal.code == "REPORTS_HANDLED" else (link_id,)),
        )
    answer_reporters(handled, decision)
    messages.success(request, gettext("Done: %(decision)s.") % {"decision": DECISIONS[decision]})
    return redirect("office:reports")
