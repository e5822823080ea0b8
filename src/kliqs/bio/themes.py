"""Themes: what each is made of, its colours as its style sheet has them, and whether colours can be read together.

A theme is a row here and a file in `styles/themes`; its colours stand in that file alone, as custom properties.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kliqs.links.qr import contrast

STYLES = Path(__file__).parent / "styles"
LOWEST_CONTRAST = 4.5  # WCAG 2, level AA, for text
BUTTONS = ("rounded", "pill", "square", "soft", "outline", "hard", "line")
AVATARS = ("circle", "soft", "square", "blob", "frame")
PROPERTY = re.compile(r"--([a-z-]+):\s*(#[0-9a-f]{6});")


@dataclass(frozen=True, slots=True)
class Font:
    """A bundled family: `files` by unicode range (`latin`, `latin-ext`), `stack` what stands in until it is there."""

    title: str
    file: str
    weights: str
    stack: str


FONTS = {
    "jakarta": Font("Plus Jakarta Sans", "plus-jakarta-sans", "200 800", "system-ui, sans-serif"),
    "bricolage": Font("Bricolage Grotesque", "bricolage-grotesque", "200 800", "system-ui, sans-serif"),
    "nunito": Font("Nunito", "nunito", "200 1000", "system-ui, sans-serif"),
    "space": Font("Space Grotesk", "space-grotesk", "300 700", "system-ui, sans-serif"),
    "fraunces": Font("Fraunces", "fraunces", "100 900", "Georgia, serif"),
    "caveat": Font("Caveat", "caveat", "400 700", "cursive"),
    "mono": Font("JetBrains Mono", "jetbrains-mono", "100 800", "ui-monospace, monospace"),
}


@dataclass(frozen=True, slots=True)
class Theme:
    """`header` is the layout of avatar and name: centre, side, cover, poster or card. `heads` is the font of names
    and headings, `font` of everything else."""

    title: str
    header: str
    buttons: str
    avatar: str
    font: str
    heads: str


THEMES = {
    "polos": Theme("Polos", "centre", "rounded", "circle", "jakarta", "jakarta"),
    "warung": Theme("Warung", "cover", "rounded", "circle", "jakarta", "bricolage"),
    "kopi": Theme("Kopi", "side", "outline", "soft", "jakarta", "fraunces"),
    "batik": Theme("Batik", "centre", "pill", "circle", "jakarta", "fraunces"),
    "malam": Theme("Malam", "centre", "outline", "square", "space", "space"),
    "pasar": Theme("Pasar", "side", "hard", "square", "bricolage", "bricolage"),
    "senja": Theme("Senja", "card", "pill", "circle", "nunito", "nunito"),
    "sawah": Theme("Sawah", "centre", "pill", "blob", "nunito", "bricolage"),
    "koran": Theme("Koran", "poster", "line", "square", "jakarta", "fraunces"),
    "konsol": Theme("Konsol", "side", "square", "square", "mono", "mono"),
    "catatan": Theme("Catatan", "centre", "outline", "frame", "nunito", "caveat"),
    "laut": Theme("Laut", "cover", "soft", "soft", "jakarta", "jakarta"),
    "galeri": Theme("Galeri", "poster", "square", "square", "space", "space"),
    "permen": Theme("Permen", "card", "pill", "blob", "nunito", "bricolage"),
}


@dataclass(frozen=True, slots=True)
class WeakPair:
    """Two colours that are too close, and the field of the owner's that can be blamed."""

    field: str
    contrast: float


@lru_cache(maxsize=32)
def colours(theme: str) -> dict[str, str]:
    """The theme's own colours by day, by name."""
    by_day, _, _ = _style(theme).partition("@media (prefers-color-scheme: dark)")
    return dict(PROPERTY.findall(by_day))


@lru_cache(maxsize=32)
def night_colours(theme: str) -> dict[str, str]:
    """Its colours for those who prefer dark pages; as by day where it knows no difference."""
    _, _, by_night = _style(theme).partition("@media (prefers-color-scheme: dark)")
    return colours(theme) | dict(PROPERTY.findall(by_night))


def pairs(tokens: dict[str, str]) -> list[tuple[str, str, str]]:
    """What stands on what: (front, back, name of the pair)."""
    backs = [tokens["back"], tokens.get("back-end", tokens["back"])]
    return [
        *((tokens["ink"], back, "text") for back in backs),
        *((tokens["soft"], back, "text") for back in backs),
        (tokens.get("card-ink", tokens["ink"]), tokens["paper"], "text"),
        (tokens.get("card-soft", tokens["soft"]), tokens["paper"], "text"),
        (tokens["button-ink"], tokens["button"], "button_text"),
    ]


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours that an owner chose; empty ones are the theme's."""

    background: str = ""
    background_end: str = ""
    text: str = ""
    button: str = ""
    button_text: str = ""

    def tokens(self) -> dict[str, str]:
        """As the properties they take the place of. One background counts for cards as well."""
        chosen = {"button": self.button, "button-ink": self.button_text, "back-end": self.background_end}
        if self.background:
            chosen |= {"back": self.background, "paper": self.background}
            chosen["back-end"] = self.background_end or self.background
        for name in ("ink", "soft", "card-ink", "card-soft"):
            chosen[name] = self.text
        return {name: colour.lower() for name, colour in chosen.items() if colour}


def weakest_pair(theme: str, own: Palette) -> WeakPair | None:
    """The pair that the owner's colours make hardest to read; None where all can be read."""
    if not own.tokens():
        return None
    lowest, name = min((contrast(front, back), name) for front, back, name in pairs(colours(theme) | own.tokens()))
    if lowest >= LOWEST_CONTRAST:
        return None
    candidates = ("button_text", "button") if name == "button_text" else ("text", "background", "background_end")
    return WeakPair(next(field for field in candidates if getattr(own, field)), lowest)


@lru_cache(maxsize=32)
def _style(theme: str) -> str:
    return (STYLES / "themes" / f"{theme}.css").read_text(encoding="utf-8")
