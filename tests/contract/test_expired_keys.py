"""Keys that end by themselves: when they are due, and after a rotation when its overlap is over."""

from datetime import UTC, datetime, timedelta

from cast import VPS
from running.accounts import Account
from running.answers import created, found, refused
from running.server import Server
from running.waiting import eventually


def test_an_expired_key_is_refused_with_words_that_say_so(server: Server) -> None:
    account = server.account()
    _end(server, account, datetime.now(UTC) - timedelta(seconds=1))
    for answer in (
        server.api(account.key).get("/usage"),
        server.api(account.key).post("/links", json={"url": VPS}),
    ):
        refused(answer, "UNAUTHORIZED")
        assert "expired at" in answer.json()["message"]


def test_a_key_known_to_the_server_dies_on_its_moment(server: Server) -> None:
    """Nothing announces that moment: the key is in the cache, and its caller still there."""
    account = server.account()
    api = server.api(account.key)
    _end(server, account, datetime.now(UTC) + timedelta(seconds=1.5))
    found(api.get("/usage"))
    created(api.post("/links", json={"url": VPS}))
    eventually(lambda: api.get("/usage").status_code == 401, within_s=5)
    refused(api.post("/links", json={"url": VPS}), "UNAUTHORIZED")


def test_rotating_without_overlap_ends_the_old_key_at_once(server: Server) -> None:
    account = server.account()
    api = server.api(account.key)
    created(api.post("/links", json={"url": VPS}))
    done = server.kliqs("key", "rotate", "--email", account.email, str(account.key_id), "--overlap", "now")
    refused(api.post("/links", json={"url": VPS}), "UNAUTHORIZED")
    created(server.api(done.stdout.strip()).post("/links", json={"url": VPS}))


def test_during_the_overlap_both_keys_work(server: Server) -> None:
    account = server.account()
    done = server.kliqs("key", "rotate", "--email", account.email, str(account.key_id), "--overlap", "1h")
    assert "works until" in done.stderr
    for key in (account.key, done.stdout.strip()):
        created(server.api(key).post("/links", json={"url": VPS}))


def _end(server: Server, account: Account, moment: datetime) -> None:
    with server.database() as database:
        database.execute(
            "UPDATE accounts_apikey SET expires_at = ? WHERE id = ?", (database.timestamp(moment), account.key_id)
        )
