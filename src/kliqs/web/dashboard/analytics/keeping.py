"""Views that are kept under a name, and boards that are shared."""

import uuid
from datetime import UTC, datetime
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from kliqs.accounts.models import Member
from kliqs.accounts.summaries import wish_for_summary
from kliqs.clicks.models import SharedBoard
from kliqs.clicks.saved_views import forget_view, has_view, save_view
from kliqs.clicks.sharing import close, filter_of, set_password, share_link, share_tag, subject_of
from kliqs.errors import KliqsError
from kliqs.web.dashboard.members import for_changing, for_members
from kliqs.web.dashboard.refusals import words

SAVING = "dashboard/analytics/save.html"


@require_POST
@for_changing
def save(request: HttpRequest, member: Member) -> HttpResponse:
    """Keep the board as it is asked for now. `new` asks before replacing one: views are everybody's."""
    query, name = request.POST.get("query", ""), request.POST.get("name", "").strip()
    context = {"member": member, "query": query}
    if "new" in request.POST and has_view(member.workspace, name):
        problem = gettext("There is a view with this name already, and everybody in the workspace sees it.")
        return render(request, SAVING, {**context, "problem": problem, "taken": name}, status=422)
    try:
        view = save_view(member.workspace, name, query)
    except KliqsError as refusal:
        return render(request, SAVING, {**context, "problem": words(refusal)}, status=422)
    messages.success(request, gettext("The view %(name)s is kept.") % {"name": view.name})
    return _board(query)


@require_POST
@for_changing
def forget(request: HttpRequest, member: Member, view_id: int) -> HttpResponse:
    forget_view(member.workspace, view_id)
    messages.success(request, gettext("The view is removed."))
    return _board(request.POST.get("query", ""))


@require_POST
@for_members
def summarise(request: HttpRequest, member: Member) -> HttpResponse:
    """Mail this person a summary of every week, or no longer."""
    wanted = request.POST.get("wanted") == "yes"
    wish_for_summary(member, datetime.now(UTC), wanted=wanted)
    told = gettext("You get the first mail on Monday morning.") if wanted else gettext("The weekly mail is off.")
    messages.success(request, told)
    return _board(request.POST.get("query", ""))


@require_POST
@for_changing
def share(request: HttpRequest, member: Member) -> HttpResponse:
    """Open the board of a link or a tag, and show how to send it; where it is gone by now, say so."""
    zone = member.user.time_zone
    try:
        if "link" in request.POST:
            board = share_link(member.workspace, _id(request.POST["link"]), zone, actor=member.user)
        else:
            board = share_tag(member.workspace, request.POST.get("tag", ""), zone, actor=member.user)
    except KliqsError as refusal:
        messages.error(request, words(refusal))
        return redirect("analytics")
    return redirect("change_shared_board", board.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_changing
def change(request: HttpRequest, member: Member, board_id: int) -> HttpResponse:
    """The page of a shared board: its address, its password, and closing it."""
    boards = SharedBoard.objects.select_related("link", "tag")
    board = get_object_or_404(boards, workspace=member.workspace, pk=board_id)
    about = filter_of(board)
    back = f"{reverse('analytics')}?f={about.dimension}:{quote(about.include[0], safe='')}"
    problem = ""
    if request.method == "POST":
        if request.POST.get("deed") == "close":
            close(board, actor=member.user)
            return redirect(back)
        try:
            _set_password(request, board, member)
        except KliqsError as refusal:
            problem = words(refusal)
        else:
            return redirect("change_shared_board", board.pk)
    context = {"member": member, "shared": board, "subject": subject_of(board), "back": back, "problem": problem}
    return render(request, "dashboard/analytics/share.html", context, status=422 if problem else 200)


def _set_password(request: HttpRequest, board: SharedBoard, member: Member) -> None:
    """An empty field leaves the password as it is: what opens a board to everybody is asked for by its own box."""
    password = request.POST.get("password", "")
    if password or "remove_password" in request.POST:
        set_password(board, password, actor=member.user)


def _board(query: str) -> HttpResponse:
    """Back to the board as it was asked for."""
    return redirect(f"{reverse('analytics')}?{query}" if query else "analytics")


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as problem:
        raise KliqsError("LINK_NOT_FOUND") from problem
