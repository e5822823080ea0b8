"""The schemas that the reference shows say the same as the checks: what one allows, the other takes."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from kliqs.api.openapi import document
from kliqs.api.page_examples import BLOCKS, CHANGES, PAGE
from kliqs.bio.blocks import KINDS
from kliqs.bio.bodies import check_added, check_new, check_place, check_some, check_whole
from kliqs.bio.describing import block_name, schemas
from kliqs.bio.document import PARTS, check_block, check_document, to_json
from kliqs.bio.models import Page
from kliqs.bio.rules import rules_of
from kliqs.errors import InvalidBody, KliqsError
from kliqs.links.batches import utc_now
from kliqs.settings import load

pytestmark = pytest.mark.any_engine

DEFINITIONS = schemas("#/$defs/{name}")
# Values at and beyond every bound that a field may have; each is given to every field of every kind.
VALUES: list[Any] = [
    *(None, True, False, 0, 1, -1, 1.5, "", " ", "x", "a.b", "\x00", [], {}, [None], [{}], "line", "dots", "instagram"),
    *("x" * 40, "x" * 41, "x" * 120, "x" * 121, "x" * 200, "x" * 201, "x" * 300, "x" * 301, "x" * 500, "x" * 501),
    *("x" * 1_000, "x" * 3_000, "x" * 3_001, "https://example.com/", "http://example.com", "javascript:alert(1)"),
    *("2030-01-01T00:00:00Z", "2030-01-01", f"/media/{'1' * 40}-8x8.png", f"/media/{'1' * 40}-8x8.svg", "/media/x"),
    *(
        {"amount": 1},
        {"amount": "12.50", "currency": "USD"},
        {"amount": -1},
        {"currency": "IDR"},
        {"amount": 1, "x": 1},
    ),
    *([{"network": "x", "url": "https://x.com/a"}], [{"network": "no", "url": "https://x.com/a"}], [{"network": "x"}]),
    *([{"question": "a", "answer": "b"}], [{"question": "a"}], "ani@example.com", "ani@", "+62 812 3456 7890", "12"),
    *("https://youtu.be/dQw4w9WgXcQ", "https://example.com/video"),
]
# What a schema cannot say of a text: that an address is on the web and shows something, that a number can be called.
UNSAID = {("embed", "url"), ("whatsapp", "phone")}


def validator(name: str) -> Draft202012Validator:
    schema = {"$ref": f"#/$defs/{name}", "$defs": DEFINITIONS}
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def is_taken(values: Any) -> bool:
    return passes(lambda: check_block(values, load(), utc_now()))


def passes(check: Callable[[], Any]) -> bool:
    try:
        check()
    except KliqsError:
        return False
    return True


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_schema_allows_the_check_takes_and_nothing_else(kind: str) -> None:
    checker = validator(f"{block_name(kind)}In")
    differing = []
    for field in rules_of(KINDS[kind]):
        for value in VALUES:
            sent = BLOCKS[kind] | {field: value}
            if checker.is_valid(sent) != is_taken(sent) and not _is_unsaid(kind, field, value):
                differing.append((field, value, is_taken(sent)))
    assert differing == []


def _is_unsaid(kind: str, field: str, value: Any) -> bool:
    """Formats of texts, which validators need not know; what stands in the contact besides its name."""
    is_address = field in ("url", "website") or (isinstance(value, list) and "url" in str(value))
    is_moment = field in ("starts_at", "ends_at", "until")
    return (kind, field) in UNSAID or is_address or is_moment or (kind, field) == ("contact", "email")


@pytest.mark.parametrize("kind", KINDS)
def test_every_example_is_sound_and_comes_back_as_the_schema_of_answers_says(kind: str) -> None:
    block = check_block(BLOCKS[kind], load(), utc_now())
    assert validator("PageBlockIn").is_valid(BLOCKS[kind])
    answered = msgspec.json.decode(msgspec.json.encode(block))
    assert list(validator("PageBlock").iter_errors(answered)) == []
    assert is_taken(answered), "what was read can be sent back"
    with pytest.raises(InvalidBody):
        check_block(BLOCKS[kind] | {"colour": "red"}, load(), utc_now())


def test_every_kind_is_described_and_told_apart_by_its_type() -> None:
    union = DEFINITIONS["PageBlockIn"]
    assert union["discriminator"]["mapping"].keys() == KINDS.keys()
    assert len(union["oneOf"]) == len(KINDS)
    for name, schema in DEFINITIONS.items():
        assert re.fullmatch(r"[A-Za-z]+", name)
        Draft202012Validator.check_schema(schema)


def test_the_examples_of_whole_pages_are_sound() -> None:
    for part, name in (("profile", "PageProfileIn"), ("look", "PageLookIn")):
        assert validator(name).is_valid(PAGE[part])
    assert validator("PageProfileChangesIn").is_valid(CHANGES["profile"])
    assert not validator("PageProfileIn").is_valid(CHANGES["profile"]), "a page needs a name"


def bodies(sent: dict[str, Any], fields: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The body without each of the fields, and with each value in its place; and so within its parts."""
    for field in fields:
        yield {name: value for name, value in sent.items() if name != field}
        yield from (sent | {field: value} for value in VALUES)
    for part in PARTS.keys() & set(fields):
        for inner in rules_of(PARTS[part]):
            yield from (sent | {part: sent.get(part, {}) | {inner: value}} for value in VALUES)


PAGE_FIELDS = ("profile", "look", "options", "blocks", "publish", "surplus")
DRAFT = Page(
    draft=to_json(check_document({name: PAGE[name] for name in ("profile", "look", "blocks")}, load(), utc_now()))
)


@pytest.mark.parametrize(
    ("name", "sent", "fields", "check"),
    [
        ("PageIn", PAGE, (*PAGE_FIELDS, "slug", "password"), lambda body: check_new(body, load())),
        ("PageReplacementIn", PAGE, PAGE_FIELDS, lambda body: check_whole(body, load())),
        ("PageChangesIn", CHANGES, (*PAGE_FIELDS, "slug", "password"), lambda body: check_some(DRAFT, body, load())),
        (
            "BlockIn",
            {"block": BLOCKS["link"]},
            ("block", "position", "surplus"),
            lambda body: check_added(body, load()),
        ),
        ("BlockPlaceIn", {"position": 1}, ("position", "surplus"), lambda body: check_place(body, load())),
    ],
)
def test_what_a_body_may_be_is_what_its_check_takes(
    name: str, sent: dict[str, Any], fields: Iterable[str], check: Callable[[Any], Any]
) -> None:
    schema = {"$ref": f"#/components/schemas/{name}", "components": document(load())["components"]}
    checker = Draft202012Validator(schema)
    sent = {field: value for field, value in sent.items() if field in fields}
    asked = list(bodies(sent, fields))
    differing = [body for body in asked if checker.is_valid(body) != passes(partial(check, body))]
    assert [body for body in differing if not _names_a_zone(body)] == []


def _names_a_zone(body: dict[str, Any]) -> bool:
    """Which time zones there are no schema says."""
    options = body.get("options")
    return isinstance(options, dict) and isinstance(options.get("time_zone"), str)
