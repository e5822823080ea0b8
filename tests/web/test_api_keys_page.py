"""Settings, API keys."""

import re

from cast import BUDI, DEWI
from kliqs.accounts.key_format import is_well_formed
from running.server import Server
from web.visitor import signed_in

PAGE = "/settings/api-keys"
KEY = re.compile(r"kliqs_sk_live_[0-9A-Za-z]{38}")


def test_a_new_key_is_shown_once_and_works(server: Server) -> None:
    server.key(BUDI)
    person = signed_in(server, BUDI)
    answer = person.submit(PAGE, name="production-server")
    key = KEY.findall(answer.text)[0]
    assert is_well_formed(key)
    assert f"Bearer {key}" in answer.text, "with a command to try it"
    assert "no-store" in answer.headers["Cache-Control"]
    assert server.api(key).get("/usage").status_code == 200
    later = person.get(PAGE).text
    assert key not in later
    assert "production-server" in later
    assert f"{key[:18]}…{key[-4:]}" in later


def test_a_key_needs_a_name(server: Server) -> None:
    server.key(BUDI)
    person = signed_in(server, BUDI)
    for name in ("", "   ", "x" * 81):
        answer = person.submit(PAGE, name=name)
        assert answer.status_code == 400
        assert "Give the key a name" in answer.text
        assert not KEY.search(answer.text)


def test_a_name_is_shown_as_text(server: Server) -> None:
    server.key(BUDI)
    answer = signed_in(server, BUDI).submit(PAGE, name="<b>toko</b>")
    assert "&lt;b&gt;toko&lt;/b&gt;" in answer.text
    assert "<b>toko" not in answer.text


def test_a_revoked_key_is_refused_by_the_next_request(server: Server) -> None:
    account = server.account(BUDI, name="old-server")
    api = server.api(account.key)
    assert api.get("/usage").status_code == 200
    person = signed_in(server, BUDI)
    person.submit(PAGE, to=f"{PAGE}/{account.key_id}/revoke")
    assert api.get("/usage").json()["error"] == "REVOKED_API_KEY"
    page = person.get(PAGE).text
    assert "“old-server” is revoked" in page
    assert f"{PAGE}/{account.key_id}/revoke" not in page


def test_nobody_sees_or_revokes_a_strangers_key(server: Server) -> None:
    account = server.account(DEWI, name="kedai")
    server.key(BUDI)
    stranger = signed_in(server, BUDI)
    assert "kedai" not in stranger.get(PAGE).text
    assert stranger.submit(PAGE, to=f"{PAGE}/{account.key_id}/revoke").status_code == 404
    assert server.api(account.key).get("/usage").status_code == 200


def test_a_viewer_sees_keys_but_changes_none(server: Server) -> None:
    account = server.account("boss@example.com", name="main")
    server.key("viewer@example.com")
    with server.database() as database:
        database.execute(
            "UPDATE accounts_member SET role = 'viewer', workspace_id = ?"
            " WHERE user_id = (SELECT id FROM accounts_user WHERE email = 'viewer@example.com')",
            (account.workspace_id,),
        )
    viewer = signed_in(server, "viewer@example.com")
    page = viewer.get(PAGE).text
    assert "main" in page
    assert "Create API key" not in page
    assert viewer.submit(PAGE, name="mine").status_code == 403
    assert viewer.submit(PAGE, to=f"{PAGE}/{account.key_id}/revoke").status_code == 403
    assert server.api(account.key).get("/usage").status_code == 200


def test_revoking_needs_the_form_of_this_page(server: Server) -> None:
    account = server.account(BUDI)
    person = signed_in(server, BUDI)
    assert person.get(f"{PAGE}/{account.key_id}/revoke").status_code == 405
    assert person.post(f"{PAGE}/{account.key_id}/revoke").status_code == 403
    assert server.api(account.key).get("/usage").status_code == 200
