"""The month's usage as its owner sees it: exact, day by day, with the plan's limits and when it starts again."""

import re
from datetime import date

from cast import BUDI, SARI, VPS
from kliqs.web.dashboard.usage import HEIGHT, LEAST, draw
from running.crowd import all_at_once, create_request, statuses
from running.server import Server
from web.visitor import signed_in


def test_the_days_add_up_to_the_month_under_concurrency(server: Server) -> None:
    account = server.account(SARI, plan="pro")
    outcomes = all_at_once([server], [create_request(account.key, {"url": VPS}) for _ in range(60)])
    assert statuses(outcomes) == {201: 60}
    with server.database() as connection:
        days = connection.execute(
            "SELECT sum(requests) FROM accounts_dailyusage WHERE workspace_id = ?", (account.workspace_id,)
        ).fetchone()
        month = connection.execute(
            "SELECT requests FROM accounts_monthlyusage WHERE workspace_id = ?", (account.workspace_id,)
        ).fetchone()
    assert days[0] == month[0] == 60
    page = signed_in(server, SARI).get("/usage").text
    assert re.search(r"60\s*<span class=\"stat-of\">of 10,000", page)
    assert "Pro plan" in page
    assert "UTC, which is" in page
    assert "Asia/Jakarta" in page


def test_a_spent_limit_is_told_with_what_to_do(server: Server) -> None:
    account = server.account(BUDI, plan="free")
    for _ in range(5):
        assert server.api(account.key).post("/links", json={"url": VPS}).status_code == 201
    page = signed_in(server, BUDI).get("/usage").text
    assert "A limit of the plan is reached." in page
    assert "yours" in page


def test_bars_are_as_high_as_their_days_are_busy() -> None:
    days = [(date(2026, 11, day), requests) for day, requests in ((1, 0), (2, 1), (3, 500), (4, 1_000))]
    bars = draw(days, date(2026, 11, 3))
    assert [bar.height for bar in bars] == [0, LEAST, HEIGHT // 2, HEIGHT]
    assert [bar.is_today for bar in bars] == [False, False, True, False]
    assert draw([], date(2026, 11, 3)) == []


def test_every_page_tells_of_a_limit_that_is_near(server: Server) -> None:
    account = server.account("near@example.com", plan="free")
    person = signed_in(server, account.email)
    assert "links of the plan are used" not in person.get("/settings").text
    for links, words in ((4, "4 of 5 links of the plan are used"), (5, "All 5 links of the plan are used")):
        with server.database() as database:
            database.execute("UPDATE accounts_workspace SET link_count = ? WHERE id = ?", (links, account.workspace_id))
        assert all(words in person.get(page).text for page in ("/", "/settings", "/account/email/"))
