"""Every URL of the dashboard and who it is for. `test_access` walks them all, and fails for one that is not here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django.urls import URLPattern, URLResolver, get_resolver

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
For = Literal["anybody", "person", "viewer", "member", "owner", "staff"]

# By the route as `urls.py` has it. Who it is for: anybody (not signed in), a person (their own account), somebody in
# the workspace who only looks, one who may change links and keys, one who owns it, who runs Kliqs.
AUDIENCE: dict[str, For] = {
    "": "viewer",
    "links": "viewer",
    "links/newer": "viewer",
    "links/new": "member",
    "links/slug": "viewer",
    "links/whatsapp": "member",
    "links/cards": "member",
    "links/picture": "member",
    "links/many": "member",
    "links/restore": "member",
    "links/export.csv": "viewer",
    "links/<uuid:public_id>": "member",
    "links/<uuid:public_id>/qr": "viewer",
    "links/<uuid:public_id>/qr/preview": "viewer",
    "pages": "viewer",
    "pages/import": "member",
    "pages/new": "member",
    "pages/picture": "member",
    "pages/sample": "viewer",
    "pages/restore/<uuid:page_id>": "member",
    "pages/<uuid:page_id>": "viewer",
    "pages/<uuid:page_id>/profile": "member",
    "pages/<uuid:page_id>/new-block": "member",
    "pages/<uuid:page_id>/restore-block": "member",
    "pages/<uuid:page_id>/blocks/<str:block_id>": "member",
    "pages/<uuid:page_id>/blocks/<str:block_id>/act": "member",
    "pages/<uuid:page_id>/look": "member",
    "pages/<uuid:page_id>/options": "member",
    "pages/<uuid:page_id>/address": "member",
    "pages/<uuid:page_id>/password": "member",
    "pages/<uuid:page_id>/delete": "member",
    "pages/<uuid:page_id>/numbers": "viewer",
    "pages/<uuid:page_id>/share": "viewer",
    "pages/<uuid:page_id>/qr": "viewer",
    "pages/<uuid:page_id>/qr/preview": "viewer",
    "pages/<uuid:page_id>/preview": "viewer",
    "pages/<uuid:page_id>/publish": "member",
    "pages/<uuid:page_id>/unpublish": "member",
    "pages/<uuid:page_id>/versions": "viewer",
    "pages/<uuid:page_id>/versions/<int:number>/restore": "member",
    "analytics": "viewer",
    "analytics/panels/<str:name>": "viewer",
    "analytics/live": "viewer",
    "analytics/export.csv": "viewer",
    "analytics/views": "member",
    "analytics/views/<int:view_id>/forget": "member",
    "analytics/weekly": "person",
    "analytics/orphans": "viewer",
    "analytics/orphans.csv": "viewer",
    "analytics/shared": "member",
    "analytics/shared/<int:board_id>": "member",
    "shared/<str:token>": "anybody",
    "shared/<str:token>/panels/<str:name>": "anybody",
    "shared/<str:token>/live": "anybody",
    "shared/<str:token>/export.csv": "anybody",
    "office": "staff",
    "office/audit": "staff",
    "office/hosts": "staff",
    "office/hosts/block": "staff",
    "office/hosts/unblock": "staff",
    "office/links": "staff",
    "office/links/<int:link_id>": "staff",
    "office/links/<int:link_id>/disable": "staff",
    "office/links/<int:link_id>/enable": "staff",
    "office/people": "staff",
    "office/people/<int:user_id>": "staff",
    "office/people/<int:user_id>/disable": "staff",
    "office/people/<int:user_id>/enable": "staff",
    "office/reports": "staff",
    "office/reports/<int:link_id>": "staff",
    "office/reports/<int:link_id>/resolve": "staff",
    "office/reports/pages/<int:page_number>": "staff",
    "office/reports/pages/<int:page_number>/resolve": "staff",
    "office/reports/pages/<int:page_number>/enable": "staff",
    "office/workspaces": "staff",
    "office/workspaces/<int:workspace_id>": "staff",
    "office/workspaces/<int:workspace_id>/disable": "staff",
    "office/workspaces/<int:workspace_id>/enable": "staff",
    "office/workspaces/<int:workspace_id>/plan": "staff",
    "usage": "viewer",
    "settings": "viewer",
    "settings/api-keys": "viewer",
    "settings/api-keys/<int:key_id>/revoke": "member",
    "settings/api-keys/<int:key_id>/rotate": "member",
    "settings/api-keys/test": "viewer",
    "settings/members": "viewer",
    "settings/members/leave": "person",
    "settings/members/<int:member_id>/role": "owner",
    "settings/members/<int:member_id>/remove": "owner",
    "settings/invitations/<int:invitation_id>/resend": "owner",
    "settings/invitations/<int:invitation_id>/cancel": "owner",
    "settings/workspace": "viewer",
    "settings/workspace/delete": "owner",
    "settings/workspace/privacy": "owner",
    "settings/activity": "viewer",
    "settings/export": "owner",
    "settings/profile": "person",
    "settings/profile/delete": "person",
    "workspaces/new": "person",
    "workspaces/<int:workspace_id>/choose": "person",
    "sign-out": "anybody",
    "sign-in": "anybody",
    "invitations/<str:token>": "anybody",
    "login-link/<str:token>": "anybody",
    "weekly-mail/<str:token>": "anybody",
    "account/first/<str:token>": "anybody",
    "robots.txt": "anybody",
    ".well-known/security.txt": "anybody",
    "account/login/": "anybody",
    "account/login/code/confirm/": "anybody",
    "account/logout/": "anybody",
    "account/inactive/": "anybody",
    "account/signup/": "anybody",
    "account/confirm-email/": "anybody",
    "account/^confirm-email/(?P<key>[-:\\w]+)/$": "anybody",
    "account/password/reset/": "anybody",
    "account/password/reset/done/": "anybody",
    "account/password/reset/key/done/": "anybody",
    "account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "anybody",
    "account/2fa/authenticate/": "anybody",
    "account/2fa/webauthn/login/": "anybody",
    "account/3rdparty/login/cancelled/": "anybody",
    "account/3rdparty/login/error/": "anybody",
    "account/3rdparty/signup/": "anybody",
    "account/social/login/cancelled/": "anybody",
    "account/social/login/error/": "anybody",
    "account/social/signup/": "anybody",
    "account/social/connections/": "anybody",
    "account/google/login/": "anybody",
    "account/google/login/callback/": "anybody",
    "account/google/login/token/": "anybody",
    "account/github/login/": "anybody",
    "account/github/login/callback/": "anybody",
    "account/reauthenticate/": "person",
    "account/email/": "person",
    "account/password/change/": "person",
    "account/password/set/": "person",
    "account/sessions/": "person",
    "account/3rdparty/": "person",
    "account/2fa/": "person",
    "account/2fa/reauthenticate/": "person",
    "account/2fa/totp/activate/": "person",
    "account/2fa/totp/deactivate/": "person",
    "account/2fa/recovery-codes/": "person",
    "account/2fa/recovery-codes/generate/": "person",
    "account/2fa/recovery-codes/download/": "person",
    "account/2fa/webauthn/": "person",
    "account/2fa/webauthn/add/": "person",
    "account/2fa/webauthn/reauthenticate/": "person",
    "account/2fa/webauthn/keys/<int:pk>/remove/": "person",
    "account/2fa/webauthn/keys/<int:pk>/edit/": "person",
}


@dataclass(frozen=True, slots=True)
class Url:
    """A route as the resolver has it."""

    route: str

    @property
    def parameters(self) -> set[str]:
        return set(PARAMETER.findall(self.route))

    def path(self, values: dict[str, Any]) -> str:
        """The address with these values in it. Raises KeyError for a parameter that nobody gave a value."""
        found = self.route
        for name in self.parameters:
            value = str(values[name])
            for written in (f"<uuid:{name}>", f"<int:{name}>", f"<str:{name}>", *_groups(found, name)):
                found = found.replace(written, value)
        return "/" + found.replace("^", "").replace("$", "")


def dashboard_urls() -> list[Url]:
    """All of them, those of django-allauth too; of two with one route the first answers."""
    found: dict[str, Url] = {}
    for url in _walk(get_resolver("kliqs.web.dashboard.urls"), ""):
        found.setdefault(url.route, url)
    return list(found.values())


def _walk(resolver: URLResolver, before: str) -> Iterator[Url]:
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each, route)
        elif isinstance(each, URLPattern):
            yield Url(route)


def _groups(route: str, name: str) -> list[str]:
    """`(?P<name>…)` as it stands in the route."""
    start = route.find(f"(?P<{name}>")
    return [] if start < 0 else [route[start : route.index(")", start) + 1]]
