"""The docs host. What can drift is compared with the tables it is made from."""

import re
from pathlib import Path

import pytest

from kliqs.accounts.plans import BUILT_IN
from kliqs.errors import ERRORS
from kliqs.web.docs.building.doctrees import anchor
from kliqs.web.docs.library import contents
from kliqs.web.docs.reference import settings_table
from kliqs.web.docs.views import MOVED
from running.commands import REPOSITORY
from running.server import Server
from web.docs_site import LANGUAGES, docs, page_names
from web.visitor import Visitor

pytestmark = pytest.mark.any_engine


def test_both_languages_have_the_same_pages() -> None:
    written = {
        language: {str(path.relative_to(REPOSITORY / "docs" / language)) for path in _sources(language)}
        for language in LANGUAGES
    }
    assert written["en"] - written["id"] == set(), "these wait for their Indonesian"
    assert written["id"] - written["en"] == set(), "these wait for their English"
    assert contents("en").order == contents("id").order


def test_both_languages_of_a_page_have_the_same_parts() -> None:
    """A page that was extended in one language lags behind in the other."""
    parts = (r"^## ", r"^### ", r"^```", r"^\|", r"^(?:-|\d+\.) ", r"^<!-- kliqs:[a-z]+ -->$")
    lagging = []
    for path in _sources("en"):
        english = path.read_text()
        indonesian = (REPOSITORY / "docs/id" / path.relative_to(REPOSITORY / "docs/en")).read_text()
        lagging += [
            (path.name, part, *counts)
            for part in parts
            if len(set(counts := [len(re.findall(part, text, re.MULTILINE)) for text in (english, indonesian)])) > 1
        ]
    assert lagging == []


def test_pages_are_plain_markdown() -> None:
    """Addresses are written as on kliqs.me and generated parts as `<!-- kliqs:name -->`: see CONTRIBUTING."""
    tagged = [path.name for language in LANGUAGES for path in _sources(language) if "{%" in path.read_text()]
    assert tagged == []


def test_every_page_is_there_in_both_languages_and_as_markdown(server: Server) -> None:
    visitor = Visitor(server, f"docs.{server.domain}")
    missing = [
        path
        for language in LANGUAGES
        for name in page_names()
        for path in (f"/{language}/{name}", f"/{language}/{name}.md")
        if visitor.get(path).status_code != 200
    ]
    assert missing == []


def test_old_names_of_pages_lead_to_the_new(server: Server) -> None:
    visitor = Visitor(server, f"docs.{server.domain}")
    for old, new in MOVED.items():
        for prefix in ("", "/en", "/id"):
            answer = visitor.get(f"{prefix}/{old}")
            assert (answer.status_code, answer.headers["Location"]) == (301, f"{prefix}/{new}")
            assert new in page_names()


def test_pages_show_this_installs_addresses_and_nobody_elses(server: Server) -> None:
    foreign = []
    for name in page_names():
        for path in (f"/en/{name}", f"/en/{name}.md"):
            foreign += [(path, found) for found in re.findall(r"\S*kliqs\.me\S*", docs(server, path))]
    assert foreign == []
    assert f"http://127.0.0.1:{server.port}/api/v1/links" in docs(server, "/getting-started.md")
    assert f"http://{server.domain}/vps-murah" in docs(server, "/response")
    assert "kliqs.me" not in docs(server, "/en/search.json")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_address_in_every_error_leads_to_its_text(server: Server, language: str) -> None:
    page = docs(server, f"/{language}/errors")
    assert [code for code in ERRORS if f'id="{code}"' not in page] == []


def test_an_answers_docs_address_leads_to_its_code(server: Server) -> None:
    refusal = server.api(server.key()).post("/links", json={"url": "nonsense"}).json()
    address, _, code = refusal["docs"].partition("#")
    path = address.removeprefix(f"http://docs.{server.domain}")
    assert f'id="{code}"' in docs(server, path)


def test_every_setting_is_documented(server: Server) -> None:
    page = docs(server, "/self-hosting/settings")
    assert [row.name for row in settings_table() if f"<code>{row.name}</code>" not in page] == []


def test_a_settings_placeholder_is_shown_as_written(server: Server) -> None:
    assert "<code>api.&lt;domain&gt;</code>" in docs(server, "/self-hosting/settings")


def test_every_command_is_documented_in_the_words_of_its_help(server: Server) -> None:
    page = docs(server, "/guides/command-line.md")
    for words in (["serve"], ["key", "create"], ["host", "block"]):
        assert f"## `kliqs {' '.join(words)}`" in page
        text = " ".join(server.kliqs(*words, "--help").stdout.replace("│", " ").split())
        options = re.findall(
            r"^- `(--[a-z-]+)", page.partition(f"## `kliqs {' '.join(words)}`")[2].partition("## ")[0], re.M
        )
        assert options
        assert [option for option in options if option not in text] == []


def test_the_plans_are_those_of_the_plan_table(server: Server) -> None:
    page = docs(server, "/en/limits")
    for plan in BUILT_IN:
        row = rf">\s*{plan.title}\s*</td>\s*<td[^>]*>{plan.requests_per_month:,}</td>"
        assert bool(re.search(row, page)) == plan.listed, plan.title


def test_numbers_are_written_as_the_language_does(server: Server) -> None:
    for ending in ("", ".md"):
        assert "30.000" in docs(server, f"/id/limits{ending}")
        assert "30,000" in docs(server, f"/en/limits{ending}")


def test_the_language_is_the_browsers_unless_the_address_says_otherwise(server: Server) -> None:
    visitor = Visitor(server, f"docs.{server.domain}", language="id-ID,id;q=0.9,en;q=0.5")
    assert "Mulai di sini" in visitor.get("/").text
    english = visitor.get("/en/errors")
    assert english.headers["Content-Language"] == "en"
    assert 'href="/en/privacy"' in english.text, "a chosen language stays chosen"


def test_programs_find_everything_from_one_list(server: Server) -> None:
    listed = docs(server, "/llms.txt")
    addresses = re.findall(rf"\(http://docs\.{re.escape(server.domain)}(/\S+?\.md)\)", listed)
    assert [address.removeprefix("/").removesuffix(".md") for address in addresses] == page_names()
    whole = docs(server, "/llms-full.txt")
    assert [path for path in addresses if docs(server, path).strip() not in whole] == []


def test_search_engines_find_every_page_in_both_languages(server: Server) -> None:
    found = re.findall(r"<loc>(.+?)</loc>", docs(server, "/sitemap.xml"))
    assert len(found) == 2 * len(page_names())
    page = docs(server, "/id/errors")
    assert f'<link rel="canonical" href="http://docs.{server.domain}/id/errors">' in page
    assert f'hreflang="en" href="http://docs.{server.domain}/en/errors">' in page
    assert f"http://docs.{server.domain}/id/errors" in found


def test_a_code_is_its_own_anchor() -> None:
    assert anchor("`SLUG_ALREADY_EXISTS`") == "SLUG_ALREADY_EXISTS"
    assert anchor("3. See the clicks") == "3-see-the-clicks"


def _sources(language: str) -> list[Path]:
    return sorted((REPOSITORY / "docs" / language).rglob("*.md"))
