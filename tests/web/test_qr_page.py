"""The QR code of a link, as members and viewers of its workspace get it, and nobody else."""

import base64
import io
import re

import pytest
import zxingcpp
from PIL import Image

from cast import DEWI, SARI, VPS
from running.server import Server
from web.visitor import Visitor, signed_in

pytestmark = pytest.mark.any_engine

LOOKS = {"colour": "#0a5c4c", "background": "#ffffff", "size": "512", "margin": "4", "level": "M"}


@pytest.fixture(scope="module")
def sari(server: Server) -> Visitor:
    api = server.api(server.key(SARI))
    assert api.post("/links", json={"url": VPS, "slug": "meja-7"}).status_code == 201
    return signed_in(server, SARI)


@pytest.fixture(scope="module")
def panel(sari: Visitor) -> str:
    found = re.search(r'href="(/links/[^"/]+/qr)"', sari.get("/links?q=meja-7").text)
    assert found is not None
    return found[1]


def decoded(png: bytes) -> list[str]:
    with Image.open(io.BytesIO(png)) as image:
        return [found.text for found in zxingcpp.read_barcodes(image)]


def test_the_panel_shows_a_code_that_leads_to_the_link(server: Server, sari: Visitor, panel: str) -> None:
    shown = re.search(r'src="data:image/png;base64,([^"]+)"', sari.get(panel).text)
    assert shown is not None
    address = f"http://{server.domain}/meja-7?qr=1"
    assert decoded(base64.b64decode(shown[1])) == [address]
    assert server.visit("/meja-7?qr=1").headers["Location"] == VPS


def test_both_files_can_be_downloaded_with_a_logo(server: Server, sari: Visitor, panel: str) -> None:
    logo = io.BytesIO()
    Image.new("RGB", (64, 64), "#d0342c").save(logo, "PNG")
    png = sari.upload(panel, {"logo": logo.getvalue()}, {"kind": "png", **LOOKS})
    assert png.headers["Content-Type"] == "image/png"
    assert png.headers["Content-Disposition"] == 'attachment; filename="meja-7.png"'
    assert decoded(png.content) == [f"http://{server.domain}/meja-7?qr=1"]
    svg = sari.upload(panel, {"logo": logo.getvalue()}, {"kind": "svg", **LOOKS})
    assert svg.headers["Content-Type"] == "image/svg+xml"
    assert b"data:image/png;base64," in svg.content


def test_what_cannot_be_scanned_is_refused_in_words(sari: Visitor, panel: str) -> None:
    faint = sari.submit(panel, to=f"{panel}/preview", **LOOKS | {"colour": "#eeeeee"})
    assert faint.status_code == 422
    assert "could not read the code" in faint.text
    broken = sari.upload(panel, {"logo": b"<svg/>"}, {"kind": "png", **LOOKS})
    assert broken.status_code == 422
    assert "Choose a PNG or JPEG" in broken.text


@pytest.mark.parametrize("odd", [{"colour": 'red" onload="'}, {"size": "99999"}, {"margin": "-1"}, {"level": "Z"}])
def test_looks_that_the_panel_does_not_offer_are_refused(sari: Visitor, panel: str, odd: dict[str, str]) -> None:
    assert sari.submit(panel, kind="svg", **LOOKS | odd).status_code == 422


def test_viewers_may_print_it_and_strangers_not(server: Server, sari: Visitor, panel: str) -> None:
    server.key(DEWI)
    dewi = signed_in(server, DEWI)
    assert dewi.get(panel).status_code == 404
    assert dewi.submit("/", to=panel, kind="png", **LOOKS).status_code == 404
    assert dewi.submit("/", to=f"{panel}/preview", **LOOKS).status_code == 404
    with server.database() as connection:
        connection.execute(
            "UPDATE accounts_member SET role = 'viewer', workspace_id = (SELECT workspace_id FROM links_link"
            " WHERE slug = 'meja-7') WHERE user_id = (SELECT id FROM accounts_user WHERE email = ?)",
            (DEWI,),
        )
    assert dewi.submit(panel, kind="png", **LOOKS).status_code == 200
