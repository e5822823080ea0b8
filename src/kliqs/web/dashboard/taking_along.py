"""Settings, export: a page that says what is in it, and the zip itself."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from kliqs.accounts.membership import is_owner
from kliqs.accounts.models import Member, Workspace
from kliqs.estate.export import export_workspace
from kliqs.settings import load
from kliqs.web.dashboard.members import for_members
from kliqs.web.dashboard.streaming import in_turn

# What each file holds; a test finds every file of the export here.
FILES: dict[str, Promise] = {
    "workspace.json": gettext_lazy("The workspace: its name, plan and day of making."),
    "members.csv": gettext_lazy("Who belongs to it, and in which role."),
    "invitations.csv": gettext_lazy("Invitations that wait for an answer."),
    "api-keys.csv": gettext_lazy("API keys by name and last four characters, never the keys themselves."),
    "links.csv": gettext_lazy("The list of links, for a spreadsheet."),
    "links.jsonl": gettext_lazy("All that is kept of each link, deleted ones too, no passwords; a JSON object a line."),
    "pages.jsonl": gettext_lazy("Bio pages: as they are being edited and as they are published; a JSON object a line."),
    "tags.csv": gettext_lazy("All tags."),
    "views.csv": gettext_lazy("Views of the analytics that were saved."),
    "shared-boards.csv": gettext_lazy("Which links and tags have a shared board, without its address."),
    "usage-by-month.csv": gettext_lazy("API requests of each month (UTC)."),
    "usage-by-day.csv": gettext_lazy("API requests of each day (UTC)."),
    "activity.jsonl": gettext_lazy("The audit log: who did what, and when; a JSON object a line."),
    "clicks-by-day.csv": gettext_lazy("Clicks of each link on each day (UTC)."),
    "clicks.csv": gettext_lazy("Every single click with place, device, referrer and campaign; no addresses are kept."),
    "pictures/": gettext_lazy("The pictures that were uploaded."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def show(request: HttpRequest, member: Member) -> HttpResponseBase:
    """For owners alone: it holds the addresses of everybody and what everybody did. By POST, so that no page elsewhere
    can start one."""
    if not is_owner(member):
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "dashboard/export.html", {"member": member, "files": FILES})
    return _zip(member)


def _zip(member: Member) -> HttpResponse | StreamingHttpResponse:
    pieces = export_workspace(member.workspace, readme(member.workspace), load(), actor=member.user)
    response = StreamingHttpResponse(in_turn(pieces), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="kliqs-{timezone.localdate():%Y-%m-%d}.zip"'
    response["Cache-Control"] = "no-store"
    return response


def readme(workspace: Workspace) -> str:
    """What the files are, in the reader's language."""
    first = gettext("All data of “%(workspace)s” on Kliqs, made on %(moment)s.")
    moment = timezone.localtime().strftime("%Y-%m-%d %H:%M %Z")
    times = gettext("Times are UTC, RFC 3339. Files are UTF-8. The first line of a CSV file names its columns.")
    change = gettext("What changed while this was being made may be in one file and not yet in another.")
    files = "\n\n".join(f"{name}\n    {text}" for name, text in FILES.items())
    return "\n\n".join([first % {"workspace": workspace.name, "moment": moment}, times, change, files]) + "\n"
