"""What htmx is answered after a change: the parts of the screen that are another now, and the news of it.

Every answer carries the state of the page beside its own parts, out of band, and the event `draft-changed`, on which
the preview loads anew.
"""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django_htmx.http import trigger_client_event

from kliqs.accounts.models import Member
from kliqs.bio.models import Page
from kliqs.web.dashboard.pages.finding import frame, wants_part
from kliqs.web.dashboard.pages.forms import PartForm
from kliqs.web.dashboard.toasts import toast


def changed(
    request: HttpRequest, member: Member, page: Page, *parts: str, block: str = "", screen: str = "page"
) -> HttpResponse:
    """The draft is another now; `block` names what the preview shall show. Browsers without scripts get the `screen`
    again."""
    if not wants_part(request):
        return redirect(screen, page.public_id)
    state = render_to_string("dashboard/pages/state.html", frame(member, page, "") | {"is_news": True}, request)
    response = HttpResponse("".join([*parts, state]))
    return trigger_client_event(response, "draft-changed", {"number": page.draft_number, "block": block})


def problems(request: HttpRequest, form: PartForm, *, mark: str = "", is_conflict: bool = False) -> str:
    """The places of the form's problems, filled or emptied, out of band; what was typed stays as it is. `mark` is that
    of what was kept, where it was."""
    context = {"form": form, "mark": mark, "is_conflict": is_conflict}
    return render_to_string("dashboard/pages/problems.html", context, request)


def refused(request: HttpRequest, texts: Iterable[str]) -> HttpResponse:
    """A change that could not be made, said below."""
    return HttpResponse("".join(toast(request, text) for text in texts), status=422)
