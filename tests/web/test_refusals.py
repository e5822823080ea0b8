"""Refusals of the domain that a view of the dashboard has no place of its own for."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from cast import SARI
from running.server import Server
from web.test_pages_page import add, new_page
from web.visitor import Visitor, signed_in

ANSWERS: list[tuple[dict[str, str], int, str]] = [
    ({}, 404, "There is no such page."),
    ({"HX_Request": "true"}, 422, "The page has no such block any more."),
]


@pytest.fixture(scope="module")
def sari(server: Server) -> Visitor:
    server.account(SARI, plan="business")
    return signed_in(server, SARI)


@pytest.mark.parametrize(("fields", "status", "says"), ANSWERS)
def test_a_block_that_goes_while_its_form_is_on_the_way_is_said_to_be_gone(
    server: Server, sari: Visitor, fields: dict[str, str], status: int, says: str
) -> None:
    """The form waits for a writer that deletes the block: on PostgreSQL when it was found, on SQLite before that."""
    form = add(sari, new_page(sari), "heading", text="Satu")
    sent = {"csrfmiddlewaretoken": sari.cookies["kliqs_csrf"], "text": "Kedua"}
    with server.database() as db, ThreadPoolExecutor() as pool:
        with db.transaction():
            page, draft = db.execute("SELECT id, draft FROM bio_page ORDER BY id DESC LIMIT 1").fetchone()
            empty = re.sub(r'"blocks":\[.*]', '"blocks":[]', draft)
            db.execute("UPDATE bio_page SET draft = ? WHERE id = ?", (empty, page))
            answer = pool.submit(sari.send, form, sent, **fields)
            time.sleep(1)  # as long as the form needs to come to where it waits
        assert answer.result().status_code == status
    assert says in answer.result().text
    assert "Traceback" not in server.log()


def test_a_block_that_the_rules_refuse_by_now_is_not_hidden_and_that_is_said(server: Server, sari: Visitor) -> None:
    page = new_page(sari)
    form = add(sari, page, "link", label="Toko", url="https://example.com/")
    with server.database() as db:
        db.execute(
            "UPDATE bio_page SET draft = replace(draft, 'https://example.com/', 'gopher://x/') "
            "WHERE id = (SELECT max(id) FROM bio_page)"
        )
    answer = sari.submit(page, to=f"{form}/act", deed="hide")
    assert answer.status_code == 400
    assert "The destination is not a web address that can be shortened." in answer.text
    assert "Traceback" not in server.log()
