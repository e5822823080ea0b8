"""What stands above the board keeps what was asked for, and says what it could not do."""

import re

import pytest

from running.server import Server
from web.visitor import Visitor, signed_in

pytestmark = pytest.mark.any_engine
ASKED = "compare=yes&kind=human&kind=bot&f=device%3Aphone&x=country%3AID"


@pytest.fixture(scope="module")
def owner(server: Server) -> Visitor:
    return signed_in(server, server.account("papan@example.com").email)


def test_other_dates_keep_everything_else(owner: Visitor) -> None:
    page = owner.get(f"/analytics?period=7&{ASKED}").text
    form = re.search(r'<form class="menu-body".*?</form>', page, re.DOTALL)
    assert form is not None
    kept = re.findall(r'<input type="hidden"\s+name="(\w+)"\s+value="([^"]*)"', form.group())
    assert kept == [
        ("compare", "yes"),
        ("kind", "human"),
        ("kind", "bot"),
        ("f", "device:phone"),
        ("x", "country:ID"),
    ]


def test_removing_all_filters_keeps_period_kinds_and_comparison(owner: Visitor) -> None:
    page = owner.get(f"/analytics?period=7&{ASKED}").text
    clear = re.search(r'class="chip-clear"\s+href="([^"]*)"', page)
    assert clear is not None
    assert clear.group(1) == "/analytics?period=7&amp;compare=yes&amp;kind=human&amp;kind=bot"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("since=2026-01-02&until=2026-01-01", "The first day is after the last one"),
        ("since=2026-01-02T10:00&until=2026-01-02T09:00", "The first day is after the last one"),
        ("since=1990-01-01&until=2026-01-01", "at most 20 years"),
    ],
)
def test_dates_that_cannot_be_are_refused_with_words(owner: Visitor, query: str, words: str) -> None:
    page = owner.get(f"/analytics?{query}&kind=bot").text
    assert words in page
    assert "the last 30 days" in page
    assert "kind=bot" in page


@pytest.mark.parametrize("query", ["", "since=x&until=y", "since=2026-01-01&until=2026-01-01"])
def test_other_dates_need_no_words(owner: Visitor, query: str) -> None:
    assert "the last 30 days" not in owner.get(f"/analytics?{query}").text


@pytest.mark.parametrize(
    ("language", "query", "shown"),
    [
        ("en", "since=2025-12-30&until=2026-01-02", "12/30/2025 – 01/02/2026"),
        ("id", "since=2025-12-30&until=2026-01-02", "30-12-2025 – 02-01-2026"),
        ("id", "since=2025-12-30T08:00&until=2025-12-30T17:30", "30-12-2025 8.00 – 30-12-2025 17.30"),
    ],
)
def test_dates_of_ones_own_are_shown_whole(server: Server, language: str, query: str, shown: str) -> None:
    reader = signed_in(server, server.account("tanggal@example.com").email, language)
    page = reader.get(f"/analytics?{query}").text
    summary = re.search(r'<summary class="choice-more"[^>]*>(.*?)</summary>', page, re.DOTALL)
    assert summary is not None
    assert " ".join(summary.group(1).split()) == shown
