"""The operator's back office: for staff alone, every deed by the domain's rules, every deed written down."""

import re
import secrets
from typing import Any

import pytest

from cast import VPS, slug
from running.answers import created, refused
from running.server import Server
from running.waiting import eventually
from web.visitor import Visitor, signed_in

PAGES = ["", "/reports", "/reports?status=resolved", "/links", "/workspaces", "/people", "/hosts", "/audit"]
REASON = "Fake <b>shops</b>."


@pytest.fixture(scope="module")
def boss(server: Server) -> tuple[str, Visitor]:
    """Somebody of the staff, signed in."""
    email = f"operator-{secrets.token_hex(4)}@example.com"
    server.key(email)
    server.kliqs("user", "staff", "--email", email)
    return email, signed_in(server, email)


def made(server: Server, key: str, **values: Any) -> str:
    return str(created(server.api(key).post("/links", json={"url": VPS, "slug": slug(), **values}))["short_code"])


def link_id(server: Server, name: str) -> int:
    with server.database() as db:
        return int(db.execute("SELECT target FROM routes_route WHERE slug = ?", (name,)).fetchone()[0])


def written(server: Server, actor: str) -> list[str]:
    with server.database() as db:
        rows = db.execute("SELECT action FROM events_auditentry WHERE actor = ? ORDER BY id", (actor,)).fetchall()
    return [row[0] for row in rows if not row[0].startswith("account.")]


def test_nobody_but_staff_finds_it(server: Server, boss: tuple[str, Visitor]) -> None:
    person, stranger = signed_in(server, server.account().email), Visitor(server, f"dash.{server.domain}")
    assert "/office" not in person.get("/").text
    assert "/office" in boss[1].get("/").text
    for page in PAGES:
        assert boss[1].get(f"/office{page}").status_code == 200, page
        assert person.get(f"/office{page}").status_code == 404, page
        assert "/account/login/" in stranger.get(f"/office{page}").headers["Location"], page
    account = server.account()
    number = link_id(server, made(server, account.key))
    for path in (
        f"/links/{number}/disable",
        f"/workspaces/{account.workspace_id}/plan",
        "/hosts/block",
        "/people/1/disable",
    ):
        answer = person.submit(
            "/settings/workspace", to=f"/office{path}", reason=REASON, plan="business", host="a.example"
        )
        assert answer.status_code == 404, path
    assert server.api(account.key).get("/usage").json()["data"]["plan"] == "pro"


def test_a_link_is_found_by_its_host_and_switched_off_and_on(server: Server, boss: tuple[str, Visitor]) -> None:
    email, office = boss
    host = f"{secrets.token_hex(4)}.example"
    name = made(server, server.key(), url=f"https://login.{host}/a")
    other = made(server, server.key(), url=f"https://not{host}/")
    for asked in (host, f"https://LOGIN.{host}/b", name, f"{server.domain}/{name.upper()}+"):
        found = office.get(f"/office/links?q={asked.replace('+', '%2B')}").text
        assert name in found, asked
        assert other not in found, asked
    path = f"/office/links/{link_id(server, name)}"
    office.submit(path, f"{path}/disable", reason=" ")
    assert server.visit(f"/{name}").status_code == 302, "not without a reason"
    office.submit(path, f"{path}/disable", reason=REASON)
    eventually(lambda: server.visit(f"/{name}").status_code == 410)
    assert "Fake &lt;b&gt;shops&lt;/b&gt;." in office.get(path).text
    assert name in office.get(f"/office/links?status=disabled&q={host}").text
    office.submit(path, f"{path}/enable")
    eventually(lambda: server.visit(f"/{name}").status_code == 302)
    assert written(server, email)[-2:] == ["link.disabled", "link.enabled"]


def test_a_workspace_gets_another_plan_and_is_shut_and_opened(server: Server, boss: tuple[str, Visitor]) -> None:
    email, office = boss
    account = server.account(plan="free")
    api, name = server.api(account.key), made(server, account.key)
    path = f"/office/workspaces/{account.workspace_id}"
    assert account.email in office.get(f"/office/workspaces?q={account.email}").text
    page = office.get(path).text
    assert account.email in page
    assert account.key not in page
    office.submit(path, f"{path}/plan", plan="business")
    eventually(lambda: api.get("/usage").json()["data"]["plan"] == "business")
    office.submit(path, f"{path}/disable", reason=REASON)
    eventually(lambda: server.visit(f"/{name}").status_code == 410)
    eventually(lambda: refused(api.get("/usage"), "ACCOUNT_DISABLED"))
    office.submit(path, f"{path}/enable")
    eventually(lambda: server.visit(f"/{name}").status_code == 302)
    assert written(server, email)[-3:] == ["workspace.plan_changed", "workspace.disabled", "workspace.enabled"]


def test_a_person_goes_down_with_the_workspaces_that_are_theirs_alone(
    server: Server, boss: tuple[str, Visitor]
) -> None:
    email, office = boss
    account = server.account()
    person, name = signed_in(server, account.email), made(server, account.key)
    found = re.search(r'href="(/office/people/\d+)"', office.get(f"/office/people?q={account.email}").text)
    assert found is not None
    office.submit(found[1], f"{found[1]}/disable", reason=REASON, workspaces="on")
    assert person.get("/links").status_code == 302
    eventually(lambda: server.visit(f"/{name}").status_code == 410)
    office.submit(found[1], f"{found[1]}/enable")
    assert written(server, email)[-3:] == ["user.disabled", "workspace.disabled", "user.enabled"]


def test_a_host_is_blocked_with_the_links_that_lead_there(server: Server, boss: tuple[str, Visitor]) -> None:
    email, office = boss
    host, key = f"{secrets.token_hex(4)}.example", server.key()
    name = made(server, key, url=f"https://{host}/a")
    assert office.submit("/office/hosts", "/office/hosts/block", host="no host", reason=REASON).status_code == 422
    office.submit("/office/hosts", "/office/hosts/block", host=host.upper(), reason=REASON, disable_links="on")
    eventually(lambda: server.visit(f"/{name}").status_code == 410)
    eventually(lambda: refused(server.api(key).post("/links", json={"url": f"https://{host}"}), "UNSAFE_URL", "url"))
    office.submit("/office/hosts", "/office/hosts/unblock", host=host)
    eventually(lambda: server.api(key).post("/links", json={"url": f"https://{host}"}).status_code == 201)
    assert written(server, email)[-3:] == ["host.blocked", "link.disabled", "host.unblocked"]


def test_a_deed_asks_for_the_password_once_more_and_is_then_done(server: Server, boss: tuple[str, Visitor]) -> None:
    """Who has none and no second step cannot be asked."""
    from web.test_accounts import PASSWORD, confirm, sign_in, sign_up

    email = f"operator-{secrets.token_hex(4)}@example.com"
    confirm(server, sign_up(server, email), email)
    server.kliqs("user", "staff", "--email", email)
    office, account = sign_in(server, email), server.account(plan="free")
    path = f"/office/workspaces/{account.workspace_id}"
    asked = office.submit(path, f"{path}/plan", plan="pro").headers["Location"]
    assert asked.startswith("/account/reauthenticate/")
    assert server.api(account.key).get("/usage").json()["data"]["plan"] == "free"
    office.submit(asked, password=PASSWORD)
    eventually(lambda: server.api(account.key).get("/usage").json()["data"]["plan"] == "pro")
