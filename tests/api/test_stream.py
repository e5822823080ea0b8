"""Clicks as they come, over the API: none twice, none left out, and no longer than the key may see them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import msgspec

from cast import VPS, slug
from running.answers import created, found
from running.server import Server
from running.servers import Servers
from running.waiting import eventually

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"


class Follower:
    """A client for server-sent events, as far as its promises go: `last_id` is what it would come back with."""

    def __init__(self, answer: httpx.Response) -> None:
        self.last_id = ""
        self._lines = answer.iter_lines()

    def ids(self) -> Iterator[str]:
        """Waits for an id, with or without a click."""
        for line in self._lines:
            if line.startswith("id: "):
                self.last_id = line.removeprefix("id: ")
                yield self.last_id

    def clicks(self) -> Iterator[str]:
        """The `id` of each click; its own id is known by then."""
        click = ""
        for line in self._lines:
            if line.startswith("data: "):
                click = msgspec.json.decode(line.removeprefix("data: "))["id"]
            elif line.startswith("id: "):
                self.last_id = line.removeprefix("id: ")
            elif not line and click:
                yield click
                click = ""

    def ended(self) -> bool:
        """Reads to the end."""
        return all(True for _ in self._lines)


@contextmanager
def following(api: httpx.Client, after: str = "", seconds: int = 60) -> Iterator[Follower]:
    headers = {"Last-Event-ID": after} if after else {}
    with api.stream("GET", "/stream", params={"seconds": seconds}, headers=headers) as answer:
        assert answer.status_code == 200
        yield Follower(answer)


def shop(server: Server) -> tuple[httpx.Client, str]:
    api, name = server.api(server.key()), slug("sepatu")
    created(api.post("/links", json={"url": VPS, "slug": name}))
    return api, name


def visit(server: Server, name: str, times: int = 1) -> None:
    for _ in range(times):
        server.visit(f"/{name}", **{"User-Agent": PHONE})


def clicks_of(api: httpx.Client) -> list[str]:
    """Oldest first."""
    return [click["id"] for click in reversed(api.get("/clicks").json()["data"])]


def test_a_stream_that_had_no_click_is_taken_up_where_it_began(server: Server) -> None:
    api, name = shop(server)
    with following(api) as stream:
        began = next(stream.ids())
    visit(server, name, 3)
    eventually(lambda: len(clicks_of(api)) == 3, within_s=30)
    with following(api, began) as stream:
        clicks = stream.clicks()
        assert [next(clicks) for _ in range(3)] == clicks_of(api)


def test_a_stream_can_be_taken_up_behind_each_click(server: Server) -> None:
    api, name = shop(server)
    with following(api) as stream:
        began = next(stream.ids())
    visit(server, name, 4)
    eventually(lambda: len(clicks_of(api)) == 4, within_s=30)
    seen = []
    for _ in range(4):
        with following(api, began) as stream:
            seen.append(next(stream.clicks()))
            began = stream.last_id
    assert seen == clicks_of(api)


def test_a_revoked_key_sees_no_further_click(server: Server) -> None:
    api, name = shop(server)
    extra = created(api.post("/keys", json={"name": "live"}))
    with following(server.api(extra["key"]), seconds=300) as stream:
        assert next(stream.ids())
        found(api.delete(f"/keys/{extra['id']}"))
        visit(server, name)
        assert _ends(stream)


def test_a_disabled_workspace_sees_no_further_click(server: Server) -> None:
    account = server.account()
    with following(server.api(account.key), seconds=300) as stream:
        assert next(stream.ids())
        server.kliqs("workspace", "disable", str(account.workspace_id), "--reason", "phishing")
        assert _ends(stream)


def test_a_server_that_is_told_to_stop_ends_its_streams_by_itself(start_server: Servers) -> None:
    server = start_server()
    api, _ = shop(server)
    with following(api, seconds=300) as stream:
        assert next(stream.ids())
        server.stop()
        assert stream.ended()
    assert "server.stopped" in server.log()
    assert "graceful shutdown" not in server.log()
    assert "Traceback" not in server.log()


def test_streams_of_several_processes_end_as_well(start_server: Servers) -> None:
    server = start_server(workers=2)
    api, _ = shop(server)
    with following(api, seconds=300) as one, following(api, seconds=300) as other:
        assert next(one.ids())
        assert next(other.ids())
        server.stop()
        assert one.ended()
        assert other.ended()
    assert "graceful shutdown" not in server.log()
    assert "Traceback" not in server.log()


def test_the_reference_tells_what_a_stream_sends(server: Server) -> None:
    document = httpx.get(f"{server.base}/api/v1/openapi.json").json()
    answer = document["paths"]["/stream"]["get"]["responses"]["200"]
    with server.api(server.key()).stream("GET", "/stream", params={"seconds": 1}) as sent:
        assert {name for name in answer["headers"] if name not in sent.headers} == set()
    content = answer["content"]["text/event-stream"]
    assert content["schema"]["type"] == "string"
    for field in ("event: click", "data: {", "id: ", "retry: "):
        assert field in content["example"]


def _ends(stream: Follower) -> bool:
    """Whether the stream ends long before its time: it is read aside, and not waited for to the end."""
    reading = threading.Thread(target=stream.ended, daemon=True)
    reading.start()
    return eventually(lambda: not reading.is_alive(), within_s=30)
