"""The one style sheet of a page, as it stands in its `style` element: everything, the theme, the owner's own."""

import re
from functools import lru_cache

from django.templatetags.static import static

from kliqs.bio.document import Look
from kliqs.bio.themes import FONTS, STYLES, THEMES

LATIN = (
    "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,"
    "U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD"
)
LATIN_EXT = (
    "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+20A0-20AB,"
    "U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF"
)
NIGHT = re.compile(r"@media \(prefers-color-scheme: dark\) \{.*?\n\}", re.DOTALL)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BETWEEN = re.compile(r"\s*([{};,])\s*")


def style_of(look: Look) -> str:
    """CSS for a `style` element. Of the owner's values only checked colours and picture paths stand in it."""
    theme = THEMES[look.theme]
    own = look.palette.tokens()
    font, heads = look.font or theme.font, look.font or theme.heads
    chosen = {f"--{name}": colour for name, colour in own.items()}
    chosen |= {"--font": _family(font), "--heads": _family(heads)}
    if look.picture:
        chosen["--photo"] = f'url("{look.picture}")'
    rules = "".join(f"{name}:{value};" for name, value in chosen.items())
    faces = "".join(_face(name) for name in dict.fromkeys((font, heads)))
    return f"{faces}{_page()}{_theme(look.theme, has_night=not own and not look.picture)}:root{{{rules}}}"


def classes_of(look: Look) -> str:
    """What the style sheet knows the body by."""
    theme = THEMES[look.theme]
    names = [f"t-{look.theme}", f"h-{theme.header}", f"b-{look.buttons or theme.buttons}"]
    names.append(f"a-{look.avatar or theme.avatar}")
    if look.picture:
        names.append("photo")
    elif look.background_end or (not look.background and "--back-end" in _theme(look.theme, has_night=False)):
        names.append("gradient")
    return " ".join(names)


@lru_cache(maxsize=1)
def _page() -> str:
    return _small((STYLES / "page.css").read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def _theme(name: str, *, has_night: bool) -> str:
    """A theme's rules; the owner's colours count by day and night, so that there is no night beside them."""
    text = (STYLES / "themes" / f"{name}.css").read_text(encoding="utf-8")
    by_day = NIGHT.sub("", text)
    if not has_night or by_day == text:
        return _small(by_day)
    return _small(text) + "html{color-scheme:light dark}"


def _family(name: str) -> str:
    return f'"{FONTS[name].title}",{FONTS[name].stack}'


@lru_cache(maxsize=16)
def _face(name: str) -> str:
    font = FONTS[name]
    return "".join(
        f'@font-face{{font-family:"{font.title}";font-weight:{font.weights};font-display:swap;'
        f'src:url("{static(f"dist/{font.file}-{part}-wght-normal.woff2")}") format("woff2");unicode-range:{letters}}}'
        for part, letters in (("latin", LATIN), ("latin-ext", LATIN_EXT))
    )


def _small(css: str) -> str:
    return BETWEEN.sub(r"\1", " ".join(COMMENT.sub("", css).split()))
