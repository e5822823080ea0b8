"""The dashboard's places: what the side (or, on a phone, the bar at the thumb) leads to."""

from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kliqs.accounts.membership import acting_member
from kliqs.accounts.models import Member, User, Workspace
from kliqs.web.dashboard.members import CHOSEN


@dataclass(frozen=True, slots=True)
class Place:
    """A page in the navigation. `name` is its URL's; the place is current for everything below that URL too. `line`
    says on the page of settings what it is for."""

    name: str
    label: Promise
    icon: str = ""
    line: Promise | str = ""

    @property
    def url(self) -> str:
        return reverse(self.name)


MAIN = (
    Place("overview", gettext_lazy("Overview"), "home"),
    Place("links", gettext_lazy("Links"), "link"),
    Place("pages", gettext_lazy("Pages"), "page"),
    Place("analytics", gettext_lazy("Analytics"), "chart"),
    Place("usage", gettext_lazy("Usage"), "meter"),
    Place("settings", gettext_lazy("Settings"), "settings"),
)
SETTINGS = (
    Place("api_keys", gettext_lazy("API keys"), line=gettext_lazy("Let your backend make links.")),
    Place("members", gettext_lazy("Members"), line=gettext_lazy("Who works here with you, and what they may do.")),
    Place("workspace", gettext_lazy("Workspace"), line=gettext_lazy("Its name, its export, its end; or another one.")),
    Place("activity", gettext_lazy("Activity"), line=gettext_lazy("Who did what, and when.")),
    Place(
        "profile",
        gettext_lazy("Profile"),
        line=gettext_lazy("Name, language, time zone; the account's end."),
    ),
    Place("account_email", gettext_lazy("E-mail address"), line=gettext_lazy("Where you sign in and get mail.")),
    Place("account_change_password", gettext_lazy("Password"), line=gettext_lazy("Change or set it.")),
    Place("mfa_index", gettext_lazy("Sign-in security"), line=gettext_lazy("Authenticator app, passkeys, codes.")),
    Place("usersessions_list", gettext_lazy("Sessions"), line=gettext_lazy("Where you are signed in; end the others.")),
)


def places(request: HttpRequest) -> dict[str, object]:
    """`places_main`, `places_settings`, `place` (the current one's URL), `is_in_settings`, and, asked for only where a
    template shows them, `workspaces` and `member` for every template of the dashboard: views of django-allauth name
    no member."""
    if getattr(request, "urlconf", "") != "kliqs.web.dashboard.urls":
        return {}
    urls = [place.url for place in MAIN + SETTINGS]
    here = [url for url in urls if request.path == url or (url != "/" and request.path.startswith(url + "/"))]
    return {
        "places_main": MAIN,
        "places_settings": SETTINGS,
        "place": max(here, key=len, default=""),
        "is_in_settings": any(place.url in here for place in (*SETTINGS, MAIN[-1])),
        "member": cache(lambda: _member(request)),
        "workspaces": lambda: _workspaces(request),
    }


def _member(request: HttpRequest) -> Member | None:
    return acting_member(request.user, request.session.get(CHOSEN)) if isinstance(request.user, User) else None


def _workspaces(request: HttpRequest) -> list[Workspace]:
    """The workspaces that the person may switch to."""
    mine = Workspace.objects.filter(members__user=request.user, disabled_at=None) if request.user.pk else []
    return sorted(mine, key=lambda workspace: workspace.name.lower())
