"""What an API key looks like."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliqs.accounts.key_format import BASE62, PREFIX, checksum, hash_of, is_well_formed, new_key

SECRETS = st.text(BASE62, min_size=32, max_size=32)


def test_a_new_key_is_well_formed() -> None:
    assert is_well_formed(new_key())
    assert is_well_formed(new_key(is_test=True))


def test_a_key_shows_whether_it_is_live_or_for_tests() -> None:
    assert new_key().startswith("kliqs_sk_live_")
    assert new_key(is_test=True).startswith("kliqs_sk_test_")


def test_new_keys_are_all_different() -> None:
    assert len({new_key() for _ in range(1_000)}) == 1_000


@given(SECRETS)
def test_a_secret_with_its_checksum_is_well_formed(secret: str) -> None:
    assert is_well_formed(PREFIX + secret + checksum(secret))


@given(SECRETS, st.integers(0, 31), st.sampled_from(BASE62))
def test_one_mistyped_character_is_noticed(secret: str, place: int, typed: str) -> None:
    mistyped = secret[:place] + typed + secret[place + 1 :]
    assert is_well_formed(PREFIX + mistyped + checksum(secret)) == (mistyped == secret)


def test_two_swapped_neighbours_are_noticed() -> None:
    key = new_key()
    secret, end = key[len(PREFIX) : -6], key[-6:]
    for place, (left, right) in enumerate(pairwise(secret)):
        swapped = secret[:place] + right + left + secret[place + 2 :]
        assert is_well_formed(PREFIX + swapped + end) == (left == right)


@given(st.text(max_size=60))
def test_any_other_text_is_no_key(text: str) -> None:
    assert not is_well_formed(text)
    assert not is_well_formed(PREFIX + text)


@pytest.mark.parametrize("digit", ["\u0661", "\u00e9", "\uff11", " ", "\n", "\x00"])
def test_digits_of_other_scripts_make_no_key(digit: str) -> None:
    key = new_key()
    assert not is_well_formed(key[:-1] + digit)
    assert not is_well_formed(key[:20] + digit + key[21:])


def test_what_is_kept_of_a_key_does_not_give_it_away() -> None:
    key = new_key()
    assert len(hash_of(key)) == 64
    assert hash_of(key) != hash_of(new_key())
    assert key[len(PREFIX) :] not in hash_of(key)
