"""Whatever Kliqs says, it says in Indonesian too."""

import re
import subprocess
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from running.commands import REPOSITORY

CATALOGUE = REPOSITORY / "src/kliqs/web/locale/id/LC_MESSAGES/django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def test_the_catalogue_has_every_text_of_code_templates_and_tables(tmp_path: Path) -> None:
    command = ["extract", "--mapping", "scripts/messages.cfg", "--keywords", "gettext_lazy", "--output"]
    subprocess.run(
        [Path(sys.executable).with_name("pybabel"), "--quiet", *command, tmp_path / "texts.pot", "src/kliqs"],
        cwd=REPOSITORY,
        env={"PYTHONPATH": "scripts", "KLIQS_SECRET_KEY": "unused"},
        check=True,
    )
    with (tmp_path / "texts.pot").open("rb") as file:
        texts = {_key(message) for message in read_po(file) if message.id}
    known = {_key(message) for message in _catalogue() if message.id}
    assert texts - known == set(), "run scripts/messages, then translate what is new"


def test_every_text_is_translated() -> None:
    assert [message.id for message in _catalogue() if message.id and not _translation(message)] == []


def test_no_translation_is_a_guess() -> None:
    """Django shows the English text instead of a fuzzy one."""
    assert [message.id for message in _catalogue() if message.id and message.fuzzy] == []


def test_every_plural_is_translated() -> None:
    plurals = [message for message in _catalogue() if isinstance(message.id, tuple)]
    assert [message.id for message in plurals if not all(message.string or [""])] == []


def test_translations_keep_the_placeholders() -> None:
    odd = [
        message.id
        for message in _catalogue()
        if message.id and set(PLACEHOLDER.findall(_key(message))) != set(PLACEHOLDER.findall(_translation(message)))
    ]
    assert odd == []


def _catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="id")


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _translation(message: Message) -> str:
    text = message.string
    return text if isinstance(text, str) else text[0] if text else ""
