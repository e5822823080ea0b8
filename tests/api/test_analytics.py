"""What happened to links, over the API: counts in all, over time, by dimension; clicks one by one and as they come."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest

from cast import VPS, slug
from running.answers import created, found, refused
from running.server import Server
from running.waiting import eventually

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"
ROW = ("value", "human", "preview", "bot", "visitors")


class Shop:
    """Two links; three clicks of people, one preview, one bot."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.api = server.api(server.key())
        self.shoes, self.hat = slug("sepatu"), slug("topi")
        self.ids = [created(self.api.post("/links", json={"url": VPS, "slug": each}))["id"] for each in self.slugs]
        for each, agent in ((self.shoes, PHONE), (self.shoes, WINDOWS), (self.hat, PHONE)):
            self.visit(each, agent)
        self.visit(self.shoes, "WhatsApp/2.24.20.89 A")
        self.visit(self.shoes, "curl/8.5.0")
        eventually(lambda: sum(self.rows(kind=["human", "preview", "bot"])[0][1:4]) == 5, within_s=30)

    @property
    def slugs(self) -> tuple[str, str]:
        return self.shoes, self.hat

    def visit(self, slug: str, agent: str) -> None:
        self.server.visit(f"/{slug}", **{"User-Agent": agent})

    def rows(self, **query: Any) -> list[tuple[Any, ...]]:
        return [tuple(row[name] for name in ROW) for row in found(self.ask(**query))["rows"]]

    def ask(self, path: str = "/analytics", **query: Any) -> httpx.Response:
        return self.api.get(path, params=query)


@pytest.fixture(scope="module")
def shop(server: Server) -> Shop:
    return Shop(server)


def test_everything_in_one_row(shop: Shop) -> None:
    assert shop.rows() == [("", 3, 0, 0, 2)]
    assert shop.rows(kind=["preview", "bot"]) == [("", 0, 1, 1, 0)]


def test_groups_filters_and_exclusions(shop: Shop) -> None:
    first, second = shop.ids
    assert shop.rows(group_by="link") == [(first, 2, 0, 0, 2), (second, 1, 0, 0, 1)]
    assert shop.rows(group_by="device", filter=[f"link:{first}"]) == [("desktop", 1, 0, 0, 1), ("phone", 1, 0, 0, 1)]
    assert shop.rows(group_by="device", filter=f"link:{first}", exclude="browser:Firefox") == [("phone", 1, 0, 0, 1)]
    assert shop.rows(group_by="preview_app", kind="preview") == [("WhatsApp", 0, 1, 0, 0)]
    assert shop.rows(group_by="preview_app") == shop.rows(group_by="preview_app", filter="preview_app:WhatsApp")
    assert shop.rows(filter="bot:curl") == [("", 0, 0, 1, 0)]
    assert shop.rows(exclude=["bot:", "preview_app:"]) == shop.rows()
    assert [click["app"] for click in shop.ask("/clicks", filter="bot:curl").json()["data"]] == ["curl"]


def test_series_have_every_bucket_in_the_zone_asked_for(shop: Shop) -> None:
    rows = found(shop.ask(group_by="day", zone="Asia/Jakarta"))["rows"]
    assert len(rows) in (30, 31)
    assert all(row["start"].endswith("T00:00:00+07:00") for row in rows)
    assert sum(row["human"] for row in rows) == 3


def test_the_period_before_is_told_when_asked_for(shop: Shop) -> None:
    now = datetime.now(UTC)
    later = {"since": (now + timedelta(minutes=1)).isoformat(), "until": (now + timedelta(hours=2)).isoformat()}
    (row,) = found(shop.ask(compare="true", **later))["rows"]
    assert (row["human"], row["before"]["human"]) == (0, 3)
    for unit in ("hour", "day", "month"):
        rows = found(shop.ask(compare="true", group_by=unit, zone="Asia/Kolkata", **later))["rows"]
        assert sum(row["before"]["human"] for row in rows) == 3, unit


def test_what_was_dropped_is_not_told_as_if_it_were_all(server: Server) -> None:
    account = server.account()
    api, now = server.api(account.key), datetime.now(UTC)
    cut = (now + timedelta(days=2)).date()  # a workspace of today has nothing older that could have been dropped
    with server.database() as db:
        db.execute("INSERT INTO clicks_rawkept (workspace_id, since) VALUES (?, ?)", (account.workspace_id, str(cut)))
    period = {"since": (now + timedelta(days=3)).isoformat(), "until": (now + timedelta(days=5)).isoformat()}
    query = {"compare": "true", "filter": ["os:Android", "country:ID"], **period}
    whole = found(api.get("/analytics", params=query))
    assert (whole["is_whole"], whole["rows"][0]["before"]) == (True, None)
    days = found(api.get("/analytics", params=query | {"group_by": "day"}))["rows"]
    assert {row["before"] for row in days} == {None}
    clicks = api.get("/clicks").json()
    assert (clicks["told_from"], clicks["is_whole"]) == (f"{cut}T00:00:00Z", False)
    clicks = api.get("/clicks", params=period).json()
    assert (clicks["told_from"][:19], clicks["is_whole"]) == (period["since"][:19], True)


def test_pages_of_values_follow_each_other(shop: Shop) -> None:
    first = shop.ask(group_by="link", limit=1).json()
    second = shop.ask(group_by="link", limit=1, cursor=first["next_cursor"]).json()
    assert [row["value"] for page in (first, second) for row in page["data"]["rows"]] == shop.ids
    assert (first["has_more"], second["has_more"]) == (True, False)


def test_pages_of_a_ranking_stay_one_while_clicks_arrive(server: Server) -> None:
    api, names = server.api(server.key()), [slug(each) for each in ("sepatu", "topi", "tas")]
    ids = {name: created(api.post("/links", json={"url": VPS, "slug": name}))["id"] for name in names}

    def visit(*visited: str) -> None:
        seen = found(api.get("/analytics"))["rows"][0]["human"]
        for name in visited:
            server.visit(f"/{name}", **{"User-Agent": PHONE})
        eventually(lambda: found(api.get("/analytics"))["rows"][0]["human"] == seen + len(visited), within_s=30)

    first, second, third = names
    visit(first, first, first, second, second, third)
    query = {"group_by": "link", "limit": "1", "filter": "device:phone"}
    page = api.get("/analytics", params=query).json()
    told = [page]
    visit(third, third, third)
    while page["next_cursor"]:
        page = api.get("/analytics", params=query | {"cursor": page["next_cursor"]}).json()
        told.append(page)
    rows = [(row["value"], row["human"]) for page in told for row in page["data"]["rows"]]
    assert rows == [(ids[first], 3), (ids[second], 2), (ids[third], 1)]
    assert len({(page["data"]["since"], page["data"]["until"]) for page in told}) == 1
    cursor = told[0]["next_cursor"]
    wider = {"limit": "2", "cursor": cursor}
    assert len(found(api.get("/analytics", params=query | wider))["rows"]) == 2
    for other in ({"group_by": "country"}, {"filter": "device:tablet"}, {"zone": "Asia/Jakarta"}, {"compare": "true"}):
        refused(api.get("/analytics", params=query | {"cursor": cursor} | other), "INVALID_REQUEST", "cursor")


@pytest.mark.parametrize(
    "place",
    [[-1, 0, 1, ""], [0, 1, 0, ""], [0, 0, 10**18, ""], [0, -(10**18), 1, ""], [0, 0, 1, ""], [0, 0], 7, {"start": 0}],
)
def test_a_made_up_place_in_a_ranking_is_refused(shop: Shop, place: object) -> None:
    cursor = base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")
    refused(shop.ask(group_by="link", cursor=cursor), "INVALID_REQUEST", "cursor")


def test_an_answer_says_how_many_values_there_are_also_beyond_what_it_lists(server: Server) -> None:
    api, name = server.api(server.key()), slug("kampanye")
    created(api.post("/links", json={"url": VPS, "slug": name}))
    visits = (
        f"GET /{name}?utm_term=t{number} HTTP/1.1\r\nHost: {server.domain}\r\nUser-Agent: {PHONE}\r\n\r\n"
        for number in range(1_003)
    )
    server.raw("".join(visits).encode() + b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    query = {"group_by": "utm_term", "limit": "600"}
    eventually(lambda: found(api.get("/analytics"))["rows"][0]["human"] == 1_003, within_s=30)
    first = api.get("/analytics", params=query).json()
    last = api.get("/analytics", params=query | {"cursor": first["next_cursor"]}).json()
    assert [len(page["data"]["rows"]) for page in (first, last)] == [600, 400]
    assert [page["data"]["values"] for page in (first, last)] == [1_003, 1_003]
    assert (first["has_more"], last["has_more"]) == (True, False)
    assert found(api.get("/analytics"))["values"] is None
    assert found(api.get("/analytics", params={"group_by": "day"}))["values"] is None


@pytest.mark.parametrize(
    ("field", "query"),
    [
        ("zone", {"zone": "Mars/Olympus"}),
        ("zone", {"zone": "localtime"}),
        ("zone", {"zone": "posix/Asia/Jakarta", "since": "2026-02-01T00:00:00"}),
        ("until", {"until": "0001-01-05T00:00:00Z"}),
        ("since", {"since": "0001-01-01", "compare": "true"}),
        ("since", {"since": "1000-01-01T00:00:00Z", "until": "2026-01-01T00:00:00Z", "compare": "true"}),
        ("since", {"since": "1969-12-31T23:59:59Z"}),
        ("until", {"until": "2101-01-01T00:00:01Z"}),
        (
            "since",
            {
                "since": "0001-01-01T00:00:00Z",
                "until": "0001-01-03T00:00:00Z",
                "group_by": "day",
                "zone": "America/New_York",
            },
        ),
        ("since", {"since": "2026-02-01 00:00:00 seven"}),
        ("group_by", {"group_by": "mood"}),
        ("filter", {"filter": "mood:good"}),
        ("filter", {"filter": "country"}),
        ("kind", {"kind": "cat"}),
        ("since", {"since": "yesterday"}),
        (None, {"since": "2026-02-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}),
        ("cursor", {"cursor": "made-up"}),
        ("limit", {"limit": "0"}),
    ],
)
def test_what_cannot_be_asked_is_refused(shop: Shop, field: str | None, query: dict[str, str]) -> None:
    refused(shop.ask(**query), "INVALID_REQUEST", field)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Jakarta", "America/New_York"])
@pytest.mark.parametrize("unit", ["hour", "day", "week", "month"])
def test_the_ends_of_the_calendar_are_no_failure(shop: Shop, unit: str, zone: str) -> None:
    last = {"since": "9999-12-31T00:00:00Z", "until": "9999-12-31T23:59:59Z"}
    refused(shop.ask(group_by=unit, zone=zone, **last), "INVALID_REQUEST", "since")
    for since, until in (("1970-01-01T00:00:00Z", "1970-03-01T00:00:00Z"), ("2100-12-01", "2101-01-01T00:00:00Z")):
        rows = found(shop.ask(group_by=unit, zone=zone, compare="true", since=since, until=until))["rows"]
        assert {(row["human"], row["before"]["human"]) for row in rows} == {(0, 0)}


def test_the_widest_period_can_be_compared_with_the_one_before_it(shop: Shop) -> None:
    widest = {"since": "1970-01-01T00:00:00Z", "until": "2101-01-01T00:00:00Z", "compare": "true"}
    for grouping in ({}, {"group_by": "device"}, {"group_by": "link"}):
        rows = found(shop.ask(**grouping, **widest))["rows"]
        assert sum(row["human"] for row in rows) >= 3
        assert sum(row["before"]["human"] for row in rows) == 0
    assert len(shop.ask("/clicks", **{name: widest[name] for name in ("since", "until")}).json()["data"]) >= 3
    early = found(shop.ask(until="1970-01-10T00:00:00Z"))
    assert (early["since"], early["rows"][0]["human"]) == ("1970-01-01T00:00:00Z", 0)


@pytest.mark.parametrize("ms", [10**18, -(10**18), -1])
def test_a_place_outside_of_time_is_refused(shop: Shop, ms: int) -> None:
    place = base64.urlsafe_b64encode(msgspec.json.encode([ms, "x"])).decode().rstrip("=")
    refused(shop.ask("/clicks", cursor=place), "INVALID_REQUEST", "cursor")
    refused(shop.ask("/clicks", cursor="made-up"), "INVALID_REQUEST", "cursor")
    refused(shop.ask("/clicks", until="0001-01-05"), "INVALID_REQUEST", "until")
    refused(shop.api.get("/stream", headers={"Last-Event-ID": place}), "INVALID_REQUEST")


@pytest.mark.parametrize("text", ["2026-06-01T07:00:00+07:00", "2026-06-01T07:00:00 07:00", "2026-06-01 07:00 0700"])
def test_a_plus_that_came_as_a_space_is_still_an_offset(shop: Shop, text: str) -> None:
    answer = found(shop.api.get(f"/analytics?since={text.replace(' ', '%20')}&until=2026-06-03+07:00"))
    assert (answer["since"], answer["until"]) == ("2026-06-01T00:00:00Z", "2026-06-03T07:00:00Z")


def test_clicks_come_one_by_one_newest_first_and_without_addresses(shop: Shop) -> None:
    first = shop.ask("/clicks", limit=2, kind=["human", "bot"]).json()
    second = shop.ask("/clicks", limit=2, kind=["human", "bot"], cursor=first["next_cursor"]).json()
    clicks = first["data"] + second["data"]
    assert [click["kind"] for click in clicks] == ["bot", "human", "human", "human"]
    assert len({click["id"] for click in clicks}) == 4
    assert clicks[0]["link"] == shop.ids[0]
    assert "127.0.0.1" not in str(clicks)


def test_clicks_can_be_followed_and_taken_up_again(shop: Shop) -> None:
    with _following(shop) as told:
        shop.visit(shop.hat, f"{PHONE} live")
        event = next(told)
    assert msgspec.json.decode(event["data"])["slug"] == shop.hat
    shop.visit(shop.shoes, f"{PHONE} later")
    with _following(shop, event["id"]) as told:
        assert msgspec.json.decode(next(told)["data"])["slug"] == shop.shoes


def test_pages_and_their_buttons_have_names(server: Server) -> None:
    api, page = server.api(server.key()), slug("warung")
    menu = {"id": "menu", "type": "link", "label": "Menu", "url": VPS}
    body = {"slug": page, "profile": {"name": "Warung Ani"}, "blocks": [menu], "publish": True}
    created(api.post("/pages", json=body))
    for path in (page, f"{page}/~menu"):
        server.visit(f"/{path}", **{"User-Agent": PHONE})

    def labels() -> set[str]:
        return {row["label"] for row in found(api.get("/analytics", params={"group_by": "link"}))["rows"]}

    eventually(lambda: {page, f"{page} · Menu"} <= labels(), within_s=30)


def test_another_workspace_sees_none_of_it(shop: Shop, server: Server) -> None:
    other = server.api(server.key())
    rows = found(other.get("/analytics", params={"filter": f"link:{shop.ids[0]}"}))["rows"]
    assert rows[0]["human"] == 0
    assert other.get("/clicks").json()["data"] == []


@contextmanager
def _following(shop: Shop, after: str = "") -> Iterator[Iterator[dict[str, str]]]:
    headers = {"Last-Event-ID": after} if after else {}
    with shop.api.stream("GET", "/stream", params={"seconds": 30}, headers=headers) as answer:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        yield _events(answer)


def _events(answer: httpx.Response) -> Iterator[dict[str, str]]:
    event: dict[str, str] = {}
    for line in answer.iter_lines():
        name, _, value = line.partition(": ")
        if name in ("data", "id"):
            event[name] = value
        if not line and "data" in event:
            yield event
            event = {}
