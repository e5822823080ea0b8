"""kill -9 under load: every answered redirect is counted exactly once, every 201 exists."""

import os
import signal
import threading
from functools import partial
from pathlib import Path

import httpx
import pytest

from faults.visitors import Visitors
from running.plain import NO_TLS
from running.server import Server
from running.servers import Servers
from running.waiting import eventually

SLUGS = ["one", "two", "three"]
KILLS = 10

pytestmark = pytest.mark.timeout(400)  # dozens of starts


def counts_when_all_is_loaded(server: Server, key: str) -> dict[str, int]:
    """All clicks by slug, once every byte of the log is loaded: only then is too much seen as well as too little."""
    eventually(lambda: everything_is_loaded(server), within_s=60)
    api = server.api(key)
    clicks = {slug: api.get("/links", params={"slug": slug}).json()["data"]["clicks"] for slug in SLUGS}
    return {slug: found["human"] + found["preview"] + found["bot"] for slug, found in clicks.items()}


def everything_is_loaded(server: Server) -> bool:
    with server.database() as connection:
        loaded = dict(connection.execute("SELECT segment, position FROM clicks_logposition").fetchall())
    log = server.data_dir / "click-log"
    return all(loaded.get(path.name, 0) >= path.stat().st_size for path in log.glob("*.log"))


def check(visitors: Visitors, counts: dict[str, int]) -> None:
    assert visitors.wrong == []
    assert visitors.total() > 0
    for slug in SLUGS:
        assert visitors.answered[slug] <= counts[slug] <= visitors.sent[slug], (slug, counts)


@pytest.mark.parametrize("workers", [1, 2])
def test_no_answered_redirect_is_lost_or_counted_twice_over_ten_kills(start_server: Servers, workers: int) -> None:
    server = start_server(workers=workers)
    key = server.key()
    for slug in SLUGS:
        assert server.api(key).post("/links", json={"url": "https://example.com", "slug": slug}).status_code == 201
    visitors = Visitors(server, SLUGS)
    visitors.start(6)
    try:
        for _ in range(KILLS):
            enough = visitors.total() + 200
            eventually(partial(visitors.has_answers, enough), within_s=30)
            server.kill()
            server.start()
    finally:
        visitors.stop()
    check(visitors, counts_when_all_is_loaded(server, key))


@pytest.mark.parametrize("workers", [1, 4])
def test_every_201_exists_and_a_retry_after_a_kill_makes_nothing_twice(start_server: Servers, workers: int) -> None:
    server = start_server(workers=workers)
    account = server.account(plan="unlimited")
    made: dict[str, str] = {}
    refused: list[str] = []
    lock, stop = threading.Lock(), threading.Event()

    def keep_creating(number: int) -> None:
        turn = 0
        with httpx.Client(timeout=5, verify=NO_TLS) as client:
            while not stop.is_set():
                slug = f"made-{number}-{turn}"
                try:
                    answer = client.post(
                        f"{server.base}/api/v1/links",
                        headers={"Authorization": f"Bearer {account.key}", "Idempotency-Key": slug},
                        json={"url": "https://example.com", "slug": slug},
                    )
                except httpx.HTTPError:
                    # The same again: if it was made before the kill, this must answer 201 all the same, not "taken".
                    stop.wait(0.05)
                    continue
                turn += 1
                with lock:
                    if answer.status_code == 201:
                        made[slug] = answer.json()["data"]["id"]
                    else:
                        refused.append(answer.text)

    threads = [threading.Thread(target=keep_creating, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    try:
        for round_ in range(3):
            eventually(partial(lambda least: len(made) > least, 20 * (round_ + 1)), within_s=30)
            server.kill()
            server.start()
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    with server.database() as connection:
        links = dict(connection.execute("SELECT slug, id FROM links_link").fetchall())
        routes = dict(connection.execute("SELECT slug, target FROM routes_route").fetchall())
        (used,) = connection.execute("SELECT requests FROM accounts_monthlyusage").fetchone()
        (held,) = connection.execute(
            "SELECT link_count FROM accounts_workspace WHERE id = ?", (account.workspace_id,)
        ).fetchone()
    assert refused == []
    assert made.keys() <= links.keys()
    assert links == routes
    assert used == held == len(links)
    assert len(links.keys() - made.keys()) <= len(threads)  # each may have ended without hearing of its last one
    for slug in list(made)[:5]:
        assert server.visit(f"/{slug}").status_code == 302


def test_a_retry_after_a_kill_gives_the_same_link_once(start_server: Servers) -> None:
    server = start_server()
    key = server.key()
    body = {"url": "https://example.com/retry"}
    first = server.api(key, **{"Idempotency-Key": "order-1"}).post("/links", json=body)
    server.kill()
    server.start()
    again = server.api(key, **{"Idempotency-Key": "order-1"}).post("/links", json=body)
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert server.api(key).get("/usage").json()["data"]["requests"]["used"] == 1


def test_asked_to_stop_under_load_it_answers_what_it_began_and_counts_it(start_server: Servers) -> None:
    server = start_server()
    key = server.key()
    for slug in SLUGS:
        server.api(key).post("/links", json={"url": "https://example.com", "slug": slug})
    visitors = Visitors(server, SLUGS)
    visitors.start(4)
    eventually(lambda: visitors.total() > 200, within_s=30)
    assert server.stop() in (0, -signal.SIGTERM)  # the server hands on the signal it obeyed
    visitors.stop()
    server.start()
    check(visitors, counts_when_all_is_loaded(server, key))


def test_a_killed_worker_is_replaced_while_the_others_serve(start_server: Servers) -> None:
    server = start_server(workers=4)
    key = server.key()
    for slug in SLUGS:
        server.api(key).post("/links", json={"url": "https://example.com", "slug": slug})
    visitors = Visitors(server, SLUGS)
    visitors.start(4)
    try:
        eventually(partial(visitors.has_answers, 200), within_s=30)
        before = workers_of(server)
        assert len(before) == 4
        os.kill(before[0], signal.SIGKILL)
        eventually(partial(visitors.has_answers, visitors.total() + 500), within_s=30)
        eventually(lambda: len(workers_of(server)) == 4 and before[0] not in workers_of(server), within_s=30)
    finally:
        visitors.stop()
    check(visitors, counts_when_all_is_loaded(server, key))


def workers_of(server: Server) -> list[int]:
    """Processes that serve: the first one's children, without multiprocessing's own."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return [int(child) for child in children if b"spawn_main" in _command(child)]


def _command(process: str) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""  # it has ended since
