"""`PUT /links/external/{id}`: make the link or let it be what the body says, and never two of one id."""

from functools import partial

import httpx

from cast import COFFEE, VPS, slug
from running.answers import created, found, refused
from running.server import Server
from running.servers import Servers
from running.together import together


def test_it_makes_the_link_and_then_replaces_it(server: Server, api: httpx.Client) -> None:
    place = f"/links/external/{slug('sku')}"
    first = api.put(place, json={"url": VPS, "title": "VPS", "tags": ["promo"]})
    link = created(first)
    assert first.headers["Location"] == f"/api/v1/links/{link['id']}"
    second = found(api.put(place, json={"url": COFFEE}))
    assert (second["id"], second["short_code"]) == (link["id"], link["short_code"])
    assert (second["destination_url"], second["title"], second["tags"]) == (COFFEE, None, [])
    assert found(api.get(place))["id"] == link["id"]
    usage = found(api.get("/usage"))
    assert (usage["requests"]["used"], usage["links"]["used"]) == (2, 1)


def test_however_many_say_so_at_once_over_two_processes_there_is_one_link(start_server: Servers) -> None:
    server = start_server(workers=2)
    key = server.key()
    place = f"/links/external/{slug('sku')}"
    puts = [partial(server.api(key).put, place, json={"url": VPS, "title": f"n{number}"}) for number in range(8)]
    answers = together(puts)
    assert sorted(each.status_code for each in answers) == [200] * 7 + [201], [each.text for each in answers]
    assert len({each.json()["data"]["id"] for each in answers}) == 1
    usage = found(server.api(key).get("/usage"))
    assert (usage["requests"]["used"], usage["links"]["used"]) == (8, 1)


def test_a_version_that_is_not_there_is_refused(api: httpx.Client) -> None:
    place = f"/links/external/{slug('sku')}"
    refused(api.put(place, json={"url": VPS}, headers={"If-Match": '"5"'}), "LINK_CHANGED")
    version = api.put(place, json={"url": VPS}).headers["ETag"]
    found(api.put(place, json={"url": COFFEE}, headers={"If-Match": version}))
    refused(api.put(place, json={"url": COFFEE}, headers={"If-Match": version}), "LINK_CHANGED")


def test_an_id_is_one_workspaces_own(server: Server, api: httpx.Client) -> None:
    name = slug("sku")
    mine = created(api.put(f"/links/external/{name}", json={"url": VPS}))
    theirs = created(server.api(server.key()).put(f"/links/external/{name}", json={"url": VPS}))
    assert mine["id"] != theirs["id"]
    other = created(api.post("/links", json={"url": VPS}))
    refused(api.patch(f"/links/{other['id']}", json={"external_id": name}), "EXTERNAL_ID_ALREADY_EXISTS", "external_id")


def test_a_deleted_links_id_is_free_and_in_the_way_of_its_return(api: httpx.Client) -> None:
    name = slug("sku")
    old = created(api.put(f"/links/external/{name}", json={"url": VPS}))["id"]
    found(api.delete(f"/links/{old}"))
    assert created(api.put(f"/links/external/{name}", json={"url": VPS}))["id"] != old
    refused(api.post(f"/links/{old}/restore"), "EXTERNAL_ID_ALREADY_EXISTS", "external_id")


def test_a_change_and_a_deletion_of_another_version_are_refused(api: httpx.Client) -> None:
    link = created(api.post("/links", json={"url": VPS}))["id"]
    version = api.get(f"/links/{link}").headers["ETag"]
    found(api.patch(f"/links/{link}", json={"title": "new"}))
    refused(api.delete(f"/links/{link}", headers={"If-Match": version}), "LINK_CHANGED")
    fresh = api.get(f"/links/{link}").headers["ETag"]
    found(api.delete(f"/links/{link}", headers={"If-Match": fresh}))
