"""`kliqs user`, beside a running server."""

import json

from running.server import Server


def test_create_makes_an_account_once(server: Server) -> None:
    for _ in range(2):
        server.kliqs("user", "create", "--email", "Wayan@Example.com", "--plan", "starter")
    users = [user for user in json.loads(server.kliqs("user", "list", "--json").stdout) if "wayan" in user["email"]]
    assert [(user["email"], user["plan"], user["links"]) for user in users] == [("wayan@example.com", "starter", 0)]


def test_a_login_link_leads_to_the_dashboard(server: Server) -> None:
    account = server.account()
    address = server.kliqs("user", "login-link", "--email", account.email).stdout.strip()
    host = f"dash.{server.domain}"
    assert address.startswith(f"http://{host}/login-link/")
    page = server.visit(address.removeprefix(f"http://{host}"), host=host)
    assert page.status_code == 200


def test_what_is_no_address_is_refused(server: Server) -> None:
    done = server.kliqs("user", "create", "--email", "nobody", check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
