"""Tags over the API."""

import httpx

from cast import VPS
from running.answers import created, found, refused
from running.server import Server


def test_a_tag_is_made_renamed_and_deleted_and_its_links_stay(api: httpx.Client) -> None:
    tag = created(api.post("/tags", json={"name": "Promo"}))
    link = created(api.post("/links", json={"url": VPS, "tags": ["promo", "kopi"]}))
    assert [(each["name"], each["links"]) for each in api.get("/tags").json()["data"]] == [("kopi", 1), ("Promo", 1)]
    assert found(api.patch(f"/tags/{tag['id']}", json={"name": "Diskon"})) == tag | {"name": "Diskon", "links": 1}
    assert found(api.get(f"/links/{link['id']}"))["tags"] == ["Diskon", "kopi"]
    found(api.delete(f"/tags/{tag['id']}"))
    assert found(api.get(f"/links/{link['id']}"))["tags"] == ["kopi"]
    refused(api.delete(f"/tags/{tag['id']}"), "TAG_NOT_FOUND")


def test_case_and_spaces_do_not_tell_tags_apart(api: httpx.Client) -> None:
    created(api.post("/tags", json={"name": "Straße  baru"}))
    refused(api.post("/tags", json={"name": " STRASSE BARU"}), "TAG_ALREADY_EXISTS", "name")
    other = created(api.post("/tags", json={"name": "other"}))
    refused(api.patch(f"/tags/{other['id']}", json={"name": "straße baru"}), "TAG_ALREADY_EXISTS", "name")


def test_a_tag_of_others_is_not_there(server: Server, api: httpx.Client) -> None:
    theirs = created(server.api(server.key()).post("/tags", json={"name": "promo"}))
    refused(api.patch(f"/tags/{theirs['id']}", json={"name": "mine"}), "TAG_NOT_FOUND")
    refused(api.delete(f"/tags/{theirs['id']}"), "TAG_NOT_FOUND")
    for nonsense in ("0", "-1", "x", "9" * 30):
        refused(api.delete(f"/tags/{nonsense}"), "TAG_NOT_FOUND")
