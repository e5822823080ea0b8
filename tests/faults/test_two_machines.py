"""Two machines, each with a data folder of its own, serve on one database."""

import os
import time
from functools import partial

from cast import VPS
from kliqs.clicks.loader.segments import KEPT_S
from running.server import Server
from running.servers import Servers
from running.waiting import eventually

CLICKS = 5


def clicks(server: Server) -> int:
    with server.database() as db:
        return int(db.execute("SELECT coalesce(sum(human + preview + bot), 0) FROM clicks_linktotal").fetchone()[0])


def segments(server: Server) -> set[str]:
    with server.database() as db:
        return {name for (name,) in db.execute("SELECT segment FROM clicks_logposition").fetchall()}


def counted(server: Server, count: int) -> bool:
    return clicks(server) == count


def redirects(server: Server) -> bool:
    return server.visit("/both").status_code == 302


def test_each_loads_its_own_log_once_and_cleans_up_after_itself_alone(start_server: Servers) -> None:
    one = start_server()
    other = start_server(database_url=one.database_url)
    created = one.api(one.key()).post("/links", json={"url": VPS, "slug": "both"})
    assert created.status_code == 201
    for server in (one, other):
        eventually(partial(redirects, server), within_s=10)
        for _ in range(CLICKS - 1):
            server.visit("/both")
    eventually(partial(counted, one, 2 * CLICKS), within_s=30)
    before = segments(one)
    one.stop()
    one.start()  # the log of the first machine is finished now, that of the other goes on
    old = time.time() - KEPT_S - 60
    for path in (one.data_dir / "click-log").glob("*.log"):
        if path.name in before:
            os.utime(path, (old, old))
    eventually(lambda: len(segments(one)) == 1, within_s=30)
    other.stop()
    other.start()
    eventually(lambda: "clicks.several_machines" in one.log(), within_s=30)
    assert "Another machine serves on this database" in one.kliqs("doctor", check=False).stdout
    assert one.visit("/both").status_code == other.visit("/both").status_code == 302
    eventually(partial(counted, other, 2 * CLICKS + 2), within_s=30)
