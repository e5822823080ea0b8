"""Themes: readable by day and by night, and different in more than colour."""

from itertools import combinations

import pytest

from kliqs.bio.document import Look
from kliqs.bio.styling import style_of
from kliqs.bio.themes import AVATARS, BUTTONS, FONTS, LOWEST_CONTRAST, STYLES, THEMES, colours, night_colours, pairs
from kliqs.links.qr import contrast


def test_there_are_twelve_and_each_has_its_sheet() -> None:
    assert len(THEMES) >= 12
    assert {path.stem for path in (STYLES / "themes").iterdir()} == THEMES.keys()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("of", [colours, night_colours])
def test_text_can_be_read(theme: str, of: object) -> None:
    tokens = colours(theme) if of is colours else night_colours(theme)
    weak = [(name, front, back) for front, back, name in pairs(tokens) if contrast(front, back) < LOWEST_CONTRAST]
    assert weak == []


def test_no_two_differ_in_colour_alone() -> None:
    shapes = {name: (each.header, each.buttons, each.avatar, each.font, each.heads) for name, each in THEMES.items()}
    assert [pair for pair in combinations(THEMES, 2) if shapes[pair[0]] == shapes[pair[1]]] == []


def test_themes_use_what_there_is() -> None:
    for theme in THEMES.values():
        assert theme.buttons in BUTTONS
        assert theme.avatar in AVATARS
        assert {theme.font, theme.heads} <= FONTS.keys()


def test_own_colours_count_by_night_too() -> None:
    assert "prefers-color-scheme" in style_of(Look(theme="polos"))
    assert "prefers-color-scheme" not in style_of(Look(theme="polos", text="#000000"))
