"""What a backup file looks like: a tar with `kliqs-backup.json` first, then the members it names."""

from pathlib import Path

import msgspec

from kliqs.errors import ConfigurationError

FORMAT = 1
CONTENTS = "kliqs-backup.json"
SQLITE_FILE = "database.sqlite3"
TABLES = "database/"
CLICKS = "clicks/"
MEDIA = "media/"
KEPT_FILES = ("secret-key", "plans.toml")
SEPARATE = frozenset(("clicks_logposition", "clicks_daysalt"))  # tables whose rows mean nothing elsewhere, see `making`


class Contents(msgspec.Struct, frozen=True):
    """The first member. `members` maps every other member to its size in bytes; `migrations` are those applied."""

    format: int
    version: str
    made_at: str
    engine: str
    migrations: list[tuple[str, str]]
    members: dict[str, int]


class Summary(msgspec.Struct, frozen=True):
    """What a person is told at the end. `bytes` is the size of the backup file."""

    file: str
    engine: str
    made_at: str
    users: int
    links: int
    click_files: int
    bytes: int


def read_contents(raw: bytes, path: Path) -> Contents:
    """Raises ConfigurationError for what is no backup, or one of a format that this version does not know."""
    try:
        contents = msgspec.json.decode(raw, type=Contents)
    except msgspec.DecodeError as problem:
        raise ConfigurationError(f"{path} is not a Kliqs backup: {problem}") from problem
    if contents.format != FORMAT:
        raise ConfigurationError(f"{path} has format {contents.format}; this version of Kliqs reads {FORMAT}.")
    return contents
