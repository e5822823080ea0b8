"""What a key may do: every endpoint with every scope, and no key gives another more than it has."""

from typing import Any

import httpx
import pytest

from api.asking import ENDPOINTS, asked
from cast import VPS
from kliqs.accounts.scopes import SCOPES
from running.answers import created, found, refused
from running.server import Server


@pytest.fixture(scope="module")
def keys(server: Server) -> dict[str, httpx.Client]:
    """A client for each scope, all of one workspace; `""` may do all."""
    whole = server.api(server.key(plan="unlimited"))
    limited: dict[str, httpx.Client] = {
        scope: server.api(created(whole.post("/keys", json={"name": scope, "scopes": [scope]}))["key"])
        for scope in SCOPES
    }
    return {"": whole, **limited}


@pytest.mark.parametrize("name", ENDPOINTS)
def test_a_key_may_do_what_its_scope_names_and_nothing_else(keys: dict[str, httpx.Client], name: str) -> None:
    needed = ENDPOINTS[name].operation.scope
    request = asked(ENDPOINTS[name], keys[""])
    for scope, api in keys.items():
        if scope and needed and scope != needed:
            assert f"`{needed}`" in refused(request.send(api), "INSUFFICIENT_SCOPE")["message"]
    for scope in ("", needed):
        fresh = asked(ENDPOINTS[name], keys[""])
        answer = fresh.send(keys[scope])
        assert answer.is_success, answer.text


def make(api: httpx.Client, **body: Any) -> httpx.Response:
    return api.post("/keys", json={"name": "kasir", **body})


def test_a_key_cannot_give_more_than_it_has(server: Server, api: httpx.Client) -> None:
    maker = server.api(created(make(api, scopes=["keys:write", "links:read"]))["key"])
    assert created(make(maker))["scopes"] == ["keys:write", "links:read"]
    assert created(make(maker, scopes=["links:read"]))["scopes"] == ["links:read"]
    refused(make(maker, scopes=["links:write"]), "INSUFFICIENT_SCOPE")
    whole = created(make(api))["id"]
    refused(maker.post(f"/keys/{whole}/rotate", json={}), "INSUFFICIENT_SCOPE")


def test_a_key_that_ends_makes_none_that_lives_longer(server: Server, api: httpx.Client) -> None:
    ending = created(make(api, expires_at="2999-01-01T00:00:00Z"))
    maker = server.api(ending["key"])
    assert created(make(maker))["expires_at"] == ending["expires_at"] == "2999-01-01T00:00:00Z"
    refused(make(maker, expires_at="2999-01-01T00:00:01Z"), "INVALID_EXPIRES_AT", "expires_at")
    rotated = created(maker.post(f"/keys/{ending['id']}/rotate", json={}))
    assert rotated["expires_at"] == "2999-01-01T00:00:00Z"


def test_a_rotated_key_works_on_for_its_overlap_and_ends_with_it(server: Server, api: httpx.Client) -> None:
    old = created(make(api))
    mine = server.api(old["key"])
    new = created(mine.post(f"/keys/{old['id']}/rotate", json={"overlap_seconds": 3_600}))
    assert (new["name"], new["scopes"]) == (old["name"], old["scopes"])
    created(mine.post("/links", json={"url": VPS}))
    created(server.api(new["key"]).post("/links", json={"url": VPS}))
    created(api.post(f"/keys/{old['id']}/rotate", json={"overlap_seconds": 0}))
    refused(mine.post("/links", json={"url": VPS}), "UNAUTHORIZED")
    refused(api.post(f"/keys/{old['id']}/rotate", json={}), "KEY_ENDED")


def test_a_revoked_key_is_refused_at_once_and_can_be_revoked_again(server: Server, api: httpx.Client) -> None:
    key = created(make(api))
    mine = server.api(key["key"])
    assert found(mine.delete(f"/keys/{key['id']}"))["revoked_at"]
    refused(mine.get("/usage"), "REVOKED_API_KEY")
    assert found(api.delete(f"/keys/{key['id']}"))["revoked_at"]


def test_the_list_of_keys_shows_no_secret(api: httpx.Client) -> None:
    key = created(make(api))
    listed = api.get("/keys")
    assert key["key"] not in listed.text
    newest = listed.json()["data"][0]
    assert newest["id"] == key["id"]
    assert "key" not in newest


def test_every_problem_of_a_keys_body_is_told_at_once(api: httpx.Client) -> None:
    answer = make(api, name=" ", scopes=["root"], expires_at="yesterday", colour="red")
    assert {each["field"] for each in answer.json()["errors"]} == {"name", "scopes", "expires_at", "colour"}


def test_a_dry_run_of_a_key_makes_none_and_shows_none(api: httpx.Client) -> None:
    answer = api.post("/keys?dry_run=true", json={"name": "kasir"})
    assert found(answer)["key"] is None
    assert len(api.get("/keys").json()["data"]) == 1


def test_a_test_key_is_made_over_the_api(server: Server, api: httpx.Client) -> None:
    made = created(make(api, test=True))
    assert made["test"] is True
    assert made["key"].startswith("kliqs_sk_test_")
    assert "/test/" in created(server.api(made["key"]).post("/links", json={"url": VPS}))["short_url"]
    assert [key["test"] for key in api.get("/keys").json()["data"]][:2] == [True, False]
    refused(make(api, test="yes"), "INVALID_REQUEST", "test")
