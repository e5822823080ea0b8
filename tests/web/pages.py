"""The pages of every surface, for tests of what holds for each of them."""

from cast import VPS
from running.server import Server

PUBLIC = ["/nothing-here", "/nothing-here+", "/open+", "/locked", "/locked+", "/a/b", "/login"]
SITES = ["/", "/en", "/id", "/no-such-page"]  # of home and docs
DOCS = ["/errors", "/getting-started", "/id/limits", "/id/self-hosting/settings"]
OPEN = [
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/login-link/made-up",
    "/invitations/made-up",
    "/no-such-page",
]
DASHBOARD = [
    "/",
    "/links",
    "/links/new",
    "/pages",
    "/pages/new",
    "/analytics",
    "/usage",
    "/settings",
    "/settings/api-keys",
    "/settings/api-keys/test",
    "/settings/members",
    "/settings/workspace",
    "/settings/activity",
    "/settings/export",
    "/settings/workspace/delete",
    "/settings/profile/delete",
    "/settings/profile",
    "/account/email/",
    "/account/password/set/",
    "/account/2fa/",
    "/account/sessions/",
    "/workspaces/new",
]


def make_links(server: Server, email: str) -> None:
    """What `PUBLIC` names, in a workspace of that person."""
    api = server.api(server.key(email))
    api.post("/links", json={"url": VPS, "slug": "open", "title": "VPS Murah", "tags": ["promo"], "notes": "Besok"})
    api.post("/links", json={"url": VPS, "slug": "locked", "password": "kopi"})
