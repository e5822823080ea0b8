"""Deleting a workspace and an account in the dashboard: asked twice, told by mail, obeyed at once."""

import secrets
from urllib.parse import quote

from cast import VPS
from running.server import Server
from running.servers import Servers
from running.waiting import eventually
from web.test_accounts import PASSWORD, confirm, mails, sign_in, sign_up
from web.test_members_page import joined, owner_of
from web.visitor import Visitor, signed_in

WORKSPACE = "/settings/workspace/delete"
ACCOUNT = "/settings/profile/delete"


def prove(person: Visitor, password: str = PASSWORD) -> None:
    """Show the password once more."""
    person.submit("/account/reauthenticate/?next=/settings", to="/account/reauthenticate/", password=password)


def visits(server: Server, slug: str) -> int:
    return server.visit(f"/{slug}").status_code


def test_a_deleted_workspace_is_gone_in_every_process_and_its_slugs_stay_taken(start_server: Servers) -> None:
    server = start_server(workers=2)
    account = server.account("pemilik@example.com")
    api, slug = server.api(account.key), "toko"
    assert api.post("/links", json={"url": VPS, "slug": slug}).status_code == 201
    owner = signed_in(server, account.email)
    owner.submit("/settings/workspace", name="Toko Budi")
    person = joined(server, owner)[1]
    assert "Toko Budi" in person.get("/").text
    for _ in range(20):
        assert visits(server, slug) == 302
    page = owner.get(WORKSPACE).text
    assert "1 link stops leading anywhere" in page
    assert "1 other person loses access" in page
    assert owner.submit(WORKSPACE, name="Toko Ani").status_code == 422
    assert visits(server, slug) == 302

    assert owner.submit(WORKSPACE, name="Toko Budi").headers["Location"] == "/"
    eventually(lambda: {visits(server, slug) for _ in range(20)} == {410}, within_s=5)
    assert server.visit(f"/{slug}+").status_code == 410
    assert {api.get("/links").status_code for _ in range(10)} == {401}
    assert owner.get("/").headers["Location"] == "/workspaces/new"
    assert "Toko Budi" not in person.get("/").text
    answer = server.api(server.key()).post("/links", json={"url": VPS, "slug": slug})
    assert answer.json()["error"] == "SLUG_ALREADY_EXISTS"
    subject, text = mails(server, account.email)[-1]
    assert subject == "Toko Budi on Kliqs is deleted"
    assert f"{account.email} has deleted" in text
    assert server.kliqs("doctor", check=False).returncode == 0


def test_members_cannot(server: Server) -> None:
    _, owner = owner_of(server)
    _, person = joined(server, owner)
    assert person.get(WORKSPACE).status_code == 403
    assert person.submit("/settings", to=WORKSPACE, name="x").status_code == 403
    assert WORKSPACE not in person.get("/settings/workspace").text


def test_the_password_is_asked_again(server: Server) -> None:
    email = f"{secrets.token_hex(4)}@example.com"
    confirm(server, sign_up(server, email), email)
    person = sign_in(server, email)
    for path in (WORKSPACE, ACCOUNT):
        assert person.get(path).headers["Location"] == f"/account/reauthenticate/?next={quote(path, safe='')}"
        assert person.submit("/settings", to=path, name=email, email=email).status_code == 302
        assert person.get("/").status_code == 200, "everything is still there"
    prove(person, "not the password")
    assert person.get(ACCOUNT).status_code == 302
    prove(person)
    assert person.get(ACCOUNT).status_code == 200


def test_an_account_goes_with_its_sessions_and_says_goodbye(server: Server) -> None:
    email = f"{secrets.token_hex(4)}@example.com"
    confirm(server, sign_up(server, email, "id"), email)
    person, elsewhere = sign_in(server, email), sign_in(server, email)
    prove(person)
    assert f"“{email}” ikut dihapus" in person.get(ACCOUNT).text
    assert person.submit(ACCOUNT, email="bukan@example.com").status_code == 422
    answer = person.submit(ACCOUNT, email=email)
    assert answer.headers["Location"] == "/account/login/", answer.text
    assert "Akunmu sudah dihapus" in person.get("/account/login/").text
    for each in (person, elsewhere):
        assert each.get("/").status_code == 302
    assert mails(server, email)[-1][0] == "Akun Kliqs-mu sudah dihapus"
    assert sign_in(server, email).get("/").status_code == 302
    sign_up(server, email)  # the address is free again


def test_the_only_owner_of_others_reads_what_to_do(server: Server) -> None:
    email, owner = owner_of(server)
    joined(server, owner)
    page = owner.get(ACCOUNT).text
    assert "you are their only owner" in page
    assert "Delete my account for good" not in page
    owner.submit("/settings", to=ACCOUNT, email=email)
    assert owner.get("/").status_code == 200
