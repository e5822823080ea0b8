"""Whose board a request is about, and who may see it: a member of the workspace, or everybody with a shared address."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, wraps
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseClientRefresh

from kliqs.accounts.models import Member, Workspace
from kliqs.clicks.models import SharedBoard
from kliqs.clicks.questions.links import is_counted
from kliqs.clicks.questions.scope import Filter, Scope
from kliqs.clicks.sharing import filter_of, is_shareable, open_board, subject_of
from kliqs.links.models import Link
from kliqs.web.dashboard.analytics.asking import Asked, read_asked
from kliqs.web.dashboard.analytics.locks import ask_password, is_unlocked
from kliqs.web.dashboard.analytics.panels import NOT_SHARED, PANELS, Panel
from kliqs.web.dashboard.members import for_members

NOT_LIVE = frozenset({"region", "city"})


@dataclass(frozen=True)
class Board:
    """`home` is its address without a query. `shared` for one that strangers see: filtered for good, and without what
    is the workspace's own business."""

    workspace: Workspace
    asked: Asked
    home: str
    member: Member | None = None
    shared: SharedBoard | None = None

    @cached_property
    def scope(self) -> Scope:
        return self.scope_of(self.asked)

    def scope_of(self, asked: Asked) -> Scope:
        """The scope of something else asked of this board."""
        always = () if self.shared is None else (filter_of(self.shared),)
        return asked.scope(self.workspace.pk, *always)

    def address_of(self, asked: Asked) -> str:
        """Where that stands."""
        return f"{self.home}?{asked.query}" if asked.query else self.home

    @cached_property
    def panels(self) -> list[Panel]:
        return [self.panel(panel) for panel in PANELS.values()]

    def panel(self, panel: Panel) -> Panel:
        """The panel as this board's readers may see it."""
        if self.shared is None:
            return panel
        shown = tuple(name for name in panel.dimensions if name not in NOT_SHARED)
        return Panel(panel.name, panel.title, shown)

    @property
    def has_live(self) -> bool:
        """Whether clicks are shown as they come. Not to strangers who ask for a city: they would know each click's."""
        return self.shared is None or not any(each.dimension in NOT_LIVE for each in self.asked.filters)

    @property
    def layout(self) -> str:
        """The template around it."""
        return "layouts/dashboard.html" if self.shared is None else "layouts/shared.html"

    @cached_property
    def subject(self) -> str:
        """The slug or the tag's name that it is about; "" for a board of the whole workspace."""
        if self.shared is not None:
            return subject_of(self.shared)
        about = self.about
        if about is None:
            return ""
        return self._slug(about.include[0]) if about.dimension == "link" else about.include[0]

    @property
    def is_of_link(self) -> bool:
        """Whether the subject is a slug."""
        if self.shared is not None:
            return self.shared.link is not None
        return self.about is not None and self.about.dimension == "link"

    @cached_property
    def about(self) -> Filter | None:
        """The one link or tag that the board is filtered by, where it is."""
        for each in self.asked.filters:
            is_one = each.dimension in ("link", "tag") and len(each.include) == 1 and not each.exclude
            if is_one and each.include[0] and not (each.dimension == "link" and is_counted(each.include[0])):
                return each
        return None

    @property
    def to_share(self) -> Filter | None:
        """The same where a board of it can be shared: not of what is deleted, nor of links without a tag."""
        about = self.about
        return about if about is not None and is_shareable(self.workspace, about) else None

    def _slug(self, public_id: str) -> str:
        """The slug of a link of the workspace, also of a deleted one; "" where there is none."""
        try:
            found = Link.objects.filter(workspace=self.workspace, public_id=uuid.UUID(public_id))
        except ValueError:
            return ""
        return found.values_list("slug", flat=True).first() or ""


BoardView = Callable[..., HttpResponseBase]


def of_member(view: BoardView) -> BoardView:
    """Hand the view the board of the acting member's workspace."""

    @wraps(view)
    def shown(request: HttpRequest, member: Member, /, **named: str) -> HttpResponseBase:
        asked = read_asked(request.GET, timezone.get_current_timezone_name(), datetime.now(UTC))
        return view(request, Board(member.workspace, asked, reverse("analytics"), member), **named)

    return for_members(shown)


def of_everybody(view: BoardView) -> BoardView:
    """Hand the view a shared board, once its password is given where it has one; no address, no board."""

    @wraps(view)
    def shown(request: HttpRequest, token: str, **named: str) -> HttpResponseBase:
        shared = open_board(token)
        if (shared is None or not is_unlocked(request, shared)) and _is_part(request):
            return HttpResponseClientRefresh()  # the whole page says what became of it
        if shared is None:
            raise Http404
        if not is_unlocked(request, shared):
            return ask_password(request, shared)
        asked = read_asked(request.GET, shared.zone, datetime.now(UTC)).without(NOT_SHARED)
        board = Board(shared.workspace, asked, reverse("shared_board", args=[token]), shared=shared)
        with timezone.override(ZoneInfo(shared.zone)):
            response = view(request, board, **named)
        response["X-Robots-Tag"] = "noindex"
        return response

    return never_cache(shown)


def _is_part(request: HttpRequest) -> bool:
    """Whether htmx puts the answer into a page that is there."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
