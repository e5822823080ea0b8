"""The pages that the redirect lane sends by itself."""

import re

import pytest

from kliqs.web.public.ready import LANGUAGES, NAMES, ready_pages


@pytest.fixture(scope="module")
def pages() -> dict[tuple[str, str], str]:
    return {key: page.decode() for key, page in ready_pages().items()}


def test_every_page_is_there_in_both_languages(pages: dict[tuple[str, str], str]) -> None:
    assert set(pages) == {(name, language) for name in NAMES for language in LANGUAGES}


@pytest.mark.parametrize("name", NAMES)
def test_a_page_says_its_thing_in_the_visitors_language(pages: dict[tuple[str, str], str], name: str) -> None:
    english, indonesian = pages[name, "en"], pages[name, "id"]
    assert '<html lang="en">' in english
    assert '<html lang="id">' in indonesian
    assert _heading(english) != _heading(indonesian)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_loads_nothing_from_other_hosts_and_needs_no_script(
    pages: dict[tuple[str, str], str], name: str
) -> None:
    page = pages[name, "en"]
    assert "<script" not in page
    assert " style=" not in page
    loaded = re.findall(r'<(?:link|img)[^>]+href="([^"]+)"', page)
    assert loaded
    assert all(address.startswith("/") for address in loaded)


def _heading(page: str) -> str:
    found = re.search(r"<h1>(.+?)</h1>", page)
    assert found is not None
    return found.group(1)
