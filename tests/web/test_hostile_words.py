"""Whatever people write stays text: names, titles, notes and tags with HTML in them, on every page that shows them."""

import re

import pytest

from cast import VPS
from running.server import Server
from web.pages import DASHBOARD
from web.test_members_page import invited, joined, owner_of
from web.visitor import Visitor

pytestmark = pytest.mark.any_engine
NASTY = "<script>alert('x')</script><img src=x onerror=alert(1)>\"'><b>"
RAW = re.compile(r"<script>alert|<img src=x|\"'><b>")


@pytest.fixture(scope="module")
def owner(server: Server) -> Visitor:
    email, person = owner_of(server)
    person.submit("/settings/workspace", name=NASTY)
    person.submit("/settings/profile", name=NASTY, language="en", time_zone="Asia/Jakarta")
    key = person.submit("/settings/api-keys", name=NASTY[:80], lasts="never")
    assert key.status_code == 200
    api = server.api(server.key(email))
    body = {"slug": "hostile", "title": NASTY, "description": NASTY, "notes": NASTY, "tags": ["<script>alert(1)"]}
    made = api.post("/links", json={"url": f"{VPS}?q='onerror=alert(1)", **body})
    assert made.status_code == 201, made.text
    joined(server, person)
    api.delete(f"/links/{api.post('/links', json={'url': VPS, 'title': NASTY}).json()['data']['id']}")
    return person


def test_no_page_takes_it_for_html(server: Server, owner: Visitor) -> None:
    (link_id,) = set(re.findall(r"/links/([0-9a-f-]{36})\b", owner.get("/links").text))
    paths = [*DASHBOARD, f"/links/{link_id}", f"/links/{link_id}/qr", "/links?q=<script>alert(1)", "/links?tag=\"'><b>"]
    pages = {path: owner.get(path) for path in paths}
    short = Visitor(server)
    pages |= {path: short.get(path) for path in ("/hostile+", "/<script>alert(1)", "/hostile<script>alert")}
    pages["invitation"] = owner.get(invited(owner, "tamu@example.com"))
    assert [path for path, page in pages.items() if page.status_code >= 500] == []
    assert [path for path, page in pages.items() if RAW.search(page.text)] == []
    assert "&lt;script&gt;alert" in pages["/links"].text, "it is shown, as text"
    assert "&lt;script&gt;alert" in pages["/settings/activity"].text


def test_files_and_mails_carry_it_as_text_too(server: Server, owner: Visitor) -> None:
    answer = owner.get("/links/export.csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in answer.headers["Content-Disposition"]
