"""The dashboard's links: the table, the panel, deeds on many, undo, the export; and who may do what."""

import csv
import io
import re

import pytest

from cast import DEWI, SARI, VPS
from running.server import Server
from running.servers import Servers
from running.waiting import eventually
from web.visitor import Visitor, signed_in


@pytest.fixture(scope="module")
def sari(server: Server) -> Visitor:
    server.key(SARI)
    return signed_in(server, SARI)


def slugs(visitor: Visitor, query: str = "") -> list[str]:
    page = visitor.get(f"/links{query}").text
    return re.findall(r'data-copy-text="[^"]*/([^"/]+)"', page)


def public_id(server: Server, email: str, slug: str) -> str:
    with server.database() as connection:
        (found,) = connection.execute(
            "SELECT l.public_id FROM links_link l WHERE l.slug = ? ORDER BY l.id DESC LIMIT 1", (slug,)
        ).fetchone()
    text = str(found).replace("-", "")
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def test_without_links_the_page_teaches_the_next_step(start_server: Servers) -> None:
    server = start_server()
    server.key(DEWI)
    page = signed_in(server, DEWI).get("/links").text
    assert "No links yet." in page
    assert "/links/new" in page


def test_a_link_is_made_changed_and_found(server: Server, sari: Visitor) -> None:
    made = sari.submit(
        "/links/new", url=VPS, slug="vps-murah", title="VPS Murah", tags="Promo, server", notes="rahasia kita"
    )
    assert made.status_code == 200
    assert "vps-murah" in made.text
    assert server.visit("/vps-murah").headers["Location"] == VPS
    for query in ("", "?q=murah", "?tag=promo", "?sort=clicks", "?password=no&status=active"):
        assert "vps-murah" in slugs(sari, query), query
    for query in ("?q=mahal", "?tag=none", "?status=expired", "?password=yes"):
        assert slugs(sari, query) == [], query
    path = f"/links/{public_id(server, SARI, 'vps-murah')}"
    form = sari.get(path).text
    assert "rahasia kita" in form
    assert "Promo, server" in form
    changed = sari.submit(
        path, url=f"{VPS}?baru", slug="vps-cepat", title="Cepat", tags="", notes="", expires_at="2099-01-02T10:30"
    )
    assert changed.status_code == 302
    eventually(lambda: server.visit("/vps-cepat").status_code == 302, within_s=5)
    assert server.visit("/vps-cepat").headers["Location"] == f"{VPS}?baru"
    eventually(lambda: server.visit("/vps-murah").status_code == 404, within_s=5)
    assert 'value="2099-01-02T10:30"' in sari.get(path).text  # 03:30 UTC, shown in the person's own zone
    with server.database() as connection:
        (expires,) = connection.execute("SELECT expires_at FROM links_link WHERE slug = 'vps-cepat'").fetchone()
    assert "03:30" in str(expires)


def test_every_problem_stands_at_its_field(sari: Visitor) -> None:
    refused = sari.submit("/links/new", url="ftp://x", slug="api", image="http://example.com/x.png")
    assert refused.status_code == 422
    for field in ("url", "slug", "image"):
        assert f'id="id_{field}_error"' in refused.text, field
    assert 'value="ftp://x"' in refused.text  # what was typed is still there


@pytest.mark.parametrize(
    ("slug", "sentence"), [("menu-baru", "is free"), ("api", "keeps for itself"), ("a b", "a-z, 0-9"), ("", "")]
)
def test_a_slug_is_told_free_or_not_while_it_is_typed(sari: Visitor, slug: str, sentence: str) -> None:
    assert sentence in sari.get(f"/links/slug?slug={slug}").text


def test_a_deletion_can_be_taken_back_and_is_recorded(server: Server, sari: Visitor) -> None:
    sari.submit("/links/new", url=VPS, slug="hapus")
    chosen = public_id(server, SARI, "hapus")
    answer = sari.submit("/links", to="/links/many", deed="delete", id=chosen)
    assert answer.status_code == 302
    assert "hapus" not in slugs(sari)
    eventually(lambda: server.visit("/hapus").status_code == 404, within_s=5)
    sari.submit("/links", to="/links/restore", id=chosen)
    assert "hapus" in slugs(sari)
    eventually(lambda: server.visit("/hapus").status_code == 302, within_s=5)
    with server.database() as connection:
        rows = connection.execute("SELECT actor, action, subject FROM events_auditentry ORDER BY id").fetchall()
    assert [tuple(row) for row in rows][-2:] == [(SARI, "link.deleted", "hapus"), (SARI, "link.restored", "hapus")]


def test_many_are_tagged_and_archived_at_once(server: Server, sari: Visitor) -> None:
    for slug in ("satu", "dua"):
        sari.submit("/links/new", url=VPS, slug=slug)
    for deed in ({"deed": "tag", "tag": "Lebaran"}, {"deed": "archive"}):
        for slug in ("satu", "dua"):
            sari.submit("/links", to="/links/many", id=public_id(server, SARI, slug), **deed)
    assert slugs(sari, "?tag=lebaran") == []
    assert sorted(slugs(sari, "?tag=lebaran&status=archived")) == ["dua", "satu"]
    assert server.visit("/satu").status_code == 302


def test_links_of_the_api_are_announced_with_the_key_that_made_them(server: Server, sari: Visitor) -> None:
    newest = re.search(r"after=(\d+)", sari.get("/links").text)
    assert newest is not None
    key = server.key(SARI, name="toko-backend")
    assert server.api(key).post("/links", json={"url": VPS, "slug": "dari-api"}).status_code == 201
    assert "1 new link" in sari.get(f"/links/newer?after={newest[1]}").text
    assert "API · toko-backend" in sari.get("/links?q=dari-api").text


def test_the_export_is_a_table_that_no_spreadsheet_runs(server: Server, sari: Visitor) -> None:
    sari.submit("/links/new", url=VPS, slug="rumus", title="=1+1")
    answer = sari.get("/links/export.csv?q=rumus")
    assert answer.headers["Content-Type"].startswith("text/csv")
    (row,) = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert (row["short_url"], row["title"], row["destination"]) == (f"http://{server.domain}/rumus", "'=1+1", VPS)


def test_an_export_is_made_while_it_is_sent_and_holds_what_was_chosen(server: Server, sari: Visitor) -> None:
    for slug in ("pilih-1", "pilih-2", "pilih-3"):
        sari.submit("/links/new", url=VPS, slug=slug)
    chosen = [public_id(server, SARI, slug) for slug in ("pilih-1", "pilih-3")]
    answer = sari.submit("/links", to="/links/many", deed="export", id=chosen[0])
    assert answer.headers["Location"] == f"/links/export.csv?status=all&id={chosen[0]}"
    text = sari.get(f"/links/export.csv?status=all&id={chosen[0]}&id={chosen[1]}").text.removeprefix("\ufeff")
    assert [row["short_url"].rpartition("/")[2] for row in csv.DictReader(io.StringIO(text))] == ["pilih-3", "pilih-1"]
    assert "synchronous iterators" not in server.log()  # Django's word for making all of it first


def test_strangers_and_viewers_change_nothing(server: Server, sari: Visitor) -> None:
    sari.submit("/links/new", url=VPS, slug="milik-sari")
    chosen = public_id(server, SARI, "milik-sari")
    server.key(DEWI)
    dewi = signed_in(server, DEWI)
    assert dewi.get(f"/links/{chosen}").status_code == 404
    dewi.submit("/links/new", to="/links/many", deed="delete", id=chosen)
    assert server.visit("/milik-sari").status_code == 302
    assert slugs(dewi) == []
    with server.database() as connection:
        connection.execute(
            "UPDATE accounts_member SET role = 'viewer', workspace_id = (SELECT workspace_id FROM links_link"
            " WHERE slug = 'milik-sari') WHERE user_id = (SELECT id FROM accounts_user WHERE email = ?)",
            (DEWI,),
        )
    page = dewi.get("/links").text
    assert "milik-sari" in page
    assert 'href="/links/new"' not in page
    assert dewi.get("/links/new").status_code == 403
    assert dewi.submit("/", to="/links/many", deed="delete", id=chosen).status_code == 403
    assert server.visit("/milik-sari").status_code == 302
