"""`/card-<language>.png`: the picture that chat and social apps show with the home pages, drawn like those of pages."""

import io
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from PIL import Image, ImageDraw

from kliqs.bio.cards import SIZE, fitted, typeface
from kliqs.settings import load

PAPER, INK, SOFT, ACCENT = "#f8f6f1", "#14171f", "#5c6069", "#00c795"
MARGIN = 90


@require_safe
def show(request: HttpRequest, language: str) -> HttpResponse:
    response = HttpResponse(_drawn(language), content_type="image/png")
    response["Cache-Control"] = "public, max-age=86400"
    return response


@lru_cache(maxsize=2)
def _drawn(language: str) -> bytes:
    """A PNG of 1200 by 630 pixels: a long address becoming a short one."""
    with translation.override(language):
        promise = gettext("Short links that tell you the truth.")
    canvas = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(canvas)
    room = SIZE[0] - 2 * MARGIN
    lines, heading = fitted(promise, "jakarta", room, (88, 76), most_lines=2)
    for number, line in enumerate(lines):
        draw.text((MARGIN, 96 + number * int(heading.size * 1.12)), line, font=heading, fill=INK)
    long_url = "https://marketku.id/products/8f3f4f3f-1231?utm_source=wa&utm_…"
    draw.text((MARGIN, 350), long_url, font=typeface("mono", 26, 400), fill=SOFT)
    draw.line((MARGIN + 8, 424, SIZE[0] - MARGIN - 8, 424), fill=INK, width=4)
    draw.ellipse((MARGIN, 412, MARGIN + 24, 436), fill=INK)
    draw.ellipse((SIZE[0] - MARGIN - 34, 407, SIZE[0] - MARGIN, 441), fill=ACCENT)
    host, slug = f"{load().domain}/", "vps-murah"
    size = next((each for each in (72, 56, 40) if typeface("mono", each, 700).getlength(host + slug) <= room), 26)
    draw.text((MARGIN, 470), host, font=typeface("mono", size, 400), fill=SOFT)
    left = MARGIN + typeface("mono", size, 400).getlength(host)
    draw.text((left, 470), slug, font=typeface("mono", size, 700), fill=INK)
    file = io.BytesIO()
    canvas.save(file, "PNG", optimize=True)
    return file.getvalue()
