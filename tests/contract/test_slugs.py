"""Slugs: which may be asked for, how they are matched, and what a random one looks like."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from cast import COFFEE, VPS, slug
from running.answers import created, found, refused
from running.server import Server

LOOK_ALIKES = set("0o1il")
RANDOM_LENGTH = 7


def test_a_slug_is_taken_as_asked(api: httpx.Client) -> None:
    wanted = slug()
    assert created(api.post("/links", json={"url": VPS, "slug": wanted}))["short_code"] == wanted


def test_capitals_are_kept_small(api: httpx.Client) -> None:
    wanted = slug("VPS-Murah")
    assert created(api.post("/links", json={"url": VPS, "slug": wanted}))["short_code"] == wanted.lower()


def test_a_slug_is_followed_without_regard_to_case(server: Server, api: httpx.Client) -> None:
    wanted = slug("vps-murah")
    created(api.post("/links", json={"url": VPS, "slug": wanted}))
    assert server.visit(f"/{wanted.upper()}").headers["Location"] == VPS


def test_capitals_do_not_make_another_slug(api: httpx.Client) -> None:
    wanted = slug("vps-murah")
    created(api.post("/links", json={"url": VPS, "slug": wanted}))
    refused(api.post("/links", json={"url": VPS, "slug": wanted.upper()}), "SLUG_ALREADY_EXISTS", "slug")


def test_a_slug_belongs_to_the_first_who_asked(server: Server, api: httpx.Client) -> None:
    wanted, neighbour = slug(), server.api(server.key())
    created(api.post("/links", json={"url": VPS, "slug": wanted}))
    refused(neighbour.post("/links", json={"url": COFFEE, "slug": wanted}), "SLUG_ALREADY_EXISTS", "slug")
    assert server.visit(f"/{wanted}").headers["Location"] == VPS


def test_a_taken_slug_is_told_apart_from_its_owner(server: Server, api: httpx.Client) -> None:
    """A refusal says nothing of whose link it is or where it leads."""
    wanted = slug()
    created(api.post("/links", json={"url": VPS, "slug": wanted}))
    answer = server.api(server.key()).post("/links", json={"url": COFFEE, "slug": wanted})
    assert "marketku" not in answer.text


@pytest.mark.parametrize("wanted", ["a", "7", "-", "_", "a" * 64, "0-_9", "produk-sepatu-001"])
def test_a_slug_of_allowed_characters_is_accepted(api: httpx.Client, wanted: str) -> None:
    answer = api.post("/links?dry_run=true", json={"url": VPS, "slug": wanted})
    assert found(answer)["short_code"] == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "a" * 65,
        "two words",
        "a/b",
        "a.b",
        "a+",
        "é",
        "a%20b",
        "../x",
        "a\x00b",
        "a\nb",
        "😀",
        "\uff3f",
        "\u017f",
        "\u212a",
    ],
)
def test_a_slug_of_other_characters_is_refused(api: httpx.Client, wanted: str) -> None:
    refused(api.post("/links", json={"url": VPS, "slug": wanted}), "INVALID_SLUG", "slug")


@pytest.mark.parametrize("wanted", [7, True, ["x"], {"x": "y"}, 1.5])
def test_a_slug_that_is_no_text_is_refused(api: httpx.Client, wanted: object) -> None:
    refused(api.post("/links", json={"url": VPS, "slug": wanted}), "INVALID_SLUG", "slug")


@pytest.mark.parametrize("word", ["api", "API", "admin", "static", "robots", "login", "healthz", "kliqs"])
def test_a_reserved_word_is_refused(api: httpx.Client, word: str) -> None:
    refused(api.post("/links", json={"url": VPS, "slug": word}), "RESERVED_SLUG", "slug")


def test_a_random_slug_has_seven_characters_that_cannot_be_mistaken(api: httpx.Client) -> None:
    slugs = [created(api.post("/links", json={"url": VPS}))["short_code"] for _ in range(40)]
    assert {len(each) for each in slugs} == {RANDOM_LENGTH}
    assert set("".join(slugs)) & LOOK_ALIKES == set()
    assert all(each.isascii() and each.isalnum() and each == each.lower() for each in slugs)


def test_random_slugs_do_not_follow_from_each_other(api: httpx.Client) -> None:
    slugs = [created(api.post("/links", json={"url": VPS}))["short_code"] for _ in range(40)]
    assert len(set(slugs)) == len(slugs)
    assert len({each[:3] for each in slugs}) > len(slugs) / 2


def test_random_slugs_made_at_once_are_all_different(server: Server) -> None:
    key = server.key(plan="business")

    def create(_: int) -> str:
        return str(created(server.api(key).post("/links", json={"url": VPS}))["short_code"])

    with ThreadPoolExecutor(20) as crowd:
        slugs = list(crowd.map(create, range(100)))
    assert len(set(slugs)) == len(slugs)
