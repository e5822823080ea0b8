"""What the suite runs of the examples is what people get."""

import re
from pathlib import Path

import pytest

from running.examples import EXAMPLES

LOCKED = Path(__file__).parents[2] / "requirements" / "dev.txt"
FOLDERS = ("shop", "whatsapp-bot")


@pytest.mark.parametrize("folder", FOLDERS)
def test_pinned_versions_are_those_of_the_suite(folder: str) -> None:
    locked = set(re.findall(r"^[\w.-]+==[\w.]+", LOCKED.read_text(), re.MULTILINE))
    pinned = (EXAMPLES / folder / "requirements.txt").read_text().split()
    assert pinned
    assert set(pinned) <= locked


def test_both_ask_kliqs_by_the_same_code() -> None:
    shop, bot = (EXAMPLES / path / "shortlinks.py" for path in ("shop/shop", "whatsapp-bot/bot"))
    assert shop.read_text() == bot.read_text()


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_setting_is_in_the_readme_of_both_languages(folder: str) -> None:
    (package,) = (path.parent for path in (EXAMPLES / folder).glob("*/settings.py"))
    names = re.findall(r'os\.environ(?:\.get\(|\[)"(\w+)"', (package / "settings.py").read_text())
    assert names
    for readme in ("README.md", "README.id.md"):
        text = (EXAMPLES / folder / readme).read_text()
        assert [name for name in names if f"`{name}`" not in text] == []
