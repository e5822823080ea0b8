"""The docs host. What can drift is compared with the tables it is made from, and the samples are run."""

import json
import os
import re
import subprocess

import pytest

from kliqs.accounts.plans import BUILT_IN
from kliqs.errors import ERRORS
from kliqs.web.docs.pages import PAGES
from kliqs.web.docs.reference import settings_table
from kliqs.web.docs.rendering import anchor
from running.commands import REPOSITORY
from running.server import Server
from web.visitor import Visitor

pytestmark = pytest.mark.any_engine

LANGUAGES = ("en", "id")
SAMPLE = re.compile(r'<pre><code class="language-sh">(.*?)</code></pre>', re.DOTALL)


def docs(server: Server, path: str) -> str:
    answer = Visitor(server, f"docs.{server.domain}").get(path)
    assert answer.status_code == 200, path
    return answer.text


def samples(page: str) -> list[str]:
    """The shell commands of a page, as a reader would copy them."""
    from html import unescape

    return [unescape(re.sub(r"<[^>]+>", "", block)) for block in SAMPLE.findall(page)]


def test_both_languages_have_the_same_pages() -> None:
    names = {page.name for page in PAGES}
    for language in LANGUAGES:
        assert {path.stem for path in (REPOSITORY / "docs" / language).glob("*.md")} == names


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_both_languages_of_a_page_have_the_same_parts(server: Server, page: object, language: str) -> None:
    name = getattr(page, "name", "")
    here, english = docs(server, f"/{language}/{name}"), docs(server, f"/en/{name}")
    for tag in ("<h2", "<h3", "<pre>", "<table", "<li>"):
        assert here.count(tag) == english.count(tag), tag


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
    page = docs(server, "/settings")
    assert [row.name for row in settings_table() if f"<code>{row.name}</code>" not in page] == []


def test_a_settings_placeholder_is_shown_as_written(server: Server) -> None:
    assert "<code>api.&lt;domain&gt;</code>" in docs(server, "/settings")


def test_the_plans_are_those_of_the_plan_table(server: Server) -> None:
    page = docs(server, "/en")
    for plan in BUILT_IN:
        assert (f"{plan.requests_per_month:,}</td>" in page) == plan.listed


def test_numbers_are_written_as_the_language_does(server: Server) -> None:
    assert "30.000" in docs(server, "/id")
    assert "30,000" in docs(server, "/en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_request_of_getting_started_succeeds_as_it_stands(server: Server, language: str) -> None:
    """On an account of its own, in the order of the page."""
    env = os.environ | {"KEY": server.key()}
    with server.database() as database:
        database.execute("DELETE FROM routes_route WHERE slug = 'vps-murah'")
        database.execute("DELETE FROM links_link WHERE slug = 'vps-murah'")
    requests = [command for command in samples(docs(server, f"/{language}")) if command.startswith("curl")]
    assert len(requests) >= 5
    for command in requests:
        done = subprocess.run(["bash", "-c", command], env=env, capture_output=True, text=True, timeout=30, check=True)
        assert json.loads(done.stdout)["success"] is True, f"{command}\n{done.stdout}"


def test_the_first_sample_gets_the_answer_that_the_page_shows(server: Server) -> None:
    page = docs(server, "/en")
    shown = re.search(r'<code class="language-json">(.*?)</code>', page, re.DOTALL)
    assert shown is not None
    from html import unescape

    promised = json.loads(unescape(re.sub(r"<[^>]+>", "", shown.group(1))))
    body = {"url": "https://example.com/p/1", "title": "VPS Murah"}
    answer = server.api(server.key()).post("/links", json=body).json()
    assert answer.keys() == promised.keys()
    assert answer["data"].keys() == promised["data"].keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_within_the_docs_lead_to_pages_and_headings_that_exist(server: Server, language: str) -> None:
    for page in PAGES:
        html = docs(server, f"/{language}/{page.name}")
        for path, heading in re.findall(rf'href="(/{language}[^"#]*)(?:#([^"]+))?"', html):
            target = docs(server, path)
            assert not heading or f'id="{heading}"' in target, f"{path}#{heading}"


def test_the_language_is_the_browsers_unless_the_address_says_otherwise(server: Server) -> None:
    visitor = Visitor(server, f"docs.{server.domain}", language="id-ID,id;q=0.9,en;q=0.5")
    assert "Mulai di sini" in visitor.get("/").text
    english = visitor.get("/en/errors")
    assert english.headers["Content-Language"] == "en"
    assert 'href="/en/clicks"' in english.text, "a chosen language stays chosen"


def test_a_code_is_its_own_anchor() -> None:
    assert anchor("`SLUG_ALREADY_EXISTS`") == "SLUG_ALREADY_EXISTS"
    assert anchor("3. See the clicks") == "3-see-the-clicks"
