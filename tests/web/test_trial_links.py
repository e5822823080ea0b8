"""A short link made on the home page without an account: what anybody gets, for how long, and how often."""

import html
import re
import secrets
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from cast import SHOES, VPS
from running.server import Server
from running.servers import Servers
from running.together import together
from running.waiting import eventually
from web.test_accounts import PASSWORD, link_in, mails
from web.visitor import Visitor

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
HERE = {"Sec_Fetch_Site": "same-origin"}

PLANS = """
[trial]
requests_per_month = 0
links = 3
[toko]
requests_per_month = 700
links = 70
rupiah = 49000
"""


@pytest.fixture
def home(server: Server) -> Visitor:
    """A visitor of the home page who has tried nothing yet."""
    with server.database() as database, database.transaction():
        database.execute("DELETE FROM links_trial")
    return visitor_of(server)


def visitor_of(server: Server, language: str = "en", address: str = "") -> Visitor:
    return Visitor(server, f"home.{server.domain}", language, address)


def try_out(home: Visitor, url: str, to: str = "/try", **headers: str) -> httpx.Response:
    return home.send(to, {"url": url}, **(headers or HERE))


def page_and_link(home: Visitor, answer: httpx.Response) -> tuple[str, str]:
    """Where the link's page is, and the link's path on the short host."""
    assert answer.status_code == 303, answer.text
    page = answer.headers["Location"]
    link = re.search(r'href="http://[^/"]+(/try/[a-z0-9]{7})"', home.get(page).text)
    assert link is not None
    return page, link.group(1)


def counts(home: Visitor, page: str) -> list[int]:
    """Clicks of people, previews and bots."""
    return [int(each) for each in re.findall(r"<dd>\s*(\d+)\s*</dd>", home.get(page).text)]


def test_a_trial_link_redirects_and_its_page_counts_who_clicked(server: Server, home: Visitor) -> None:
    page, link = page_and_link(home, try_out(home, VPS))
    assert counts(home, page) == [0, 0, 0]
    answer = server.visit(link, **{"User-Agent": CHROME})
    assert (answer.status_code, answer.headers["Location"]) == (302, VPS)
    server.visit(link, **{"User-Agent": "WhatsApp/2.24"})
    assert VPS in re.sub(r"<[^>]+>", "", server.visit(f"{link}+").text)
    eventually(lambda: counts(home, page) == [1, 1, 0], within_s=20)


def test_the_language_and_a_missing_scheme_are_taken_as_meant(home: Visitor) -> None:
    page, _ = page_and_link(home, try_out(home, " tokoku.example/sepatu ", to="/id/try"))
    assert page.startswith("/id/try/")
    text = home.get(page).text
    assert "Tautanmu siap" in text
    assert "https://tokoku.example/sepatu" in text


def test_what_no_link_may_lead_to_a_trial_link_may_not_either(server: Server, home: Visitor) -> None:
    server.kliqs("host", "block", "evil.example", "--reason", "phishing")
    eventually(lambda: try_out(home, "https://login.evil.example/").status_code == 422, within_s=10)
    for url in ("", "javascript:alert(1)", "not a link", f"http://{server.domain}/try/abc", "https://localhost/"):
        answer = try_out(home, url)
        assert answer.status_code == 422, url
        assert 'aria-invalid="true"' in answer.text
    assert 'value="&quot;&gt;&lt;script&gt;' in try_out(home, '"><script>://').text


def test_a_page_of_another_site_cannot_make_one(server: Server, home: Visitor) -> None:
    origin = f"http://home.{server.domain}"
    for headers in (
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site", "Origin": origin},
        {"Origin": f"http://{server.domain}"},
        {"Origin": "null"},
        {"X_Nothing": "said"},
    ):
        assert try_out(home, VPS, **headers).status_code == 403, headers
    assert try_out(home, VPS, Origin=origin).status_code == 303


def test_the_address_of_the_form_leads_back_to_it(home: Visitor) -> None:
    assert home.get("/id/try").headers["Location"] == "/id"


def test_one_visitor_makes_five_a_day_however_many_are_asked_for_at_once(server: Server, home: Visitor) -> None:
    answers = together([lambda: try_out(visitor_of(server), VPS)] * 12)
    assert sorted(each.status_code for each in answers) == [303] * 5 + [429] * 7
    assert "as many trial links as one visitor may" in try_out(home, VPS).text


def test_visitors_together_make_no_more_than_the_plan_says(start_server: Servers) -> None:
    server = start_server(plans=PLANS, KLIQS_TRUSTED_PROXIES="127.0.0.1")
    visitors = [visitor_of(server, address=f"198.51.100.{each}") for each in range(8)]
    answers = together([lambda: try_out(visitors.pop(), VPS)] * 8)
    assert sorted(each.status_code for each in answers) == [303] * 3 + [429] * 5
    assert server.kliqs("doctor", check=False).returncode == 0
    assert "Rp49.000 sebulan" in visitor_of(server).get("/id").text


def test_a_trial_link_ends_after_24_hours_and_says_so(server: Server, home: Visitor) -> None:
    page, link = page_and_link(home, try_out(home, SHOES))
    with server.database() as database:
        row = database.execute("SELECT expires_at FROM routes_route WHERE slug = ?", (link[5:],)).fetchone()
        left = datetime.fromtimestamp(row[0] / 1_000, UTC) - datetime.now(UTC)
        assert timedelta(hours=23, minutes=50) < left <= timedelta(hours=24)
        with database.transaction():
            database.execute("UPDATE routes_route SET expires_at = 1 WHERE slug = ?", (link[5:],))
    assert server.visit(link).status_code == 410
    assert "noindex" in home.get(page).headers["X-Robots-Tag"]
    assert home.get("/try/01a2157a-1415-7fb0-b5d5-488038f79197").status_code == 404


def test_a_trial_link_can_be_reported(server: Server, home: Visitor) -> None:
    _, link = page_and_link(home, try_out(home, SHOES))
    visitor = Visitor(server)
    answer = visitor.submit("/report", link=f"{server.domain}{link}", reason="phishing")
    assert answer.headers["Location"] == "/report/thanks", answer.text


def test_who_signs_up_takes_the_destination_along(server: Server, home: Visitor) -> None:
    page, _ = page_and_link(home, try_out(home, SHOES))
    keep = re.search(r'href="http://dash[^/]+(/links/new[^"]+)"', home.get(page).text)
    assert keep is not None
    person, email = Visitor(server, f"dash.{server.domain}"), f"{secrets.token_hex(4)}@example.com"
    entrance = person.get(keep.group(1)).headers["Location"]
    sign_up_page = re.search(r'href="(/account/signup/[^"]+)"', person.get(entrance).text)
    assert sign_up_page is not None
    person.submit(html.unescape(sign_up_page.group(1)), email=email, password1=PASSWORD, time_zone="Asia/Jakarta")
    answer = person.submit(link_in(mails(server, email)[-1][1]))
    assert f'value="{SHOES}"' in person.get(answer.headers["Location"]).text, answer.headers["Location"]
