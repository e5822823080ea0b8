"""Links with a password, from the visitor's side."""

import subprocess
import sys
import time

import pytest

from cast import VPS, slug
from running.commands import environment
from running.server import Server
from running.servers import Servers
from running.waiting import eventually
from web.visitor import Visitor

PASSWORD = "kopi susu"
FREE_ATTEMPTS = 5
TRY_TEN_TIMES = """
import sys, time, django
django.setup()
from kliqs.links import attempts
moment = int(sys.argv[1])
time.time_ns = lambda: moment
print(sum(attempts.begin("route/1", "203.0.113.9").wait_s == 0 for _ in range(10)))
"""


@pytest.fixture
def locked(server: Server) -> str:
    """The slug of a link with a password."""
    return make_locked(server)


def make_locked(server: Server, **fields: str) -> str:
    wanted = slug("rahasia")
    body = {"url": VPS, "slug": wanted, "title": "Daftar harga", "password": PASSWORD, **fields}
    answer = server.api(server.key()).post("/links", json=body)
    assert answer.status_code == 201, answer.text
    return wanted


def test_a_password_is_asked_for_and_nothing_is_given_away(server: Server, locked: str) -> None:
    page = Visitor(server).get(f"/{locked}")
    assert page.status_code == 200
    assert 'type="password"' in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "marketku" not in page.text + str(page.headers)
    assert "Daftar harga" not in page.text


def test_the_right_password_leads_on_and_keeps_the_query(server: Server, locked: str) -> None:
    visitor = Visitor(server)
    answer = visitor.submit(f"/{locked}?utm_source=wa", password=PASSWORD)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/{locked}?utm_source=wa"
    onward = visitor.get(answer.headers["Location"])
    assert onward.status_code == 302
    assert onward.headers["Location"] == f"{VPS}?utm_source=wa"


def test_the_click_is_counted_once_by_the_redirect(server: Server) -> None:
    wanted = slug("rahasia")
    api = server.api(server.key())
    api.post("/links", json={"url": VPS, "slug": wanted, "password": PASSWORD})
    visitor = Visitor(server)
    visitor.get(visitor.submit(f"/{wanted}", password=PASSWORD).headers["Location"])

    def counted() -> bool:
        clicks = api.get("/links", params={"slug": wanted}).json()["data"]["clicks"]
        return bool(clicks["human"] + clicks["preview"] + clicks["bot"] == 1)

    eventually(counted)


def test_the_cookie_is_for_that_link_alone(server: Server, locked: str) -> None:
    cookie = Visitor(server).submit(f"/{locked}", password=PASSWORD).headers["Set-Cookie"]
    assert f"Path=/{locked};" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_one_links_cookie_opens_no_other(server: Server, locked: str) -> None:
    visitor = Visitor(server)
    visitor.submit(f"/{locked}", password=PASSWORD)
    stolen = next(cookie.value for cookie in visitor.cookies.jar if cookie.name.startswith("kliqs_unlock"))
    other = make_locked(server)
    with server.database() as database:
        (route_id,) = database.execute("SELECT id FROM routes_route WHERE slug = ?", (other,)).fetchone()
    answer = server.visit(f"/{other}", Cookie=f"kliqs_unlock_{route_id}={stolen}")
    assert answer.status_code == 200


def test_a_slug_in_capitals_is_the_same_link(server: Server, locked: str) -> None:
    answer = Visitor(server).submit(f"/{locked.upper()}", password=PASSWORD)
    assert answer.headers["Location"] == f"/{locked}"


def test_a_wrong_password_is_told_in_the_visitors_language(server: Server, locked: str) -> None:
    answer = Visitor(server, language="id").submit(f"/{locked}", password="teh")
    assert answer.status_code == 403
    assert "Kata sandinya salah" in answer.text
    assert "kliqs_unlock" not in answer.headers.get("Set-Cookie", "")


def test_a_password_in_the_address_is_not_looked_at(server: Server, locked: str) -> None:
    assert Visitor(server).get(f"/{locked}?password=kopi+susu").status_code == 200


def test_a_form_from_elsewhere_is_refused(server: Server, locked: str) -> None:
    answer = Visitor(server).post(f"/{locked}", password=PASSWORD)
    assert answer.status_code == 403
    assert "out of date" in answer.text


def test_an_expired_link_asks_for_nothing(server: Server, locked: str) -> None:
    visitor = Visitor(server)
    page = visitor.get(f"/{locked}")
    assert page.status_code == 200
    with server.database() as database:
        database.execute("UPDATE routes_route SET expires_at = 1 WHERE slug = ?", (locked,))
    assert visitor.get(f"/{locked}").status_code == 410


def test_guessing_ends_in_waiting(server: Server, locked: str) -> None:
    visitor = Visitor(server)
    for _ in range(FREE_ATTEMPTS):
        assert visitor.submit(f"/{locked}", password="teh").status_code == 403
    eventually(lambda: visitor.submit(f"/{locked}", password="teh").status_code == 429)


def test_while_held_off_even_the_right_password_waits(server: Server, locked: str) -> None:
    visitor = Visitor(server)
    visitor.submit(f"/{locked}", password="teh")
    _hold_everybody_off(server)
    answer = visitor.submit(f"/{locked}", password=PASSWORD)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 3_600
    assert "60 minutes" in answer.text or "59 minutes" in answer.text


def test_the_right_password_makes_earlier_wrong_ones_forgotten(server: Server, locked: str) -> None:
    for _ in range(3):
        visitor = Visitor(server)
        for _ in range(FREE_ATTEMPTS - 1):
            assert visitor.submit(f"/{locked}", password="teh").status_code == 403
        assert visitor.submit(f"/{locked}", password=PASSWORD).status_code == 303


def test_one_visitor_held_off_does_not_hold_off_another(start_server: Servers) -> None:
    server = start_server(KLIQS_TRUSTED_PROXIES="127.0.0.1")
    locked = make_locked(server)
    guesser = Visitor(server, address="203.0.113.9")
    guesser.submit(f"/{locked}", password="teh")
    with server.database() as database:
        database.execute("DELETE FROM links_passwordattempts WHERE failures = 0")
        keys = [row[0] for row in database.execute("SELECT key FROM links_passwordattempts").fetchall()]
    assert len(keys) == 2, "one for the visitor, one for the link"
    for _ in range(FREE_ATTEMPTS):
        guesser.submit(f"/{locked}", password="teh")
    eventually(lambda: guesser.submit(f"/{locked}", password="teh").status_code == 429)
    friend = Visitor(server, address="203.0.113.10")
    assert friend.submit(f"/{locked}", password=PASSWORD).status_code == 303


def test_no_address_is_kept(server: Server, locked: str) -> None:
    Visitor(server).submit(f"/{locked}", password="teh")
    with server.database() as database:
        rows = database.execute("SELECT key FROM links_passwordattempts").fetchall()
    assert rows
    assert all("127.0.0.1" not in row[0] for row in rows)


def test_attempts_sent_at_once_to_several_processes_are_all_counted(database_url: str) -> None:
    """At one frozen moment, four processes with ten attempts each get through just as often as one visitor may."""
    settings = {"KLIQS_DATABASE_URL": database_url, "KLIQS_SECRET_KEY": "shared by the processes"}
    env = environment(settings | {"DJANGO_SETTINGS_MODULE": "kliqs.django_settings"})
    command = [sys.executable, "-c", TRY_TEN_TIMES, str(time.time_ns())]
    guessers = [subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    through = [int(guesser.communicate(timeout=60)[0]) for guesser in guessers]
    assert sum(through) == FREE_ATTEMPTS + 1, "the sixth is the first that makes the next one wait"


def _hold_everybody_off(server: Server) -> None:
    in_an_hour = time.time_ns() // 1_000_000 + 3_600_000
    with server.database() as database:
        database.execute("UPDATE links_passwordattempts SET next_at = ?", (in_an_hour,))
