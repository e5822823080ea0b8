"""What somebody may ask of a QR code in plain values, checked and drawn: for programs, as the form is for people."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast, get_args

from kliqs.checking import Check, number
from kliqs.errors import KliqsError
from kliqs.links.qr import Level, QrStyle, qr_png, qr_svg, read_logo
from kliqs.settings import Settings

Format = Literal["svg", "png"]
FORMATS: tuple[Format, ...] = get_args(Format)
LEVELS: tuple[Level, ...] = get_args(Level)
COLOUR = "^#?[0-9A-Fa-f]{6}$"
SIZE = (128, 2_048)  # pixels
MARGIN = (2, 16)  # modules; with less, many scanners see no code


@dataclass(frozen=True, slots=True)
class Drawing:
    """A code to be drawn."""

    kind: Format
    style: QrStyle


def options(checked: Mapping[str, Any]) -> Drawing:
    """From what `CHECKS` made of the values."""
    chosen = {name: value for name, value in checked.items() if name != "format" and value is not None}
    return Drawing(checked["format"] or "svg", QrStyle(**chosen))


def draw(address: str, drawing: Drawing) -> bytes:
    """The picture. Raises KliqsError QR_TOO_FAINT."""
    return qr_svg(address, drawing.style) if drawing.kind == "svg" else qr_png(address, drawing.style)


def _colour(name: str) -> Check:
    def check(value: Any, _: Settings, __: datetime) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str) or not re.fullmatch(COLOUR.strip("^$"), value):
            raise KliqsError("INVALID_REQUEST", f"`{name}` is six hexadecimal digits, such as 0a7c66.", name)
        return f"#{value.removeprefix('#')}"

    return check


def _one_of(name: str, choices: tuple[str, ...]) -> Check:
    def check(value: Any, _: Settings, __: datetime) -> str | None:
        if value is not None and value not in choices:
            raise KliqsError("INVALID_REQUEST", f"`{name}` is one of {', '.join(choices)}.", name)
        return cast("str | None", value)

    return check


def _logo(value: Any, _: Settings, __: datetime) -> bytes | None:
    if value is None:
        return None
    try:
        return read_logo(base64.b64decode(value, validate=True))
    except (binascii.Error, ValueError, TypeError):
        raise KliqsError("INVALID_LOGO", "`logo` is a PNG or JPEG in base64.", "logo") from None


CHECKS: dict[str, Check] = {
    "format": _one_of("format", FORMATS),
    "colour": _colour("colour"),
    "background": _colour("background"),
    "size": number("size", *SIZE),
    "margin": number("margin", *MARGIN),
    "level": _one_of("level", LEVELS),
    "logo": _logo,
}
