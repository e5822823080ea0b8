"""`kliqs link`, beside a running server."""

import json

from cast import SHOES, VPS, slug
from running.server import Server
from running.waiting import eventually


def test_a_created_link_answers_at_once(server: Server) -> None:
    account, name = server.account(), slug()
    assert server.visit(f"/{name}").status_code == 404  # and the server remembers that for a while
    done = server.kliqs("link", "create", VPS, "--email", account.email, "--slug", name)
    assert done.stdout == f"http://{server.domain}/{name}\n"
    assert server.visit(f"/{name}").headers["location"] == VPS


def test_links_made_here_cost_no_requests_and_fill_the_plan(server: Server) -> None:
    account = server.account(plan="free")
    for _ in range(5):
        server.kliqs("link", "create", SHOES, "--email", account.email)
    sixth = server.kliqs("link", "create", SHOES, "--email", account.email, check=False)
    assert sixth.returncode == 1
    assert "as many links as its plan allows" in sixth.stderr
    usage = server.api(account.key).get("/usage").json()["data"]
    assert (usage["requests"]["used"], usage["links"]["used"]) == (0, 5)


def test_a_spent_month_does_not_keep_the_owner_from_making_links(server: Server) -> None:
    account = server.account(plan="free")
    with server.database() as db:
        db.execute(
            "INSERT INTO accounts_monthlyusage (workspace_id, month, requests) VALUES (?, ?, ?)",
            (account.workspace_id, server.api(account.key).get("/usage").json()["data"]["month"], 30),
        )
    assert server.api(account.key).post("/links", json={"url": SHOES}).json()["error"] == "API_LIMIT_REACHED"
    server.kliqs("link", "create", SHOES, "--email", account.email)
    assert server.api(account.key).get("/usage").json()["data"]["requests"]["used"] == 30


def test_every_problem_is_told_in_one_line(server: Server) -> None:
    account = server.account()
    done = server.kliqs("link", "create", "ftp://x", "--email", account.email, "--slug", "a b", check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("kliqs: url: ")
    assert "slug: " in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_taken_slug_is_refused(server: Server) -> None:
    account, name = server.account(), slug()
    server.kliqs("link", "create", VPS, "--email", account.email, "--slug", name)
    again = server.kliqs("link", "create", VPS, "--email", account.email, "--slug", name.upper(), check=False)
    assert (again.returncode, again.stderr) == (1, f"kliqs: The slug '{name}' is already taken.\n")


def test_a_password_is_read_and_never_an_argument(server: Server) -> None:
    account, name = server.account(), slug()
    arguments = ("link", "create", VPS, "--email", account.email, "--slug", name, "--ask-password", "--json")
    made = json.loads(server.kliqs(*arguments, stdin="kopi tubruk\n").stdout)
    assert made["has_password"] is True
    assert server.visit(f"/{name}").status_code == 200
    unlocked = server.visit(f"/{name}", method="GET")
    assert "location" not in unlocked.headers


def test_show_counts_clicks(server: Server) -> None:
    account, name = server.account(), slug()
    server.kliqs("link", "create", VPS, "--email", account.email, "--slug", name)
    server.visit(f"/{name}", **{"User-Agent": "curl/8.5.0"})

    def bot_clicks() -> int:
        shown = server.kliqs("link", "show", name, "--email", account.email, "--json").stdout
        return int(json.loads(shown)["clicks"]["bot"])

    assert eventually(bot_clicks) == 1


def test_list_shows_the_newest_first_and_only_ones_own(server: Server) -> None:
    account, stranger = server.account(), server.account()
    names = [slug(), slug()]
    for name in names:
        server.kliqs("link", "create", VPS, "--email", account.email, "--slug", name)
    listed = json.loads(server.kliqs("link", "list", "--email", account.email, "--json").stdout)
    assert [link["short_code"] for link in listed] == names[::-1]
    assert json.loads(server.kliqs("link", "list", "--email", stranger.email, "--json").stdout) == []
    shown = server.kliqs("link", "show", names[0], "--email", stranger.email, check=False)
    assert shown.returncode == 1
