"""The SVG of a QR code, as a browser draws it, is read by a decoder."""

import base64
import io

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser

from kliqs.links.qr import QrStyle, qr_address, qr_svg, read_logo

pytestmark = pytest.mark.any_engine


@pytest.mark.parametrize("with_logo", [False, True])
def test_what_a_browser_draws_is_read(browser: Browser, with_logo: bool) -> None:
    address = qr_address("https://klq.id", "menu-kopi")
    logo = io.BytesIO()
    Image.new("RGB", (200, 100), "#d0342c").save(logo, "PNG")
    svg = qr_svg(address, QrStyle("#0a5c4c", "#fff4d6", 512, logo=read_logo(logo.getvalue()) if with_logo else None))
    page = browser.new_page(viewport={"width": 600, "height": 600})
    page.set_content(f'<img src="data:image/svg+xml;base64,{base64.b64encode(svg).decode()}">')
    page.locator("img").evaluate("image => image.decode()")
    with Image.open(io.BytesIO(page.locator("img").screenshot())) as drawn:
        assert drawn.size == (512, 512)
        assert [found.text for found in zxingcpp.read_barcodes(drawn)] == [address]
        middle = drawn.convert("RGB").getpixel((256, 256))
    assert (middle == (208, 52, 44)) is with_logo
    page.close()
