"""The cookie that says a visitor has given a link's password."""

import pytest

from kliqs.routes.unlocking import grant, holds

SECRET, ROUTE, HASH, UNTIL = "a secret", 7, "$argon2id$v=19$one", 1_800_000_000


@pytest.fixture
def token() -> str:
    return grant(SECRET, ROUTE, HASH, UNTIL)


def test_it_opens_its_route_until_it_ends(token: str) -> None:
    assert holds(SECRET, ROUTE, HASH, token, UNTIL - 1)
    assert not holds(SECRET, ROUTE, HASH, token, UNTIL)


def test_it_opens_no_other_route(token: str) -> None:
    assert not holds(SECRET, ROUTE + 1, HASH, token, UNTIL - 1)


def test_a_changed_password_ends_it(token: str) -> None:
    assert not holds(SECRET, ROUTE, "$argon2id$v=19$two", token, UNTIL - 1)


def test_a_changed_secret_ends_it(token: str) -> None:
    assert not holds("another secret", ROUTE, HASH, token, UNTIL - 1)


def test_nobody_prolongs_it(token: str) -> None:
    mac = token.partition(".")[2]
    assert not holds(SECRET, ROUTE, HASH, f"{UNTIL + 900}.{mac}", UNTIL)


@pytest.mark.parametrize(
    "made_up", ["", ".", "1800000000", "1800000000.", "9" * 400 + ".x", "²³.x", "1800000000.☃", "-1.x"]
)
def test_what_is_no_token_opens_nothing(made_up: str) -> None:
    assert not holds(SECRET, ROUTE, HASH, made_up, 0)
