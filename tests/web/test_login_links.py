"""The tokens of login links."""

import pytest

from kliqs.accounts.login_links import LASTS_S, LoginLinkSpent, _read, make
from kliqs.accounts.models import User

NOW = 1_800_000_000.0


def test_a_token_is_good_for_fifteen_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: NOW)
    token = make(User(pk=7, email="budi@example.com"))
    monkeypatch.setattr("time.time", lambda: NOW + LASTS_S - 1)
    assert _read(token)[0] == 7
    monkeypatch.setattr("time.time", lambda: NOW + LASTS_S + 1)
    with pytest.raises(LoginLinkSpent):
        _read(token)


def test_a_token_shows_neither_password_hash_nor_address() -> None:
    user = User(pk=7, email="budi@example.com", password="argon2$secret")
    assert make(user) != make(User(pk=7, email="budi@example.com", password="argon2$other"))
    assert "argon2" not in make(user)
    assert "budi" not in make(user)


@pytest.mark.parametrize("made_up", ["", "x", "a:b:c", "WzEsIngiXQ:1:x", "☃:1:2"])
def test_what_is_not_a_token_is_spent(made_up: str) -> None:
    with pytest.raises(LoginLinkSpent):
        _read(made_up)
