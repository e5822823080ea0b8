"""The page for preview fetchers says what the card says, whatever its texts hold."""

from hypothesis import given
from hypothesis import strategies as st

from edge.heads import Head
from kliqs.routes.cards import Card, card_of, fetchers_page, shown

PICTURE = f"/media/{'ab12' * 10}-1200x630.jpg"
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


def head(card: Card, destination: str = "https://www.toko.example/menu?a=1&b=2") -> Head:
    return Head(fetchers_page(shown(card, "https://kliqs.me/kopi", destination, "https://kliqs.me")).decode())


def test_all_fields_are_told_to_open_graph_and_x() -> None:
    said = head(Card("Kopi susu", "Panas &\nmanis", PICTURE))
    assert said.title == "Kopi susu"
    assert said.meta == {
        "og:type": "website",
        "og:url": "https://kliqs.me/kopi",
        "og:title": "Kopi susu",
        "og:description": "Panas & manis",
        "og:image": f"https://kliqs.me{PICTURE}",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:site_name": "toko.example",
        "description": "Panas & manis",
        "twitter:card": "summary_large_image",
        "twitter:title": "Kopi susu",
        "twitter:description": "Panas & manis",
        "twitter:image": f"https://kliqs.me{PICTURE}",
    }


def test_what_is_missing_is_not_told_and_the_host_stands_for_a_title() -> None:
    said = head(Card("", "Panas", ""))
    assert said.meta["og:title"] == said.title == "toko.example"
    assert said.meta["twitter:card"] == "summary"
    assert not [name for name in said.meta if "image" in name]
    assert head(Card("", "", "https://cdn.example/k.png")).meta["og:image"] == "https://cdn.example/k.png"


def test_a_link_that_says_nothing_has_no_card() -> None:
    assert card_of("", "", "") is None
    assert card_of("", "", PICTURE) == Card("", "", PICTURE)


@given(title=TEXT, description=TEXT, path=TEXT)
def test_no_text_becomes_markup(title: str, description: str, path: str) -> None:
    card = Card(title or "x", description, "")
    page = fetchers_page(shown(card, "https://kliqs.me/x", "https://t.example/" + path, "https://kliqs.me")).decode()
    said = Head(page)
    assert said.title == (" ".join(card.title.split()) or "t.example")
    assert said.meta.get("og:description", "") == " ".join(description.split())
    allowed = {"html", "head", "meta", "title", "link", "body", "h1", "p", "a"}
    assert set(said.tags) == allowed
