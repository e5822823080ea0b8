"""The writer's promises to those who wait: everybody gets an answer, whatever fails around it."""

import asyncio
import sqlite3

import pytest

from kliqs.accounts.authentication import Caller
from kliqs.accounts.plans import plans
from kliqs.database import Connection, Database
from kliqs.links.creation import Creation
from kliqs.links.drafts import Draft
from kliqs.links.writer import LinkWriter
from running.loops import run_apart

pytestmark = pytest.mark.any_engine


def caller(url: str) -> Caller:
    """A workspace without a limit, as a command acts for it."""
    connection = Connection(Database(url))
    connection.execute("INSERT INTO accounts_workspace (name, plan, link_count) VALUES ('shop', 'unlimited', 0)")
    (number,) = connection.execute("SELECT max(id) FROM accounts_workspace").fetchone()
    connection.close()
    return Caller(None, "", number, plans()["unlimited"])


def creation(who: Caller) -> Creation:
    draft = Draft("https://example.com", "https://example.com", None, "", "", None, None)
    return Creation(who, 1, draft, "", None, False)


def links(url: str) -> int:
    connection = Connection(Database(url))
    (count,) = connection.execute("SELECT count(*) FROM links_link").fetchone()
    connection.close()
    return int(count)


@pytest.fixture
def url(database_url: str) -> str:
    if not database_url.startswith("sqlite"):
        pytest.skip("the scenes are set with SQLite's locks")
    return database_url


def test_a_link_that_was_committed_is_answered_although_the_news_of_it_fails(url: str) -> None:
    def committed() -> None:
        raise sqlite3.OperationalError("disk I/O error")

    async def scene() -> None:
        writer = LinkWriter(Database(url), lambda _: "", committed)
        created = await asyncio.wait_for(writer.create(creation(caller(url))), 10)
        assert created.link is not None
        await writer.close()

    run_apart(scene())
    assert links(url) == 1


def test_a_defect_in_a_batch_reaches_those_who_wait_and_the_next_batch_goes_on(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene() -> None:
        writer = LinkWriter(Database(url), lambda _: "", lambda: None)
        who = caller(url)
        with monkeypatch.context() as broken:
            broken.setattr(LinkWriter, "_write", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                await asyncio.wait_for(writer.create(creation(who)), 10)
        assert (await asyncio.wait_for(writer.create(creation(who)), 10)).link is not None
        await writer.close()

    run_apart(scene())


def test_a_create_refused_while_the_database_was_locked_is_not_made_afterwards(url: str) -> None:
    async def scene() -> None:
        writer = LinkWriter(Database(url), lambda _: "", lambda: None)
        who = caller(url)
        other = Connection(Database(url))
        other.raw.execute("BEGIN IMMEDIATE")
        waiting = [asyncio.create_task(writer.create(creation(who))) for _ in range(5)]
        answers = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 10)
        assert all(isinstance(answer, sqlite3.OperationalError | TimeoutError) for answer in answers), answers
        other.raw.execute("ROLLBACK")
        other.close()
        assert (await asyncio.wait_for(writer.create(creation(who)), 10)).link is not None
        await writer.close()

    run_apart(scene())
    assert links(url) == 1


def test_a_writer_whose_connection_was_closed_opens_another(url: str) -> None:
    async def scene() -> None:
        writer = LinkWriter(Database(url), lambda _: "", lambda: None)
        who = caller(url)
        await writer.create(creation(who))
        assert writer._connection is not None
        writer._connection.close()
        assert (await asyncio.wait_for(writer.create(creation(who)), 10)).link is not None
        await writer.close()

    run_apart(scene())
