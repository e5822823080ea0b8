"""Lists of links: pages that neither repeat nor miss a link, filters, sorts, and `fields`."""

import httpx

from cast import VPS, slug
from running.answers import created, found, refused


def _pages(api: httpx.Client, **query: str) -> list[list[str]]:
    pages, cursor = [], ""
    while True:
        answer = api.get("/links", params=query | ({"cursor": cursor} if cursor else {}))
        body = answer.json()
        assert answer.status_code == 200, body
        pages.append([each["id"] for each in body["data"]])
        assert body["has_more"] is (body["next_cursor"] is not None)
        if not body["has_more"]:
            return pages
        cursor = body["next_cursor"]


def test_pages_hold_each_link_once_also_while_links_are_made(api: httpx.Client) -> None:
    made = [created(api.post("/links", json={"url": VPS}))["id"] for _ in range(7)]
    first = api.get("/links?limit=3").json()
    created(api.post("/links", json={"url": VPS}))
    second = api.get("/links", params={"limit": "3", "cursor": first["next_cursor"]}).json()
    seen = [each["id"] for each in first["data"] + second["data"]]
    assert seen == made[::-1][:6]
    assert [len(page) for page in _pages(api, limit="3")] == [3, 3, 2]


def test_an_empty_workspace_has_an_empty_page(api: httpx.Client) -> None:
    assert _pages(api) == [[]]


def test_filters_and_fields(api: httpx.Client) -> None:
    promo = created(api.post("/links", json={"url": VPS, "tags": ["Promo"], "title": "Kopi", "password": "abc"}))
    created(api.post("/links", json={"url": VPS, "title": "Teh"}))
    for query in ({"tag": "promo"}, {"search": "kopi"}, {"has_password": "true"}):
        assert _pages(api, **query) == [[promo["id"]]]
    answer = api.get("/links", params={"fields": "id,title", "sort": "newest"}).json()
    assert [each["title"] for each in answer["data"]] == ["Teh", "Kopi"]
    assert {tuple(sorted(each)) for each in answer["data"]} == {("id", "title")}


def test_what_the_list_does_not_know_is_refused(api: httpx.Client) -> None:
    for query, field in (
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("limit=many", "limit"),
        ("cursor=nonsense", "cursor"),
        ("sort=colour", "sort"),
        ("status=gone", "status"),
        ("fields=id,secret", "fields"),
        ("colour=red", "colour"),
    ):
        refused(api.get(f"/links?{query}"), "INVALID_REQUEST", field)


def test_one_link_by_slug_and_by_the_callers_own_id(api: httpx.Client) -> None:
    name = slug()
    link = created(api.post("/links", json={"url": VPS, "slug": name, "external_id": f"sku/{name}"}))
    assert found(api.get(f"/links?slug={name.upper()}"))["id"] == link["id"]
    assert found(api.get(f"/links/external/sku/{name}"))["id"] == link["id"]
    refused(api.get("/links/external/none"), "LINK_NOT_FOUND")
