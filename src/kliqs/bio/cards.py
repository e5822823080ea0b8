"""The picture that chat and social apps show with a page: the theme's colours, the portrait, the name, the address."""

import io
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw, ImageFont, ImageOps

from kliqs.bio.document import Document
from kliqs.bio.themes import FONTS, THEMES, colours
from kliqs.errors import ConfigurationError

SIZE = (1200, 630)
FACE = 260
MARGIN = 90


def card_path(slug: str, digest: str) -> str:
    return f"/{slug}/~card-{digest}.jpg"


def draw_card(document: Document, address: str) -> bytes:
    """A JPEG of 1200 by 630 pixels."""
    look = document.look
    tokens = colours(look.theme) | look.palette.tokens()
    canvas = _ground(tokens["back"], tokens.get("back-end", tokens["back"]))
    draw = ImageDraw.Draw(canvas)
    left = MARGIN
    if (face := _face(document.profile.picture)) is not None:
        canvas.paste(face, (MARGIN, (SIZE[1] - FACE) // 2 - 20), _circle())
        left += FACE + 60
    room = SIZE[0] - left - MARGIN
    heads = look.font or THEMES[look.theme].heads
    name_lines, name_font = fitted(document.profile.name or address, heads, room, (92, 76, 62, 50), most_lines=2)
    about_lines, about_font = fitted(
        " ".join(document.profile.about.split()), look.font or THEMES[look.theme].font, room, (34,), most_lines=2
    )
    name_step, about_step = int(name_font.size * 1.15), 46
    height = len(name_lines) * name_step + (24 + len(about_lines) * about_step if about_lines else 0)
    top = (SIZE[1] - height) // 2 - 20
    for line in name_lines:
        draw.text((left, top), line, font=name_font, fill=tokens["ink"])
        top += name_step
    top += 24
    for line in about_lines:
        draw.text((left, top), line, font=about_font, fill=tokens["soft"])
        top += about_step
    _foot(draw, address, tokens)
    file = io.BytesIO()
    canvas.save(file, "JPEG", quality=88, optimize=True)
    return file.getvalue()


def _foot(draw: ImageDraw.ImageDraw, address: str, tokens: dict[str, str]) -> None:
    """The address on a button, as on the page."""
    font = typeface("jakarta", 30, 700)
    width = draw.textlength(address, font=font)
    if width > SIZE[0] - 2 * MARGIN:
        return
    box = (MARGIN, SIZE[1] - 112, MARGIN + width + 56, SIZE[1] - 50)
    draw.rounded_rectangle(box, radius=31, fill=tokens["button"])
    draw.text((MARGIN + 28, SIZE[1] - 81), address, font=font, fill=tokens["button-ink"], anchor="lm")


def _ground(start: str, end: str) -> Image.Image:
    if start == end:
        return Image.new("RGB", SIZE, start)
    mask = Image.linear_gradient("L").resize(SIZE)
    return Image.composite(Image.new("RGB", SIZE, end), Image.new("RGB", SIZE, start), mask)


def _face(path: str) -> Image.Image | None:
    """The portrait, square; None where there is none, or its file is gone."""
    name = path.rpartition("/")[2]
    if not name or not default_storage.exists(name):
        return None
    with default_storage.open(name) as file, Image.open(file, formats=("JPEG", "PNG")) as image:
        return ImageOps.fit(image.convert("RGB"), (FACE, FACE))


def _circle() -> Image.Image:
    mask = Image.new("L", (FACE * 4, FACE * 4), 0)
    ImageDraw.Draw(mask).ellipse((0, 0, FACE * 4 - 1, FACE * 4 - 1), fill=255)
    return mask.resize((FACE, FACE), Image.Resampling.LANCZOS)


def fitted(
    text: str, name: str, room: int, sizes: tuple[int, ...], *, most_lines: int
) -> tuple[list[str], ImageFont.FreeTypeFont]:
    """Lines in the largest size that they fit in; in the smallest they are cut."""
    for size in sizes:
        font = typeface(name, size, 750 if len(sizes) > 1 else 400)
        words = _drawable(text, name).split()
        lines = _lines(words, font, room)
        if len(lines) <= most_lines and all(font.getlength(line) <= room for line in lines):
            return lines, font
    cut = [_cut(line, font, room) for line in lines[:most_lines]]
    if len(lines) > most_lines:
        cut[-1] = _cut(cut[-1] + " …", font, room)
    return cut, font


def _lines(words: list[str], font: ImageFont.FreeTypeFont, room: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _cut(line: str, font: ImageFont.FreeTypeFont, room: int) -> str:
    while line and font.getlength(line) > room:
        line = line.rstrip("…").rstrip()[:-1].rstrip() + "…" if len(line) > 2 else ""
    return line


def _drawable(text: str, name: str) -> str:
    """The text without what the font has no letters for: better nothing than boxes."""
    font = typeface(name, 20, 400)
    box = font.getmask("\uffff").getbbox(), font.getlength("\uffff")
    return "".join(
        each for each in text if each.isspace() or (font.getmask(each).getbbox(), font.getlength(each)) != box
    )


@lru_cache(maxsize=32)
def typeface(name: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    file = f"dist/{FONTS[name].file}-latin-wght-normal.woff2"
    path = finders.find(file)
    if path is None:
        raise ConfigurationError(f"The font {file} is not built. Run `make assets`.")
    font = ImageFont.truetype(Path(str(path)), size)
    axes = font.get_variation_axes()
    font.set_variation_by_axes([min(max(weight, axes[0]["minimum"] or 0), axes[0]["maximum"] or weight)])
    return font
