"""`wa.me` addresses from numbers as people write them."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliqs.errors import KliqsError
from kliqs.links.destinations import check_destination
from kliqs.links.whatsapp import international, whatsapp_address
from kliqs.settings import load


@pytest.mark.parametrize(
    "written",
    [
        "081234567890",
        "0812-3456-7890",
        "+62 812 3456 7890",
        "+62 (0) 812-3456-7890",
        "62812 3456 7890",
        "0062 812 3456 7890",
        "81234567890",
        "0812.3456.7890",
        "\u202a+62\u00a0812\u20113456\u20117890\u202c",
        "０８１２３４５６７８９０",
    ],
)
def test_an_indonesian_number_is_understood_however_it_is_written(written: str) -> None:
    assert international(written) == "6281234567890"


@pytest.mark.parametrize(
    ("written", "digits"),
    [("+1 (415) 555-2671", "14155552671"), ("+81 90 1234 5678", "819012345678"), ("0065 8123 4567", "6581234567")],
)
def test_numbers_of_other_countries_keep_their_code(written: str, digits: str) -> None:
    assert international(written) == digits


@pytest.mark.parametrize(
    "written",
    ["", "+", "0", "0812", "abc", "0812x3456789", "+0812345678", "1" * 16, "٠٨١٢٣٤٥٦٧٨٩", "0812+345678", "8" * 70],
)
def test_what_is_no_number_is_refused(written: str) -> None:
    with pytest.raises(KliqsError) as refused:
        international(written)
    assert (refused.value.code, refused.value.field) == ("INVALID_PHONE_NUMBER", "number")


@given(st.integers(10**6, 10**15 - 1), st.data())
def test_a_number_with_a_plus_comes_out_whatever_stands_between_its_digits(number: int, data: st.DataObject) -> None:
    digits = str(number)
    gaps = data.draw(st.lists(st.sampled_from(["", " ", "-", ".", " - "]), min_size=len(digits), max_size=len(digits)))
    written = "+" + "".join(digit + gap for digit, gap in zip(digits, gaps, strict=True))
    if len(written) > 64 or digits.startswith("620"):
        return
    assert international(written) == digits


@given(st.text(max_size=80))
def test_any_text_is_digits_or_a_refusal(text: str) -> None:
    try:
        digits = international(text)
    except KliqsError:
        return
    assert digits.isascii()
    assert digits.isdigit()
    assert 7 <= len(digits) <= 15


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=1_000))
def test_the_message_arrives_as_it_was_written_and_the_address_can_be_shortened(message: str) -> None:
    address = whatsapp_address("0812 3456 7890", message)
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "wa.me", "/6281234567890")
    wanted = message.strip().replace("\r\n", "\n")
    assert parse_qs(parts.query).get("text", [""]) == [wanted]
    assert check_destination(address, load()) == address


def test_a_message_too_long_to_open_is_refused() -> None:
    for message in ("a" * 1_001, "🙂" * 700):
        with pytest.raises(KliqsError) as refused:
            whatsapp_address("081234567890", message)
        assert (refused.value.code, refused.value.field) == ("INVALID_REQUEST", "message")
