"""The settings table as the docs show it, read from the settings' own definition."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec

from kliqs.settings import PREFIX, Settings

TYPES = {int: "number", str: "text", bool: "true / false", Path: "path"}


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One `KLIQS_*` variable. `default` is empty where the description says what it becomes."""

    name: str
    kind: str
    default: str
    meaning: str


def settings_table() -> list[SettingRow]:
    hints = get_type_hints(Settings, include_extras=True)
    return [_row(field, hints[field.name]) for field in msgspec.structs.fields(Settings)]


def _row(field: msgspec.structs.FieldInfo, hint: Any) -> SettingRow:
    kind, meta = get_args(hint)
    default = str(field.default).lower() if kind is bool else str(field.default)
    return SettingRow(f"{PREFIX}{field.name.upper()}", TYPES[kind], default, meta.description)
