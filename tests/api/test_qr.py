"""QR codes over the API: what a phone reads in them, and the same refusals as in the dashboard."""

import base64
import io

import httpx
import pytest
import zxingcpp
from PIL import Image

from cast import VPS
from running.answers import created, refused
from running.server import Server

pytestmark = pytest.mark.any_engine


@pytest.fixture
def place(api: httpx.Client) -> str:
    return f"/links/{created(api.post('/links', json={'url': VPS}))['id']}/qr"


def read(picture: bytes) -> str:
    with Image.open(io.BytesIO(picture)) as image:
        return str(zxingcpp.read_barcodes(image.convert("RGB"))[0].text)


def test_a_phone_reads_the_short_link(server: Server, api: httpx.Client, place: str) -> None:
    answer = api.get(place, params={"format": "png", "colour": "0a7c66", "size": "300"})
    assert answer.headers["Content-Type"] == "image/png"
    code = api.get(place.removesuffix("/qr")).json()["data"]["short_url"]
    assert read(answer.content) == f"{code}?qr=1"
    with Image.open(io.BytesIO(answer.content)) as image:
        assert image.size == (300, 300)


def test_without_wishes_it_is_an_svg_and_costs_nothing(api: httpx.Client, place: str) -> None:
    answer = api.get(place)
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg ")
    assert "RateLimit" in answer.headers
    assert api.get("/usage").json()["data"]["requests"]["used"] == 1


def test_a_logo_stands_in_the_middle_and_the_code_is_still_read(api: httpx.Client, place: str) -> None:
    file = io.BytesIO()
    Image.new("RGB", (64, 64), "#0a7c66").save(file, "PNG")
    body = {"format": "png", "logo": base64.b64encode(file.getvalue()).decode()}
    picture = api.post(place, json=body).content
    assert "?qr=1" in read(picture)
    with Image.open(io.BytesIO(picture)) as image:
        assert image.convert("RGB").getpixel((512, 512)) == (10, 124, 102)


def test_what_no_phone_could_read_and_what_is_no_picture_are_refused(api: httpx.Client, place: str) -> None:
    refused(api.get(place, params={"colour": "ffff00"}), "QR_TOO_FAINT", "colour")
    refused(api.post(place, json={"logo": "bm8gcGljdHVyZQ=="}), "INVALID_LOGO", "logo")
    refused(api.post(place, json={"logo": "not base64"}), "INVALID_LOGO", "logo")
    answer = api.get(place, params={"format": "gif", "size": "9", "margin": "x", "level": "Z", "colour": "red"})
    assert {each["field"] for each in answer.json()["errors"]} == {"format", "size", "margin", "level", "colour"}
    refused(api.get(place, params={"logo": "x"}), "INVALID_REQUEST", "logo")


def test_a_strangers_link_has_none(server: Server, place: str) -> None:
    stranger = server.api(server.key())
    refused(stranger.get(place), "LINK_NOT_FOUND")
    refused(stranger.post(place, json={}), "LINK_NOT_FOUND")
