"""The pages of every surface, for tests of what holds for each of them."""

import re

from cast import VPS
from cast import slug as fresh_slug
from running.server import Server
from web.visitor import Visitor, signed_in

PUBLIC = [
    "/nothing-here",
    "/nothing-here+",
    "/open+",
    "/locked",
    "/locked+",
    "/a/b",
    "/login",
    "/report",
    "/report?link=open",
    "/report/thanks",
]
SITES = ["/", "/en", "/id", "/no-such-page"]  # of home and docs
HOME = ["/privacy", "/id/terms", "/status"]
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
    "/pages/import",
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
    "/account/2fa/totp/activate/",
    "/account/2fa/webauthn/add/",
    "/account/sessions/",
    "/workspaces/new",
]


def make_links(server: Server, email: str) -> None:
    """What `PUBLIC` names, in a workspace of that person."""
    api = server.api(server.key(email))
    api.post("/links", json={"url": VPS, "slug": "open", "title": "VPS Murah", "tags": ["promo"], "notes": "Besok"})
    api.post("/links", json={"url": VPS, "slug": "locked", "password": "kopi"})


def make_office(server: Server, boss: str) -> list[str]:
    """Put something into every list of the back office, after `make_links`; that person joins the staff. Returns the
    paths of its pages."""
    with server.database() as db:
        db.execute("UPDATE accounts_user SET is_staff = ? WHERE email = ?", (True, boss))
        found = "SELECT target FROM routes_route WHERE slug = ?"
        reported, decided = (db.execute(found, (slug,)).fetchone()[0] for slug in ("open", "locked"))
        sql = (
            "SELECT link.workspace_id, member.user_id FROM links_link AS link"
            " JOIN accounts_member AS member ON member.workspace_id = link.workspace_id WHERE link.id = ?"
        )
        workspace, person = db.execute(sql, (reported,)).fetchone()
    visitor, office = Visitor(server), signed_in(server, boss)
    for slug in ("open", "locked"):
        visitor.submit("/report", link=slug, reason="phishing", details="Minta kode OTP.")
    decide = f"/office/reports/{decided}"
    office.submit(decide, f"{decide}/resolve", decision="dismissed", reason="")
    office.submit("/office/hosts", "/office/hosts/block", host="penipu.example", reason="Phishing.")
    return [
        "/office",
        "/office/reports",
        "/office/reports?status=resolved",
        f"/office/reports/{reported}",
        "/office/links",
        "/office/links?q=nothing.example",
        f"/office/links/{reported}",
        "/office/workspaces",
        f"/office/workspaces/{workspace}",
        "/office/people",
        f"/office/people/{person}",
        "/office/hosts",
        "/office/audit",
    ]


def make_page(owner: Visitor) -> list[str]:
    """A bio page with a block; returns the paths of its editor."""
    home = owner.submit("/pages/new", name="Warung Ani", slug=fresh_slug("warung")).headers["Location"]
    owner.submit(f"{home}/new-block?kind=link", label="Menu", url=VPS)
    owner.submit(home, to=f"{home}/publish")
    (block,) = re.findall(r'data-block="(\w+)"', owner.get(home).text)
    parts = ("", "/look", "/options", "/numbers", "/versions", "/share", "/qr", "/new-block", "/new-block?kind=product")
    return [f"{home}{part}" for part in (*parts, "/new-block?kind=faq", f"/blocks/{block}")]
