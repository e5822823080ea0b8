"""`examples/whatsapp-bot` against a real Kliqs; only Meta is a stand-in."""

import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from cast import VPS
from running.examples import running_example
from running.meta import APP_SECRET, VERIFY_TOKEN, Meta, running_meta, signature, webhook
from running.server import Server
from running.unreliable import UnreliableWay, unreliable_way
from running.waiting import eventually


@dataclass(frozen=True)
class Bot:
    """What the bot runs between, and how to start it; it keeps its database."""

    start: Callable[[], AbstractContextManager[httpx.Client]]
    way: UnreliableWay
    meta: Meta
    api: httpx.Client
    database: Path

    def remembers(self, message_id: str) -> bool:
        with closing(sqlite3.connect(self.database)) as database:
            found = database.execute("SELECT 1 FROM answered WHERE message_id = ?", (message_id,)).fetchone()
        return found is not None

    def links(self) -> list[str]:
        return [link["short_url"] for link in self.api.get("/links").json()["data"]]


@pytest.fixture
def bot(server: Server, tmp_path: Path) -> Iterator[Bot]:
    key = server.key()
    with running_meta() as meta, unreliable_way(server.base) as way:
        settings = {
            "BOT_DATABASE": str(tmp_path / "bot.sqlite3"),
            "KLIQS_API": f"{way.base}/api/v1",
            "KLIQS_KEY": key,
            "WHATSAPP_APP_SECRET": APP_SECRET,
            "WHATSAPP_VERIFY_TOKEN": VERIFY_TOKEN,
            **meta.settings,
        }
        yield Bot(
            lambda: running_example("whatsapp-bot", "bot.app:app", settings, tmp_path / "log"),
            way,
            meta,
            server.api(key),
            tmp_path / "bot.sqlite3",
        )


def deliver(client: httpx.Client, body: bytes) -> None:
    assert client.post("/webhook", content=body, headers=signature(body)).status_code == 200


def message_id() -> str:
    return f"wamid.{secrets.token_hex(8)}"


def answers(bot: Bot, count: int) -> list[str]:
    """What the bot has said, once that is so much."""
    eventually(lambda: len(bot.meta.sent) >= count, within_s=30)
    return bot.meta.texts


def test_the_bot_answers_addresses_with_short_links_and_anything_else_kindly(bot: Bot, server: Server) -> None:
    with bot.start() as client:
        deliver(client, webhook(f"tolong pendekkan {VPS}, ya", message_id()))
        (short,) = answers(bot, 1)
        assert server.visit("/" + short.rpartition("/")[2]).headers["Location"] == VPS
        deliver(client, webhook("halo", message_id()))
        assert answers(bot, 2)[1].startswith("Send me a web address")
        deliver(client, webhook("https://toko", message_id()))
        assert "doesn't look like a whole web address" in answers(bot, 3)[2]
        deliver(client, webhook("marketku.id/p/1.", message_id()))
        answers(bot, 4)
        assert [link["destination_url"] for link in bot.api.get("/links").json()["data"]] == [
            "https://marketku.id/p/1",
            VPS,
        ]


def test_a_webhook_that_meta_did_not_sign_is_refused(bot: Bot) -> None:
    body = webhook(VPS, message_id())
    with bot.start() as client:
        for headers in ({}, signature(body, "a guess"), {"X-Hub-Signature-256": "sha256="}):
            assert client.post("/webhook", content=body, headers=headers).status_code in (401, 403, 422)
        asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "a guess"}
        assert client.get("/webhook", params=asked).status_code == 403
        assert client.get("/webhook", params=asked | {"hub.verify_token": VERIFY_TOKEN}).text == "1158201444"
        deliver(client, webhook("halo", message_id()))
        assert len(answers(bot, 1)) == 1, "nothing of the others was answered"
    assert bot.links() == []


def test_a_message_delivered_again_is_answered_once_also_after_a_restart(bot: Bot) -> None:
    same = message_id()
    with bot.start() as client:
        deliver(client, webhook(VPS, same))
        answers(bot, 1)
        eventually(lambda: bot.remembers(same))
        deliver(client, webhook(VPS, same))
        deliver(client, webhook(VPS, same, timestamp=1_764_000_001))  # not byte for byte the same
    with bot.start() as client:
        deliver(client, webhook(VPS, same))
        deliver(client, webhook("halo", message_id()))
        said = answers(bot, 2)
    assert [text.startswith("Send me") for text in said] == [False, True]
    assert len(bot.links()) == 1


def test_an_answer_that_is_lost_costs_no_second_link(bot: Bot) -> None:
    bot.way.faults += ["lost answer", "503"]
    same = message_id()
    with bot.start() as client:
        deliver(client, webhook(VPS, same))
        assert answers(bot, 1) == bot.links()
    assert bot.way.keys == [f"whatsapp-{same}"] * 3
