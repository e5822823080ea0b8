"""QR codes are read by a decoder of somebody else's make, in every shape that people can choose."""

import io

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from kliqs.errors import KliqsError
from kliqs.links.qr import LARGEST_LOGO, LOGO_PIXELS, QrStyle, contrast, qr_address, qr_png, read_logo

pytestmark = pytest.mark.any_engine

ADDRESS = qr_address("https://klq.id", "menu-kopi")


def logo(kind: str = "PNG", size: tuple[int, int] = (600, 300)) -> bytes:
    image = Image.new("RGB", size, "#d0342c")
    ImageDraw.Draw(image).ellipse((0, 0, *size), fill="#101828")
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


def decoded(png: bytes) -> list[str]:
    with Image.open(io.BytesIO(png)) as image:
        return [found.text for found in zxingcpp.read_barcodes(image)]


def test_a_code_says_the_short_link_with_the_mark_of_scans() -> None:
    assert ADDRESS == "https://klq.id/menu-kopi?qr=1"
    assert decoded(qr_png(ADDRESS, QrStyle())) == [ADDRESS]


@pytest.mark.parametrize("size", [256, 512, 2048])
@pytest.mark.parametrize("margin", [2, 8])
@pytest.mark.parametrize("with_logo", [False, True])
def test_every_size_and_rim_is_read(size: int, margin: int, with_logo: bool) -> None:
    style = QrStyle("#0a5c4c", "#fff4d6", size, margin, "L", read_logo(logo()) if with_logo else None)
    png = qr_png(ADDRESS, style)
    with Image.open(io.BytesIO(png)) as image:
        assert image.size == (size, size)
    assert decoded(png) == [ADDRESS]


def test_the_longest_address_fits_with_a_logo() -> None:
    address = qr_address(f"https://{'tautan.' * 20}id", "s" * 64)
    assert decoded(qr_png(address, QrStyle(size=512, logo=read_logo(logo())))) == [address]


@pytest.mark.parametrize(("colour", "background"), [("#ffffff", "#000000"), ("#777777", "#999999"), ("#fff", "#fff")])
def test_codes_that_phones_cannot_read_are_refused(colour: str, background: str) -> None:
    with pytest.raises(KliqsError, match="QR_TOO_FAINT"):
        qr_png(ADDRESS, QrStyle(colour, background))


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_becomes_a_small_png_of_our_own(kind: str) -> None:
    with Image.open(io.BytesIO(read_logo(logo(kind)))) as image:
        assert (image.format, image.size) == ("PNG", (LOGO_PIXELS, LOGO_PIXELS // 2))


@pytest.mark.parametrize(
    "upload",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", logo("GIF"), logo()[:60], b"x" * (LARGEST_LOGO + 1)],
    ids=["empty", "svg", "gif", "cut off", "too large"],
)
def test_what_is_no_logo_is_refused(upload: bytes) -> None:
    with pytest.raises(KliqsError, match="INVALID_LOGO"):
        read_logo(upload)


def test_a_picture_that_unpacks_to_gigabytes_is_refused_unopened() -> None:
    file = io.BytesIO()
    Image.new("1", (8000, 8000)).save(file, "PNG")
    assert len(file.getvalue()) < LARGEST_LOGO
    with pytest.raises(KliqsError, match="INVALID_LOGO"):
        read_logo(file.getvalue())
