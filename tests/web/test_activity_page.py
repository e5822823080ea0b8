"""Settings, activity: what owners see of everybody and others of themselves, filters, pages, the person's zone."""

import re
import secrets

import pytest

from running.server import Server
from web.test_members_page import joined, owner_of
from web.visitor import Visitor, signed_in

PAGE = "/settings/activity"
LINE = re.compile(r'<p class="activity-text">(.*?)</p>', re.DOTALL)


def lines(person: Visitor, query: str = "") -> list[str]:
    page = person.get(PAGE + query)
    assert page.status_code == 200, page.text
    return [re.sub(r"<[^>]+>", "", text).strip() for text in LINE.findall(page.text)]


def test_an_owner_reads_what_was_done_newest_first(server: Server) -> None:
    email, owner = owner_of(server)
    owner.submit("/settings/api-keys", name="Kasir", lasts="never")
    server.kliqs("plan", "set", "business", "--email", email)
    server.kliqs("user", "login-link", "--email", email)
    link, newest, key, signed_in, *_ = lines(owner)
    assert newest == "Whoever runs this Kliqs changed the plan from Pro to Business"
    assert key.startswith(f"{email} made the API key Kasir (kliqs_sk_live_")
    assert signed_in == f"{email} signed in"
    assert link == f"Whoever runs this Kliqs made a login link for {email}"


def test_members_read_their_own_deeds_alone(server: Server) -> None:
    boss, owner = owner_of(server)
    email, person = joined(server, owner)
    seen = lines(person)
    assert f"{email} joined as Member" in seen
    assert [line for line in seen if boss in line] == []
    assert lines(person, f"?who={boss}") == seen, "asking for somebody else shows nothing more"


def test_sign_ins_of_members_are_seen_by_each_of_their_workspaces(server: Server) -> None:
    _, owner = owner_of(server)
    email, person = joined(server, owner)
    person.submit("/", to="/sign-out")
    assert f"{email} signed out" in lines(owner)


def test_deeds_are_filtered_by_kind_and_person(server: Server) -> None:
    boss, owner = owner_of(server)
    email, _ = joined(server, owner)
    assert lines(owner, "?kind=people") == [
        f"{email} joined as Member",
        f"{boss} invited {email} as Member",
    ]
    assert lines(owner, f"?kind=people&who={email}") == [f"{email} joined as Member"]
    assert "Nothing like this" in owner.get(f"{PAGE}?kind=links").text


def test_older_deeds_come_by_cursor_and_none_twice(server: Server) -> None:
    account = server.account(f"{secrets.token_hex(4)}@example.com")
    owner = signed_in(server, account.email)
    with server.database() as db:
        for number in range(120):
            db.execute(
                "INSERT INTO events_auditentry (workspace_id, actor, action, subject, details) VALUES (?, ?, ?, ?, ?)",
                (account.workspace_id, account.email, "link.deleted", f"slug-{number:03d}", '{"count": 1}'),
            )
    seen: list[str] = []
    query: str | None = "?kind=links"
    while query is not None:
        page = owner.get(PAGE + query)
        seen += LINE.findall(page.text)
        following = re.search(r'href="(\?[^"]+)" rel="next"', page.text)
        query = following and following[1].replace("&amp;", "&")
    assert re.findall(r"slug-(\d+)", " ".join(seen)) == [f"{number:03d}" for number in reversed(range(120))]
    assert owner.get(f"{PAGE}?before=a").status_code == 200


def test_times_are_the_persons(server: Server) -> None:
    email, owner = owner_of(server)
    owner.submit("/settings/profile", name="", language="id", time_zone="Asia/Jayapura")
    page = owner.get(PAGE).text
    assert re.search(r">\d\d:\d\d WIT<", page)
    assert f"<b>{email}</b> masuk" in page


@pytest.mark.any_engine
def test_another_workspace_sees_nothing_of_it(server: Server) -> None:
    boss, _ = owner_of(server)
    _, stranger = owner_of(server, "dewi")
    assert boss not in " ".join(lines(stranger))
