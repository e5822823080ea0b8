"""What a page's document may hold, and that every problem of one is told at once, with its place."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bio.everything import BLOCKS, everything
from kliqs.bio.blocks import KINDS
from kliqs.bio.document import Document, check_document, from_json, to_json
from kliqs.bio.themes import THEMES
from kliqs.errors import InvalidBody
from kliqs.settings import load

NOW = datetime(2026, 11, 25, tzinfo=UTC)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)

BLOCK_FIELDS = (
    "id", "url", "label", "text", "picture", "price", "questions", "until", "accounts", "phone", "starts_at",
)  # fmt: skip


def check(values: Any) -> Document:
    return check_document(values, load(), NOW)


def problems(values: Any) -> dict[str, str]:
    """Code by field of everything that is wrong."""
    with pytest.raises(InvalidBody) as refusal:
        check(values)
    return {problem.field: problem.code for problem in refusal.value.problems}


def block(**fields: Any) -> dict[str, Any]:
    return everything(blocks=[fields])


def test_the_sample_has_a_block_of_every_kind() -> None:
    assert {each["type"] for each in BLOCKS} == KINDS.keys()


def test_a_document_is_kept_as_it_was_checked() -> None:
    document = check(everything())
    assert from_json(to_json(document)) == document
    assert [each.id for each in document.blocks] == [each["id"] for each in BLOCKS]


def test_every_problem_is_told_at_once_with_its_place() -> None:
    values = {
        "profile": {"name": ""},
        "look": {"theme": "nope", "text": "red"},
        "options": {"language": "fr", "age": 7},
        "blocks": [
            {"type": "link", "label": "x" * 121, "url": "javascript:alert(1)", "typo": 1},
            {"type": "faq", "questions": [{"question": "?", "answer": "!"}, {"question": "", "answer": ""}]},
            {"type": "dance"},
            7,
        ],
        "typo": 1,
    }
    assert problems(values) == {
        "profile.name": "INVALID_REQUEST",
        "look.theme": "INVALID_REQUEST",
        "look.text": "INVALID_REQUEST",
        "options.language": "INVALID_REQUEST",
        "options.age": "INVALID_REQUEST",
        "blocks[0].label": "INVALID_REQUEST",
        "blocks[0].url": "INVALID_URL",
        "blocks[0].typo": "INVALID_REQUEST",
        "blocks[1].questions[1].question": "INVALID_REQUEST",
        "blocks[1].questions[1].answer": "INVALID_REQUEST",
        "blocks[2].type": "INVALID_REQUEST",
        "blocks[3]": "INVALID_REQUEST",
        "typo": "INVALID_REQUEST",
    }


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "//evil.example", "file:///etc/passwd", "http://a b", ""],
)
@pytest.mark.parametrize("kind", [{"type": "link", "label": "x"}, {"type": "product", "name": "x"}])
def test_only_web_addresses_are_taken(kind: dict[str, str], url: str) -> None:
    assert problems(block(**kind, url=url)) == {"blocks[0].url": "INVALID_URL"}


@pytest.mark.parametrize(
    "path", ["https://elsewhere.example/p.jpg", "/media/../../x.svg", "/media/p.svg", "data:image/svg+xml,x"]
)
def test_pictures_are_those_that_were_uploaded_here(path: str) -> None:
    assert problems(block(type="image", picture=path)) == {"blocks[0].picture": "INVALID_REQUEST"}


def test_blocks_without_an_id_get_one_and_none_has_anothers() -> None:
    divider = {"type": "divider"}
    ids = [each.id for each in check(everything(blocks=[divider] * 5)).blocks]
    assert len(set(ids)) == 5
    assert all(ids)
    assert problems(everything(blocks=[divider | {"id": "a"}, divider | {"id": "a"}])) == {
        "blocks[1].id": "INVALID_REQUEST"
    }


@pytest.mark.parametrize("name", ["enter", "Upper", "a.b", "x" * 25, "card-1", "é"])
def test_a_block_cannot_be_called_what_its_path_could_not_be(name: str) -> None:
    assert problems(block(type="divider", id=name)) == {"blocks[0].id": "INVALID_REQUEST"}


def test_a_gate_asks_for_eighteen_years_unless_told_otherwise() -> None:
    assert check(everything(options={"gate": "age"})).options.age == 18
    assert check(everything(options={"gate": "age", "age": 21})).options.age == 21


def test_a_schedule_ends_after_it_begins() -> None:
    both = {"starts_at": "2026-12-02T00:00:00Z", "ends_at": "2026-12-01T00:00:00+07:00"}
    assert problems(block(type="divider", **both)) == {"blocks[0].ends_at": "INVALID_REQUEST"}


@pytest.mark.parametrize(
    ("look", "field"),
    [
        ({"text": "#fbfaf8"}, "look.text"),
        ({"background": "#222222"}, "look.background"),
        ({"button": "#fefefe"}, "look.button"),
        ({"background": "#ffffff", "background_end": "#000000", "text": "#111111"}, "look.text"),
    ],
)
def test_colours_that_could_not_be_read_are_refused(look: dict[str, str], field: str) -> None:
    assert problems(everything(look={"theme": "polos"} | look)) == {field: "LOW_CONTRAST"}


def test_colours_that_can_be_read_are_taken() -> None:
    look = {"theme": "polos", "background": "#003322", "text": "#ffffff", "button": "#ffcc00", "button_text": "#000000"}
    assert check(everything(look=look)).look.background == "#003322"


@pytest.mark.parametrize(
    ("amount", "currency"),
    [(-1, "IDR"), ("1e40", "IDR"), ("NaN", "IDR"), (True, "IDR"), ("", "IDR"), (5, "XXX"), (5, "rp")],
)
def test_a_price_is_an_amount_in_a_currency(amount: Any, currency: str) -> None:
    product = {"type": "product", "name": "x", "url": "https://example.com/"}
    assert problems(block(**product, price={"amount": amount, "currency": currency})) == {
        "blocks[0].price": "INVALID_REQUEST"
    }


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_can_be_chosen(theme: str) -> None:
    assert check(everything(look={"theme": theme})).look.theme == theme


def refused_fields(values: Any) -> list[str] | None:
    """Where the problems of a document are; None when it is taken."""
    try:
        document = check(values)
    except InvalidBody as refusal:
        return [problem.field for problem in refusal.problems]
    assert from_json(to_json(document)) == document
    return None


@settings(deadline=None)
@given(ANYTHING)
def test_anything_is_refused_or_kept_as_it_is(values: Any) -> None:
    fields = refused_fields(values)
    assert fields is None or fields


@settings(deadline=None)
@given(st.sampled_from(sorted(KINDS)), st.dictionaries(st.sampled_from(BLOCK_FIELDS), ANYTHING))
def test_any_block_is_refused_or_kept_as_it_is(kind: str, fields: dict[str, Any]) -> None:
    refused = refused_fields(everything(blocks=[{"type": kind} | fields]))
    assert refused is None or all(field.startswith("blocks[0]") for field in refused)
