"""What the shortcut past the parser leaves behind in a connection."""

import asyncio
from pathlib import Path
from typing import Any

import msgspec
import pytest
from uvicorn.config import Config
from uvicorn.server import ServerState

from kliqs.clicks.log import ClickLog
from kliqs.database import Database, Reader
from kliqs.edge.answering import DeferredAnswers
from kliqs.edge.entries import Entry
from kliqs.edge.lane import Lane
from kliqs.edge.protocol import EdgeProtocol
from kliqs.edge.whole import Shortcut
from kliqs.settings import load
from running.loops import run_apart

REQUEST = b"GET /known HTTP/1.1\r\nHost: x\r\n\r\n"
ENTRY = (b"https://example.com/", b"1\t1", 0, None)


class Pipe(asyncio.Transport):
    """Takes what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""

    def write(self, data: Any) -> None:
        self.written += data

    def is_closing(self) -> bool:
        return False


async def _application(*_: object) -> None:
    raise AssertionError("the lane answers it")


async def _never(*_: object) -> bytes:
    raise AssertionError("there is no create")


def _connection(folder: Path) -> EdgeProtocol:
    """A connection to a lane that knows one link."""
    url = f"sqlite:///{folder / 'kliqs.sqlite3'}"
    settings = msgspec.structs.replace(load(), data_dir=folder, database_url=url)
    click_log = ClickLog(settings)
    lane = Lane(settings, Reader(Database(url)), click_log, {})
    lane.cache.young[b"known"] = ENTRY
    state = {
        "lane": lane,
        "deferred": DeferredAnswers(asyncio.get_running_loop(), click_log, ()),
        "shortcut": Shortcut(b"POST", b"/api/v1/links", lambda _: False, _never),
        "stopping": asyncio.Event(),
    }
    config = Config(_application, lifespan="off", interface="asgi3")
    config.load()
    return EdgeProtocol(config, ServerState(), state)


def test_a_connection_in_use_is_not_closed_for_an_answer_of_a_while_ago(tmp_path: Path) -> None:
    async def used() -> bool:
        connection, pipe = _connection(tmp_path), Pipe()
        connection.connection_made(pipe)
        connection.data_received(REQUEST)
        await asyncio.sleep(0)
        timer = connection.timeout_keep_alive_task = asyncio.get_running_loop().call_later(60, lambda: None)
        connection.data_received(REQUEST)
        await asyncio.sleep(0)
        assert pipe.written.count(b"HTTP/1.1 302 ") == 2
        assert REQUEST.partition(b"\r\n")[2] in connection.deferred.heads.blocks
        connection.lane.click_log.close()
        return timer.cancelled()

    assert run_apart(used())


def test_what_the_cache_lacks_is_asked_for_without_parsing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[bytes]()

    def look(slug: bytes) -> Entry:
        asked.append(slug)
        return ENTRY

    def parse(_: bytes) -> None:
        raise AssertionError("its fields are known")

    async def answers() -> bytes:
        connection, pipe = _connection(tmp_path), Pipe()
        connection.connection_made(pipe)
        connection.data_received(REQUEST)
        monkeypatch.setattr(connection.lane, "look", look)
        monkeypatch.setattr(connection, "read", parse)
        connection.data_received(REQUEST.replace(b"known", b"other"))
        await asyncio.sleep(0)
        connection.lane.click_log.close()
        return pipe.written

    assert run_apart(answers()).count(b"HTTP/1.1 302 ") == 2
    assert asked == [b"other"]
