"""The engines that answer questions: DuckDB over the store's Parquet files, or ClickHouse.

`Query` is what questions hand over, written once; `Dialect` is what the two say differently.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, Protocol

from kliqs.clicks.totals.days import TotalsPlace
from kliqs.database import Connection

Value = str | int | list[str] | list[int]
Table = Literal["clicks", "totals", "days"]
Span = tuple[int, int]  # ms since 1970 UTC, both ends included


class Dialect(Protocol):
    """The few expressions that differ between the engines' SQL."""

    def value(self, name: str, value: Value) -> str:
        """The place of a value that travels beside the query."""

    def moment(self, ms: int) -> str:
        """A time as the column `time` has it, from ms since 1970 UTC."""

    def milliseconds(self, time: str) -> str:
        """The way back."""

    def month(self, local_ms: str) -> str:
        """A number that each calendar month has of its own, from local ms since 1970."""

    def pairs(self, keys: str, values: str) -> str:
        """Two lists of equal length as a table with the columns `link` and `value`."""


@dataclass(slots=True)
class Part:
    """SQL over one table, its values by name, and the spans of time it looks at, which tell an engine where not to
    look. `clicks` are raw clicks, `totals` those of quarters of an hour, `days` those of whole UTC days."""

    dialect: Dialect
    table: Table
    spans: Sequence[Span]
    text: str = ""
    values: dict[str, Value] = field(default_factory=dict)

    def value(self, value: Value) -> str:
        """A place in the text for a value."""
        name = f"{self.table}_{len(self.values)}"
        self.values[name] = value
        return self.dialect.value(name, value)


@dataclass(slots=True)
class Query:
    """The rows of all parts together, each of another table, between `head` and `tail`."""

    dialect: Dialect
    parts: list[Part] = field(default_factory=list)
    head: str = ""
    tail: str = ""
    values: dict[str, Value] = field(default_factory=dict)

    def value(self, value: Value) -> str:
        """A place in head or tail for a value."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return self.dialect.value(name, value)

    def part(self, table: Table, spans: Sequence[Span]) -> Part:
        """One more part."""
        self.parts.append(Part(self.dialect, table, spans))
        return self.parts[-1]

    def over(self, parts: Sequence[Part]) -> tuple[str, dict[str, Value]]:
        """Text and values with these of its parts."""
        values = self.values | {name: value for part in parts for name, value in part.values.items()}
        return self.head + " UNION ALL ".join(part.text for part in parts) + self.tail, values


class Engine(Protocol):
    """Answers queries. Called from several threads at once, each with a connection to the main database of its own.
    `place` is where its totals are."""

    place: ClassVar[TotalsPlace]

    @property
    def dialect(self) -> Dialect: ...

    def rows(self, db: Connection, query: Query) -> list[tuple[Any, ...]]:
        """What the query finds; nothing when there is nothing at all in its spans."""

    def has_left_out(self) -> bool:
        """Whether rows were found without files that cannot be read, in this thread since it last asked."""

    def close(self) -> None: ...
