"""The public form that reports a link."""

import re

import pytest

from cast import VPS, slug
from running.answers import created
from running.server import Server
from running.waiting import eventually
from web.visitor import Visitor, signed_in

pytestmark = pytest.mark.any_engine


@pytest.fixture
def name(server: Server) -> str:
    return str(created(server.api(server.key()).post("/links", json={"url": VPS, "slug": slug()}))["short_code"])


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_report_is_taken_and_says_what_happens_next(server: Server, name: str, language: str) -> None:
    visitor = Visitor(server, language=language)
    assert f"/report?link={name}" in visitor.get(f"/{name}+").text
    answer = visitor.submit(f"/report?link={name}", "/report", link=f"{server.domain}/{name}", reason="phishing")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/report/thanks")
    says = {"en": "This is what happens next", "id": "Selanjutnya begini"}
    assert says[language] in visitor.get("/report/thanks").text
    with server.database() as db:
        rows = db.execute("SELECT reason, language FROM links_report WHERE slug = ?", (name,)).fetchall()
    assert [tuple(row) for row in rows] == [("phishing", language)]


def test_the_form_knows_the_dead_link_somebody_comes_from(server: Server) -> None:
    gone = server.visit("/tidak-ada")
    assert 'href="/report"' in gone.text
    form = server.visit("/report", Referer=f"http://{server.domain}/tidak-ada?utm=wa").text
    assert f'value="{server.domain}/tidak-ada"' in form
    assert "tidak-ada" not in server.visit("/report", Referer="https://elsewhere.example/tidak-ada").text


def test_what_is_missing_or_unknown_is_said_at_its_field(server: Server, name: str) -> None:
    visitor = Visitor(server)
    assert visitor.submit("/report", link=name).status_code == 422
    unknown = visitor.submit("/report", link="tidak-ada", reason="spam")
    assert unknown.status_code == 422
    assert "There is no link at this address." in unknown.text


def test_a_bio_page_is_reported_like_a_link_and_switched_off_in_the_office(server: Server) -> None:
    made = server.api(server.key()).post("/pages", json={"slug": slug(), "profile": {"name": "Palsu"}, "publish": True})
    name = created(made)["slug"]
    answer = Visitor(server).submit("/report", link=f"{server.domain}/{name}", reason="phishing")
    assert answer.status_code == 303
    email = server.account().email
    server.kliqs("user", "staff", "--email", email)
    staff = signed_in(server, email)
    queue = staff.get("/office/reports").text
    place = re.findall(rf'href="(/office/reports/pages/\d+)"(?:(?!href).)*?{name}', queue, re.DOTALL)[0]
    for decision, reason in (("nothing", "x"), ("page_disabled", " ")):
        staff.submit(place, f"{place}/resolve", decision=decision, reason=reason)
        assert server.visit(f"/{name}").status_code == 200
    staff.submit(place, f"{place}/resolve", decision="page_disabled", reason="It asks for passwords")
    eventually(lambda: server.visit(f"/{name}").status_code == 410)
    assert name not in staff.get("/office/reports").text
    staff.submit(place, f"{place}/enable")
    eventually(lambda: server.visit(f"/{name}").status_code == 200)
