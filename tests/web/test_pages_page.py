"""The dashboard's bio pages over plain HTTP, as a browser without scripts sends its forms: problems at their fields,
conflicts that lose nothing, deletions taken back, and nothing executable whatever is typed."""

import re
import secrets
from typing import Any

import pytest

from bio.everything import BLOCKS
from bio.html import read_html
from cast import SARI
from kliqs.bio.blocks import KINDS
from pictures.files import plain
from running.server import Server
from web.visitor import Visitor, signed_in

pytestmark = pytest.mark.any_engine

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'{{7*7}}"
LEADS_ASTRAY = re.compile(r"""=["']?\s*javascript:""", re.IGNORECASE)
MARK = re.compile(r'name="mark"[^>]*value="(\w+)"|value="(\w+)"[^>]*name="mark"')


@pytest.fixture(scope="module")
def sari(server: Server) -> Visitor:
    server.account(SARI, plan="business")
    return signed_in(server, SARI)


def new_page(visitor: Visitor, slug: str = "") -> str:
    """A fresh page; returns its address in the editor."""
    slug = slug or f"page-{secrets.token_hex(4)}"
    made = visitor.submit("/pages/new", name="Warung Sari", slug=slug)
    assert made.status_code == 302, made.text
    return made.headers["Location"]


def add(visitor: Visitor, page: str, kind: str, **fields: str) -> str:
    """Add a block; returns the address of its form."""
    answer = visitor.submit(f"{page}/new-block?kind={kind}", **fields)
    assert answer.status_code == 302, re.findall(r"errorlist[^<]*<li>([^<]*)", answer.text)
    return f"{page}/blocks/{blocks(visitor, page)[-1]}"


def blocks(visitor: Visitor, page: str) -> list[str]:
    return re.findall(r'data-block="(\w+)"', visitor.get(page).text)


def mark_of(visitor: Visitor, form: str) -> str:
    found = MARK.search(visitor.get(form).text)
    assert found is not None
    return found[1] or found[2]


def test_every_problem_of_a_new_page_stands_at_its_field(sari: Visitor) -> None:
    refused = sari.submit("/pages/new", name="", slug="api")
    assert refused.status_code == 422
    assert "Whose page is it? Write a name." in refused.text
    taken = f"taken-{secrets.token_hex(4)}"
    new_page(sari, taken)
    assert 'id="id_slug_error"' in sari.submit("/pages/new", name="Sari", slug=taken).text


def test_a_plan_that_is_full_says_so(server: Server) -> None:
    account = server.account(plan="free")
    visitor = signed_in(server, account.email)
    assert "No bio page yet." in visitor.get("/pages").text
    new_page(visitor)
    assert "Your plan has no room for another page." in visitor.get("/pages").text
    assert visitor.submit("/pages/new", name="Zwei", slug=f"zwei-{secrets.token_hex(4)}").status_code == 422


def test_all_problems_of_a_block_are_told_at_once_in_words(sari: Visitor) -> None:
    page = new_page(sari)
    refused = sari.submit(
        f"{page}/new-block?kind=product",
        name="",
        url="javascript:alert(1)",
        price_amount="gratis",
        price_currency="IDR",
    )
    assert refused.status_code == 422
    for field in ("name", "url", "price"):
        place = refused.text.partition(f'id="id_new_{field}-problem"')[2].partition("</div>")[0]
        assert "errorlist" in place, field
    twice = {"accounts-count": "2", "accounts-0-network": "x", "accounts-1-network": "x"}
    urls = {f"accounts-{place}-url": f"https://x.com/{place}" for place in range(2)}
    assert "Each network can be there once." in sari.submit(f"{page}/new-block?kind=socials", **twice, **urls).text
    late = {"text": "Hi", "starts_at": "2030-02-01T10:00", "ends_at": "2030-01-01T10:00"}
    assert "The end must come after the start." in sari.submit(f"{page}/new-block?kind=heading", **late).text
    assert blocks(sari, page) == []


@pytest.mark.parametrize(
    ("typed", "amount"), [("Rp 25.000", "25000"), ("1,250,000", "1250000"), ("12,50", "12.50"), ("85000", "85000")]
)
def test_a_price_is_read_as_people_write_it(sari: Visitor, typed: str, amount: str) -> None:
    form = add(
        sari,
        new_page(sari),
        "product",
        name="Kopi",
        url="https://example.com",
        price_amount=typed,
        price_currency="IDR",
    )
    assert f'value="{amount}"' in sari.get(form).text


def test_times_are_the_persons_own_and_keep_their_seconds(server: Server, sari: Visitor) -> None:
    page = new_page(sari)
    form = add(sari, page, "countdown", title="Promo", until="2030-02-01T20:00")
    assert 'value="2030-02-01T20:00"' in sari.get(form).text
    with server.database() as db:
        (draft,) = db.execute("SELECT draft FROM bio_page ORDER BY id DESC LIMIT 1").fetchone()
        assert '"until":"2030-02-01T13:00:00Z"' in draft
        db.execute("UPDATE bio_page SET draft = ? WHERE draft = ?", (draft.replace("13:00:00Z", "13:00:42Z"), draft))
        sari.submit(form, title="Promo besar", until="2030-02-01T20:00")
        (draft,) = db.execute("SELECT draft FROM bio_page ORDER BY id DESC LIMIT 1").fetchone()
    assert '"until":"2030-02-01T13:00:42Z"' in draft
    assert "Promo besar" in draft


def test_two_who_edit_one_block_are_told_and_two_blocks_both_stay(sari: Visitor) -> None:
    page = new_page(sari)
    first, second = (add(sari, page, "heading", text=word) for word in ("Satu", "Dua"))
    seen, other = mark_of(sari, first), mark_of(sari, second)
    assert sari.submit(first, text="Pertama", mark=seen).status_code == 302
    assert sari.submit(second, text="Kedua", mark=other).status_code == 302
    refused = sari.submit(first, text="Kesatu", mark=seen)
    assert refused.status_code == 422
    assert "Somebody changed this meanwhile" in refused.text
    assert "Kesatu" in refused.text
    assert "Pertama" in sari.get(first).text
    assert sari.submit(first, text="Kesatu", mark="").status_code == 302
    shown = sari.get(page).text
    assert "Kesatu" in shown
    assert "Kedua" in shown


def test_blocks_are_hidden_doubled_moved_and_deleted_without_scripts(sari: Visitor) -> None:
    page = new_page(sari)
    for word in ("Satu", "Dua"):
        add(sari, page, "heading", text=word)
    one, two = blocks(sari, page)
    sari.submit(page, to=f"{page}/blocks/{two}/act", deed="up")
    assert blocks(sari, page) == [two, one]
    sari.submit(page, to=f"{page}/blocks/{one}/act", deed="duplicate")
    assert [*blocks(sari, page)[:2], len(blocks(sari, page))] == [two, one, 3]
    sari.submit(page, to=f"{page}/blocks/{one}/act", deed="hide")
    assert "Satu" not in sari.get(f"{page}/preview").text.partition("<main>")[2].partition(blocks(sari, page)[2])[0]
    sari.submit(page, to=f"{page}/blocks/{two}/act", deed="delete")
    assert two not in blocks(sari, page)


def test_colours_that_cannot_be_read_are_refused_in_words(sari: Visitor) -> None:
    page = new_page(sari)
    look = {"theme": "polos", "text_own": "yes", "text": "#fafafa"}
    refused = sari.submit(f"{page}/look", **look)
    assert refused.status_code == 422
    assert "People could not read text in these colours." in refused.text
    assert sari.submit(f"{page}/look", **look | {"text": "#101010"}).status_code == 302


def test_a_page_is_published_restored_deleted_and_taken_back(server: Server, sari: Visitor) -> None:
    slug = f"kopi-{secrets.token_hex(4)}"
    page = new_page(sari, slug)
    form = add(sari, page, "heading", text="Pertama")
    sari.submit(page, to=f"{page}/publish")
    sari.submit(form, text="Kedua")
    sari.submit(page, to=f"{page}/publish")
    assert "Kedua" in server.visit(f"/{slug}").text
    assert "Pertama" in sari.get(f"{page}/preview?version=1").text
    assert SARI in sari.get(f"{page}/versions").text
    sari.submit(f"{page}/versions", to=f"{page}/versions/1/restore")
    assert "Pertama" in sari.get(f"{page}/preview").text
    assert "Kedua" in server.visit(f"/{slug}").text
    deleted = sari.submit(f"{page}/options", to=f"{page}/delete")
    assert server.visit(f"/{slug}").status_code == 404
    assert f"The page {slug} is deleted" in sari.get(deleted.headers["Location"]).text
    sari.submit(deleted.headers["Location"], to=f"/pages/restore/{page.rpartition('/')[2]}")
    assert "Kedua" in server.visit(f"/{slug}").text


def test_what_a_form_changed_is_so_for_the_very_next_visit(server: Server, sari: Visitor) -> None:
    slug = f"kini-{secrets.token_hex(4)}"
    page = new_page(sari, slug)
    visitor, token = Visitor(server), sari.cookies["kliqs_csrf"]
    for _ in range(8):
        assert sari.post(f"{page}/publish", csrfmiddlewaretoken=token).status_code == 302
        assert visitor.get(f"/{slug}").status_code == 200
        assert sari.post(f"{page}/unpublish", csrfmiddlewaretoken=token).status_code == 302
        assert visitor.get(f"/{slug}").status_code == 404


def test_nothing_that_is_typed_is_ever_executable(server: Server, sari: Visitor) -> None:
    slug = f"jahat-{secrets.token_hex(4)}"
    page = new_page(sari, slug)
    for kind in KINDS:
        add(sari, page, kind, **_hostile(kind))
    sari.submit(page, to=f"{page}/profile", name=HOSTILE[:80], about=HOSTILE)
    sari.submit(
        f"{page}/options", title=HOSTILE, description=HOSTILE, language="id", time_zone="Asia/Jakarta", age="18"
    )
    sari.submit(page, to=f"{page}/publish")
    assert server.visit(f"/{slug}").status_code == 200
    forms = [f"{page}/blocks/{block}" for block in blocks(sari, page)]
    shown = {path: sari.get(path) for path in (page, f"{page}/numbers", "/pages", *forms, f"{page}/preview")}
    for path, answer in (shown | {"public": server.visit(f"/{slug}")}).items():
        found = read_html(answer.text) if path.endswith("preview") or path == "public" else None
        assert "<script>alert" not in answer.text, path
        assert "<img src=x" not in answer.text, path
        assert LEADS_ASTRAY.search(answer.text) is None, path
        assert "unsafe" not in answer.headers["Content-Security-Policy"], path
        handlers = [name for each in (found.elements if found else []) for name in each.attributes if name[:2] == "on"]
        assert handlers == [], path


@pytest.mark.parametrize("scheme", ["javascript:alert(1)", "data:text/html,x", " javascript:alert(1)", "vbscript:x"])
def test_an_address_that_would_run_is_refused(sari: Visitor, scheme: str) -> None:
    page = new_page(sari)
    for kind in ("link", "product", "image", "embed", "map"):
        assert sari.submit(f"{page}/new-block?kind={kind}", **_hostile(kind) | {"url": scheme}).status_code == 422


def test_a_drawing_that_could_run_is_no_picture(sari: Visitor) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    page = new_page(sari)
    refused = sari.upload(f"{page}/new-block?kind=image", {"picture_file": svg}, {"alt": "x"})
    assert refused.status_code == 422
    assert "errorlist" in refused.text.partition('id="id_new_picture-problem"')[2].partition("</div>")[0]
    kept = sari.upload(f"{page}/new-block?kind=image", {"picture_file": plain()}, {"alt": "x"})
    assert kept.status_code == 302
    for path in ("https://evil.example/x.png", "//evil.example/x.png", "/media/../x"):
        assert sari.submit(f"{page}/new-block?kind=image", picture=path).status_code == 422


def _hostile(kind: str) -> dict[str, str]:
    """A form of this kind with hostile words in every field that takes words, and what it needs in the others."""
    block: dict[str, Any] = next(each for each in BLOCKS if each["type"] == kind)
    fields = {name: HOSTILE for name, value in block.items() if isinstance(value, str) and name not in ("type", "id")}
    for name in ("url", "website", "phone", "email", "picture", "icon", "until", "style"):
        if name in fields or name in block:
            fields[name] = "2030-02-01T20:00" if name == "until" else str(block[name])
    fields |= dict.fromkeys(("description", "caption", "note", "message", "afterwards", "organisation"), HOSTILE)
    if kind == "socials":
        fields |= {"accounts-count": "1", "accounts-0-network": "x", "accounts-0-url": "https://x.com/a"}
    if kind == "faq":
        fields |= {"questions-count": "1", "questions-0-question": HOSTILE, "questions-0-answer": HOSTILE}
    if kind == "text":
        fields["text"] = f"{HOSTILE} [press](javascript:alert(1)) <svg onload=alert(1)>"
    return {
        name: value[:120] if name in ("label", "name", "title", "place", "merchant") else value
        for name, value in fields.items()
    }
