"""What belongs to others is not there, wherever it can be named; and every request can be found in the logs."""

import httpx
import pytest

from api.asking import ENDPOINTS, asked
from running.answers import refused
from running.server import Server
from running.waiting import eventually

NOT_FOUND = {
    "link_id": "LINK_NOT_FOUND",
    "tag_id": "TAG_NOT_FOUND",
    "key_id": "KEY_NOT_FOUND",
    "page": "PAGE_NOT_FOUND",
}
NAMING = [name for name, each in ENDPOINTS.items() if each.path_parameters and each.path_parameters[0] in NOT_FOUND]


@pytest.mark.any_engine
@pytest.mark.parametrize("name", NAMING)
def test_what_belongs_to_others_is_not_there(server: Server, api: httpx.Client, name: str) -> None:
    endpoint = ENDPOINTS[name]
    theirs = asked(endpoint, server.api(server.key()))
    refused(theirs.send(api), NOT_FOUND[endpoint.path_parameters[0]])


@pytest.mark.any_engine
def test_a_refusals_request_id_is_in_the_logs(server: Server, api: httpx.Client) -> None:
    body = refused(api.post("/links", json={"url": "nowhere"}), "INVALID_URL", "url")
    line = eventually(
        lambda: next((line for line in server.log().splitlines() if body["request_id"] in line), ""), within_s=5
    )
    assert "INVALID_URL" in line
    assert "/api/v1/links" in line
