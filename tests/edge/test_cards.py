"""What preview fetchers get: the card of a link that has one, and nothing that its owner hides."""

import http.client

import pytest

from cast import VPS, slug
from edge.heads import Head
from running.accounts import Account
from running.server import Server
from running.waiting import eventually

WHATSAPP = "WhatsApp/2.23.20.0 A"
FETCHERS = [
    WHATSAPP,
    "TelegramBot (like TwitterBot)",
    "Twitterbot/1.0",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
]
PERSON = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
CARD = {"title": "Kopi susu", "description": "Panas dan manis", "image": "https://cdn.example/kopi.jpg"}


@pytest.fixture(scope="module")
def account(server: Server) -> Account:
    return server.account()


def make(server: Server, account: Account, **fields: str) -> str:
    name = slug()
    answer = server.api(account.key).post("/links", json={"url": VPS, "slug": name, **fields})
    assert answer.status_code == 201, answer.text
    return name


def fetch(server: Server, path: str, agent: str = WHATSAPP, method: str = "GET") -> tuple[int, Head, str]:
    answer = server.visit(path, method=method, **{"User-Agent": agent})
    return answer.status_code, Head(answer.text), answer.headers.get("Location", "")


@pytest.mark.any_engine
@pytest.mark.parametrize("agent", FETCHERS)
def test_a_fetcher_gets_the_card_and_people_the_redirect(server: Server, account: Account, agent: str) -> None:
    name = make(server, account, **CARD)
    status, said, _ = fetch(server, f"/{name}?utm_source=wa", agent)
    assert status == 200
    assert said.meta["og:title"] == "Kopi susu"
    assert said.meta["og:description"] == "Panas dan manis"
    assert said.meta["og:image"] == "https://cdn.example/kopi.jpg"
    assert said.meta["og:url"] == f"http://{server.domain}/{name}"
    assert fetch(server, f"/{name}", PERSON)[::2] == (302, VPS)


def test_a_look_counts_as_one_preview_and_never_as_a_person(server: Server, account: Account) -> None:
    name = make(server, account, title="Kopi")
    assert fetch(server, f"/{name}")[0] == 200
    assert fetch(server, f"/{name}", method="HEAD")[0] == 200
    api = server.api(account.key)

    def clicks() -> dict[str, int]:
        found: dict[str, int] = api.get(f"/links?slug={name}").json()["data"]["clicks"]
        return found

    eventually(lambda: clicks()["preview"] == 1)
    assert (clicks()["human"], clicks()["bot"]) == (0, 0)


def test_a_link_that_says_nothing_of_itself_is_followed(server: Server, account: Account) -> None:
    assert fetch(server, f"/{make(server, account)}")[::2] == (302, VPS)


def test_a_change_of_the_card_is_seen_by_the_next_fetcher(server: Server, account: Account) -> None:
    name = make(server, account, title="Kopi")
    api = server.api(account.key)
    public_id = api.get(f"/links?slug={name}").json()["data"]["id"]
    assert fetch(server, f"/{name}")[1].title == "Kopi"
    assert api.patch(f"/links/{public_id}", json={"description": "Dingin", "title": "Teh"}).status_code == 200
    said = fetch(server, f"/{name}")[1]
    assert (said.title, said.meta["og:description"]) == ("Teh", "Dingin")
    assert api.patch(f"/links/{public_id}", json={"description": None, "title": None}).status_code == 200
    assert fetch(server, f"/{name}")[::2] == (302, VPS)


def test_a_bulk_and_an_expiring_link_have_their_cards_too(server: Server, account: Account) -> None:
    one, other = slug(), slug()
    links = [
        {"url": VPS, "slug": one, **CARD},
        {"url": VPS, "slug": other, "expires_at": "2099-01-01T00:00:00Z", **CARD},
    ]
    answer = server.api(account.key).post("/links/bulk", json={"links": links})
    assert answer.status_code in (200, 201), answer.text
    for name in (one, other):
        assert fetch(server, f"/{name}")[1].meta["og:image"] == CARD["image"]
        assert fetch(server, f"/{name}", PERSON)[::2] == (302, VPS)


@pytest.mark.any_engine
def test_locked_expired_and_disabled_links_tell_nothing(server: Server, account: Account) -> None:
    locked = make(server, account, password="rahasia", **CARD)
    expired, disabled = make(server, account, **CARD), make(server, account, **CARD)
    with server.database() as database:
        database.execute("UPDATE routes_route SET expires_at = 1 WHERE slug = ?", (expired,))
        database.execute("UPDATE routes_route SET disabled = ? WHERE slug = ?", (True, disabled))
    for name, wanted in ((locked, 200), (expired, 410), (disabled, 410)):
        answer = server.visit(f"/{name}", **{"User-Agent": WHATSAPP})
        assert answer.status_code == wanted
        assert not [text for text in (*CARD.values(), VPS) if text in answer.text]


@pytest.mark.any_engine
def test_header_blocks_seen_before_change_nothing(server: Server, account: Account) -> None:
    """One connection each, the same bytes again and again: what was learned on a plain link holds on no other."""
    plain, card = make(server, account), make(server, account, title="Kopi")
    for agent, wanted in ((WHATSAPP, 200), (PERSON, 302)):
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        for _ in range(3):
            for name, status in ((plain, 302), (card, wanted)):
                connection.request("GET", f"/{name}", headers={"Host": server.domain, "User-Agent": agent})
                answer = connection.getresponse()
                answer.read()
                assert answer.status == status
        connection.close()
