"""QR codes of short links, as SVG and PNG: in the owner's colours, with a logo, and always so that phones read them."""

import base64
import io
from dataclasses import dataclass
from typing import Literal

import segno
from PIL import Image, ImageColor, UnidentifiedImageError

from kliqs.errors import KliqsError

Level = Literal["L", "M", "Q", "H"]
MARK = "qr=1"  # what the lane takes for a scan; it never reaches the destination
LOWEST_CONTRAST = 4.0  # scanners manage with less in good light; menus hang in bad light
LARGEST_LOGO = 512 * 1024
MOST_LOGO_PIXELS = 4096 * 4096
LOGO_PIXELS = 320
LOGO_SHARE = 0.22  # of the code's width, with its rim: 5 % of the area, of which level H mends up to 30 %


@dataclass(frozen=True, slots=True)
class QrStyle:
    """How a code looks. `margin` counts modules, `size` pixels of the PNG; `logo` is one that `read_logo` returned."""

    colour: str = "#000000"
    background: str = "#ffffff"
    size: int = 1024
    margin: int = 4
    level: Level = "M"
    logo: bytes | None = None


def qr_address(short_origin: str, slug: str) -> str:
    """What a code says: the short link, with the mark that tells scans from other clicks."""
    return f"{short_origin}/{slug}?{MARK}"


def read_logo(upload: bytes) -> bytes:
    """An uploaded PNG or JPEG as a small PNG made by us. Raises KliqsError INVALID_LOGO."""
    if len(upload) > LARGEST_LOGO:
        raise KliqsError("INVALID_LOGO", field="logo")
    try:
        with Image.open(io.BytesIO(upload), formats=("PNG", "JPEG")) as image:
            if image.width * image.height > MOST_LOGO_PIXELS:  # known from the header, before anything is unpacked
                raise KliqsError("INVALID_LOGO", field="logo")
            logo = image.convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise KliqsError("INVALID_LOGO", field="logo") from error
    logo.thumbnail((LOGO_PIXELS, LOGO_PIXELS))
    return _png(logo)


def qr_png(address: str, style: QrStyle) -> bytes:
    """A PNG of exactly `size` pixels, every module whole ones. Raises KliqsError QR_TOO_FAINT."""
    code = _code(address, style)
    modules = code.symbol_size(border=style.margin)[0]
    scale = max(1, style.size // modules)
    file = io.BytesIO()
    code.save(file, kind="png", scale=scale, border=style.margin, dark=style.colour, light=style.background)
    canvas = Image.new("RGB", (style.size, style.size), style.background)
    with Image.open(file) as drawn:
        corner = (style.size - drawn.width) // 2
        canvas.paste(drawn.convert("RGB"), (corner, corner))
    if style.logo is not None:
        _put_logo(canvas, style.logo, round(scale * code.symbol_size(border=0)[0] * LOGO_SHARE), style.background)
    return _png(canvas)


def qr_svg(address: str, style: QrStyle) -> bytes:
    """An SVG of `size` pixels that grows to any other size. Raises KliqsError QR_TOO_FAINT."""
    code = _code(address, style)
    modules = code.symbol_size(border=style.margin)[0]
    file = io.BytesIO()
    code.save(
        file,
        kind="svg",
        border=style.margin,
        dark=style.colour,
        light=style.background,
        omitsize=True,
        svgclass=None,
        lineclass=None,
        xmldecl=False,
        nl=False,
    )
    svg = file.getvalue().replace(b"<svg ", f'<svg width="{style.size}" height="{style.size}" '.encode(), 1)
    if style.logo is None:
        return svg
    width = code.symbol_size(border=0)[0] * LOGO_SHARE
    return svg.replace(b"</svg>", _logo_in_svg(style.logo, modules / 2, width, style.background) + b"</svg>")


def contrast(one: str, other: str) -> float:
    """Of two colours such as `#0a7c66`, from 1 to 21, as WCAG 2 reckons it."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _code(address: str, style: QrStyle) -> segno.QRCode:
    is_inverted = _luminance(style.colour) > _luminance(style.background)  # many scanners see nothing then
    if is_inverted or contrast(style.colour, style.background) < LOWEST_CONTRAST:
        raise KliqsError("QR_TOO_FAINT", field="colour")
    level = style.level if style.logo is None else "H"
    return segno.make_qr(address, error=level, boost_error=style.logo is None)


def _luminance(colour: str) -> float:
    channels = (channel / 255 for channel in ImageColor.getrgb(colour)[:3])
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _put_logo(canvas: Image.Image, logo: bytes, width: int, background: str) -> None:
    corner, rim = (canvas.width - width) // 2, max(1, width // 12)
    canvas.paste(ImageColor.getrgb(background), (corner, corner, corner + width, corner + width))
    with Image.open(io.BytesIO(logo)) as opened:
        image = opened.convert("RGBA")
    share = (width - 2 * rim) / max(image.size)
    image = image.resize((max(1, round(image.width * share)), max(1, round(image.height * share))))
    canvas.paste(image, ((canvas.width - image.width) // 2, (canvas.height - image.height) // 2), image)


def _logo_in_svg(logo: bytes, middle: float, width: float, background: str) -> bytes:
    corner, inner = middle - width / 2, width * 5 / 6
    data = base64.b64encode(logo).decode()
    return (
        f'<rect x="{corner:.3f}" y="{corner:.3f}" width="{width:.3f}" height="{width:.3f}" fill="{background}"/>'
        f'<image x="{middle - inner / 2:.3f}" y="{middle - inner / 2:.3f}" width="{inner:.3f}" height="{inner:.3f}"'
        f' href="data:image/png;base64,{data}"/>'
    ).encode()


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()
