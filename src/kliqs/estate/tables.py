"""Rows as text, made piece by piece: CSV for spreadsheets, JSON lines for programs."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

ROWS_A_PIECE = 500


def csv_pieces(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A CSV file. It begins with the mark without which spreadsheets take UTF-8 for something else."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(columns)
    for number, row in enumerate(rows, start=1):
        writer.writerow([no_formula(cell) if isinstance(cell, str) else cell for cell in row])
        if number % ROWS_A_PIECE == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def json_pieces(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """A file with a JSON object a line. Times are RFC 3339."""
    for row in rows:
        yield msgspec.json.encode(row).decode() + "\n"


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def no_formula(text: str) -> str:
    """A cell that a spreadsheet shows instead of running (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
