"""The page: entries by day, filtered by kind and by who did it, older ones by cursor."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from kliqs.accounts.membership import is_owner
from kliqs.accounts.models import Member, User
from kliqs.events.activity import ActivityFilter, list_activity, recent_actors
from kliqs.events.audit import COMMAND_LINE
from kliqs.events.models import AuditEntry
from kliqs.web.dashboard.activity.kinds import KINDS, kind_of
from kliqs.web.dashboard.activity.sentences import sentence
from kliqs.web.dashboard.members import for_members

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it is shown; `at` is in the person's zone."""

    at: datetime
    icon: str
    text: SafeString


@require_safe
@for_members
def show(request: HttpRequest, member: Member) -> HttpResponse:
    """Owners answer for the workspace and see everything. Members and viewers see what they did themselves, such as a
    sign-in that was not theirs; when a colleague comes and goes is no business of theirs."""
    asked = _asked(request.GET)
    wanted = ActivityFilter(
        subjects=next((kind.subjects for kind in KINDS if kind.name == asked["kind"]), ()),
        actor=asked["who"] if is_owner(member) else "",
        own=None if is_owner(member) else member.user_id,
    )
    before = asked["before"]
    page = list_activity(member.workspace_id, wanted, before=int(before) if _is_cursor(before) else None, size=PAGE)
    context = {
        "member": member,
        "is_owner": is_owner(member),
        "days": _by_day(page.entries, member),
        "older": page.older and f"?{urlencode({**asked, 'before': page.older})}",
        "is_later_page": _is_cursor(before),
        "is_filtered": bool(wanted.subjects or wanted.actor),
        "kinds": KINDS,
        "kind": asked["kind"],
        "who": asked["who"],
        "people": _people(member) if is_owner(member) else [],
    }
    return render(request, "dashboard/activity.html", context)


def _asked(query: QueryDict) -> dict[str, str]:
    return {name: query.get(name, "").replace("\0", "") for name in ("kind", "who", "before")}


def _is_cursor(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _by_day(entries: Iterable[AuditEntry], member: Member) -> list[tuple[datetime, list[Line]]]:
    """Lines under the days of the person's zone that they happened on."""
    entries = list(entries)
    names = _names(entries, member)
    lines = [_line(entry, names) for entry in entries]
    return [(day[0].at, day) for _, group in groupby(lines, lambda line: line.at.date()) if (day := list(group))]


def _line(entry: AuditEntry, names: dict[int, str]) -> Line:
    kind = kind_of(entry.action)
    actor = names.get(entry.actor_id or 0) or _named(entry.actor)
    return Line(timezone.localtime(entry.at), kind.icon if kind else "", sentence(entry, actor))


def _names(entries: Iterable[AuditEntry], member: Member) -> dict[int, str]:
    """People by their names, as far as they still have accounts. Who runs this Kliqs and is none of the members acts in
    that office, and no workspace learns their name."""
    users = User.objects.filter(pk__in={entry.actor_id for entry in entries if entry.actor_id is not None})
    inside = set(Member.objects.filter(workspace=member.workspace, user__in=users).values_list("user_id", flat=True))
    office = _named(COMMAND_LINE)
    return {user.pk: office if user.is_staff and user.pk not in inside else user.name or user.email for user in users}


def _named(actor: str) -> str:
    return gettext("Whoever runs this Kliqs") if actor == COMMAND_LINE else actor


def _people(member: Member) -> list[tuple[str, str]]:
    """Who can be asked for: value and label, members first, then keys and people who are gone."""
    members = {
        each.user.email: each.user for each in Member.objects.filter(workspace=member.workspace).select_related("user")
    }
    staff = set(User.objects.filter(is_staff=True).values_list("email", flat=True)) - members.keys()
    first = sorted(((email, user.name or email) for email, user in members.items()), key=lambda each: each[1].lower())
    others = [actor for actor in recent_actors(member.workspace_id) if actor not in members and actor not in staff]
    return [*first, *((actor, _named(actor)) for actor in others)]
