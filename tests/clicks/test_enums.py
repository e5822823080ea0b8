"""Columns of few texts travel as numbers into a file, which must say what it would have said."""

import random
from typing import Any

import duckdb
import pytest

from clicks.conftest import Store
from clicks.test_counting import empty
from clicks.world import CURL, DAY, NEXT_DAY, NOON, PHONE, WHATSAPP, line, random_lines
from kliqs.clicks.loader import enums, parsing
from kliqs.clicks.manifest import live_files
from kliqs.clicks.privacy import honour_signals

SALT = "0123456789abcdef" * 2
STRANGE = ("%00", "a%00b", "%27", "%FF", "%C3%A9", "+", "''", "\\x27", "%F0%9F%8D%9C", "NULL")
BATCHES = (
    random_lines(random.Random(1), 300),
    line(1_000, agent=CURL, query="utm_source=x&utm_content=y", referrer="", language=""),  # few, and new texts
    b"".join(line(2_000 + number, agent=CURL, address="8.8.8.8") for number in range(40)),  # without any person
    b"".join(line(3_000 + number, agent=WHATSAPP, flags="p") for number in range(40)),
    b"".join(line(4_000 + number, flags="p" if number % 2 else "dg") for number in range(40)),
    b"".join(line(5_000 + number, agent=f"{PHONE} {number}", referrer=f"https://{number}.id/") for number in range(40)),
    b"".join(line(6_000 + number, query=f"utm_term=t{number}&utm_content={number % 2}") for number in range(40)),
    b"".join(line(7_000 + number, query=f"utm_source={STRANGE[number % 10]}") for number in range(40)),
)  # fmt: skip


def loaded(store: Store) -> list[tuple[Any, ...]]:
    """What is stored of those batches, one after the other, by one loader."""
    empty(store)
    for day in (DAY, NEXT_DAY):
        store.db.execute("INSERT INTO clicks_daysalt (day, salt) VALUES (?, ?)", (day, SALT))
    batch = store.started()
    for number, lines in enumerate(BATCHES):
        store.segment(f"{number:06d}", lines)
        store.load(batch)
    return store.rows()


@pytest.mark.parametrize("rows_a_text", [0, 1, 16])
@pytest.mark.parametrize("least_rows", [0, 40])
def test_files_say_the_same_with_enums_and_without(
    store: Store, monkeypatch: pytest.MonkeyPatch, rows_a_text: int, least_rows: int
) -> None:
    honour_signals(store.db, 3, on=True)
    monkeypatch.setattr(enums, "LEAST_ROWS", 1_000_000)
    without = loaded(store)
    monkeypatch.setattr(enums, "LEAST_ROWS", least_rows)
    monkeypatch.setattr(enums, "ROWS_A_TEXT", rows_a_text)
    assert loaded(store) == without
    assert len(without) == 300 + 1 + 6 * 40


def test_files_say_the_same_whether_lines_are_many_or_few(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few lines are looked up among the agents that are known, many look theirs up."""
    few = loaded(store)
    monkeypatch.setattr(parsing, "MANY_BYTES", 0)
    assert loaded(store) == few


def test_every_text_is_a_varchar_to_who_reads_the_file(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enums, "LEAST_ROWS", 0)
    monkeypatch.setattr(enums, "ROWS_A_TEXT", 0)
    store.segment("a", line(1, NOON))
    store.load()
    (file,) = live_files(store.db)
    described = duckdb.execute("DESCRIBE FROM read_parquet(?)", [str(store.files.path(file.name))]).fetchall()
    kinds = {row[0]: row[1] for row in described}
    assert {kinds[column] for texts in enums.TEXTS for column in texts.columns} == {"VARCHAR"}
