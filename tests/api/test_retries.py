"""Idempotency-Key on every write there is: the same key twice has one effect, whatever comes between."""

import secrets
from collections.abc import Iterator
from functools import partial
from typing import Any

import httpx
import pytest

from api.asking import ENDPOINTS, WRITES, asked
from cast import VPS
from running.answers import found, refused
from running.databases import Databases
from running.server import Server
from running.servers import Servers, servers_for
from running.together import together


def retry_key() -> str:
    return secrets.token_hex(8)


def used(api: httpx.Client) -> int:
    return int(found(api.get("/usage"))["requests"]["used"])


def told(answer: httpx.Response) -> Any:
    """What an answer says, without what is shown once."""
    data = answer.json()["data"]
    return {**data, "key": None} if isinstance(data, dict) and "key" in data else data


@pytest.fixture(scope="module")
def workers(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of two processes."""
    with servers_for(databases, tmp_path_factory.mktemp("workers")) as servers:
        yield servers(workers=2)


@pytest.mark.parametrize("name", WRITES)
def test_a_write_that_is_sent_again_happens_once(workers: Server, name: str) -> None:
    """Also while the first is still running, in whichever process; another body under the key is a conflict."""
    api = workers.api(workers.key())
    request, again = asked(ENDPOINTS[name], api), {"Idempotency-Key": retry_key()}
    before = used(api)
    answers = together([partial(request.send, api, again) for _ in range(4)])
    assert {each.status_code for each in answers} <= {200, 201}, [each.text for each in answers]
    assert [told(each) for each in answers] == [told(answers[0])] * 4
    assert sum("Idempotent-Replayed" in each.headers for each in answers) == 3
    assert used(api) == before + 1
    if request.other != request.body:
        refused(request.send(api, again, other=True), "IDEMPOTENCY_CONFLICT")
    assert told(request.send(api, again)) == told(answers[0])
    assert used(api) == before + 1


def test_a_key_is_one_for_all_writes(api: httpx.Client) -> None:
    """What it was first used for is what it stands for."""
    again = {"Idempotency-Key": retry_key()}
    assert api.post("/tags", json={"name": "promo"}, headers=again).status_code == 201
    refused(api.post("/links", json={"url": VPS}, headers=again), "IDEMPOTENCY_CONFLICT")


def test_an_answer_with_a_secret_is_repeated_without_it(api: httpx.Client) -> None:
    again = {"Idempotency-Key": retry_key()}
    first, second = (api.post("/keys", json={"name": "kasir"}, headers=again).json()["data"] for _ in range(2))
    assert first["key"].startswith("kliqs_sk_live_")
    assert second == first | {"key": None}


@pytest.mark.parametrize("name", ["links.change", "links.bulk.create", "keys.create"])
def test_a_write_is_remembered_when_the_server_dies_before_it_answers(start_server: Servers, name: str) -> None:
    """The commit is there, the answer never left: what a kill between the two leaves behind."""
    server = start_server()
    api = server.api(server.key())
    request, again = asked(ENDPOINTS[name], api), {"Idempotency-Key": retry_key()}
    before = used(api)
    first = request.send(api, again)
    server.kill()
    server.start()
    second = request.send(api, again)
    assert (second.status_code, told(second)) == (first.status_code, told(first))
    assert second.headers["Idempotent-Replayed"] == "true"
    assert used(api) == before + 1
