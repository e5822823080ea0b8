"""Idempotency-Key: the same write twice happens once, whatever is concurrent, killed or retried."""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from cast import COFFEE, VPS, slug
from running.answers import created, found, refused
from running.crowd import all_at_once, create_request
from running.databases import Databases
from running.server import Server
from running.servers import Servers, servers_for


def retry_key() -> dict[str, str]:
    return {"Idempotency-Key": secrets.token_hex(8)}


def used(api: httpx.Client) -> int:
    return int(found(api.get("/usage"))["requests"]["used"])


def test_the_same_request_twice_makes_one_link(api: httpx.Client) -> None:
    again = retry_key()
    first = api.post("/links", json={"url": VPS}, headers=again)
    second = api.post("/links", json={"url": VPS}, headers=again)
    created(first)
    created(second)
    assert first.json() == second.json()
    assert found(api.get("/usage"))["links"]["used"] == 1


def test_the_same_request_twice_is_counted_once(api: httpx.Client) -> None:
    again = retry_key()
    for _ in range(3):
        created(api.post("/links", json={"url": VPS}, headers=again))
    assert used(api) == 1


def test_an_answer_that_was_kept_says_so(api: httpx.Client) -> None:
    again = retry_key()
    assert "Idempotent-Replayed" not in api.post("/links", json={"url": VPS}, headers=again).headers
    assert api.post("/links", json={"url": VPS}, headers=again).headers["Idempotent-Replayed"] == "true"


def test_a_slug_is_not_in_its_own_way(api: httpx.Client) -> None:
    again, body = retry_key(), {"url": VPS, "slug": slug()}
    assert created(api.post("/links", json=body, headers=again)) == created(
        api.post("/links", json=body, headers=again)
    )


def test_another_body_under_the_same_key_is_a_conflict(api: httpx.Client) -> None:
    again = retry_key()
    created(api.post("/links", json={"url": VPS}, headers=again))
    refused(api.post("/links", json={"url": COFFEE}, headers=again), "IDEMPOTENCY_CONFLICT")
    assert used(api) == 1


def test_after_a_conflict_the_first_request_can_still_be_repeated(api: httpx.Client) -> None:
    again = retry_key()
    link = created(api.post("/links", json={"url": VPS}, headers=again))
    api.post("/links", json={"url": COFFEE}, headers=again)
    assert created(api.post("/links", json={"url": VPS}, headers=again)) == link


def test_other_keys_make_other_links(api: httpx.Client) -> None:
    one = created(api.post("/links", json={"url": VPS}, headers=retry_key()))
    other = created(api.post("/links", json={"url": VPS}, headers=retry_key()))
    assert one["id"] != other["id"]


def test_workspaces_do_not_see_each_others_keys(server: Server, api: httpx.Client) -> None:
    again, neighbour = retry_key(), server.api(server.key())
    mine = created(api.post("/links", json={"url": VPS}, headers=again))
    theirs = created(neighbour.post("/links", json={"url": VPS}, headers=again))
    assert mine["id"] != theirs["id"]


def test_all_api_keys_of_a_workspace_see_the_same(server: Server) -> None:
    again, email = retry_key(), "retries@example.com"
    first, second = server.api(server.key(email=email)), server.api(server.key(email=email))
    assert created(first.post("/links", json={"url": VPS}, headers=again)) == created(
        second.post("/links", json={"url": VPS}, headers=again)
    )


def test_a_refusal_is_not_kept(server: Server) -> None:
    """The same request goes through once there is room for it."""
    again, email = retry_key(), f"{slug('full')}@example.com"
    api = server.api(server.key(email=email, plan="free"))
    for _ in range(5):
        created(api.post("/links", json={"url": VPS}))
    refused(api.post("/links", json={"url": VPS}, headers=again), "SHORTLINK_LIMIT_REACHED")
    server.key(email=email, plan="pro")
    created(api.post("/links", json={"url": VPS}, headers=again))


def test_the_last_request_of_a_month_can_be_repeated(start_server: Servers) -> None:
    """It may have been answered by a connection that broke; the repetition costs nothing."""
    server = start_server(plans="[tiny]\nrequests_per_month = 1\nlinks = 1\n")
    api, again = server.api(server.key(plan="tiny")), retry_key()
    link = created(api.post("/links", json={"url": VPS}, headers=again))
    refused(api.post("/links", json={"url": VPS}), "API_LIMIT_REACHED")
    assert created(api.post("/links", json={"url": VPS}, headers=again)) == link


def test_a_kept_answer_shows_no_password(api: httpx.Client) -> None:
    again, body = retry_key(), {"url": VPS, "password": "rahasia-sekali"}
    for _ in range(2):
        answer = api.post("/links", json=body, headers=again)
        assert created(answer)["has_password"] is True
        assert "rahasia-sekali" not in answer.text


def test_a_kept_answer_is_forgotten_after_a_day(server: Server) -> None:
    account = server.account()
    api, again = server.api(account.key), retry_key()
    first = created(api.post("/links", json={"url": VPS}, headers=again))
    with server.database() as database:
        a_day_ago = database.timestamp(datetime.now(UTC) - timedelta(hours=24, seconds=1))
        question = "UPDATE accounts_keptanswer SET created_at = ? WHERE workspace_id = ?"
        database.execute(question, (a_day_ago, account.workspace_id))
    assert created(api.post("/links", json={"url": VPS}, headers=again))["id"] != first["id"]


def test_a_kept_answer_is_still_there_shortly_before(server: Server) -> None:
    account = server.account()
    api, again = server.api(account.key), retry_key()
    first = created(api.post("/links", json={"url": VPS}, headers=again))
    with server.database() as database:
        nearly = database.timestamp(datetime.now(UTC) - timedelta(hours=23, minutes=55))
        question = "UPDATE accounts_keptanswer SET created_at = ? WHERE workspace_id = ?"
        database.execute(question, (nearly, account.workspace_id))
    assert created(api.post("/links", json={"url": VPS}, headers=again)) == first


@pytest.mark.parametrize("key", ["", "x" * 256, "caf\xe9\x80"])
def test_a_key_that_cannot_be_kept_is_refused(api: httpx.Client, key: str) -> None:
    headers = [(b"Idempotency-Key", key.encode("latin-1"))]
    refused(api.post("/links", json={"url": VPS}, headers=headers), "INVALID_REQUEST")


def test_a_key_may_have_255_characters(api: httpx.Client) -> None:
    again = {"Idempotency-Key": "x" * 255}
    assert created(api.post("/links", json={"url": VPS}, headers=again)) == created(
        api.post("/links", json={"url": VPS}, headers=again)
    )


def test_a_write_is_remembered_through_a_crash(start_server: Servers) -> None:
    server = start_server()
    api, again, body = server.api(server.key()), retry_key(), {"url": VPS, "slug": slug()}
    first = created(api.post("/links", json=body, headers=again))
    server.kill()
    server.start()
    answer = api.post("/links", json=body, headers=again)
    assert created(answer) == first
    assert answer.headers["Idempotent-Replayed"] == "true"
    assert used(api) == 1


@pytest.fixture(scope="module")
def workers(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of four processes."""
    with servers_for(databases, tmp_path_factory.mktemp("workers")) as servers:
        yield servers(workers=4)


def test_twenty_at_once_over_four_processes_make_one_link(workers: Server) -> None:
    key = workers.key()
    request = create_request(key, {"url": VPS}, **retry_key())
    outcomes = all_at_once([workers], [request] * 20)
    assert {outcome.status for outcome in outcomes} == {201}
    assert len({outcome.body["data"]["id"] for outcome in outcomes}) == 1
    usage = found(workers.api(key).get("/usage"))
    assert (usage["requests"]["used"], usage["links"]["used"]) == (1, 1)


def test_of_two_bodies_at_once_under_one_key_one_wins(workers: Server) -> None:
    key, again = workers.key(), retry_key()
    bodies = [{"url": VPS}, {"url": COFFEE}]
    outcomes = all_at_once([workers], [create_request(key, body, **again) for body in bodies * 10])
    assert sorted(outcome.status for outcome in outcomes) == [201] * 10 + [409] * 10
    assert found(workers.api(key).get("/usage"))["requests"]["used"] == 1
