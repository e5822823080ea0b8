"""The engines that answer questions: DuckDB over the store's Parquet files, or ClickHouse.

`Query` is what questions hand over, written once; `Dialect` is what the two say differently.
"""

from dataclasses import dataclass, field
from typing import Any, Protocol

from kliqs.database import Connection

Value = str | int | list[str] | list[int]


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
class Query:
    """SQL over the table `clicks` (or `totals`), its values by name, and the span of time it looks at (ms since 1970
    UTC, both ends included), which tells an engine where not to look."""

    dialect: Dialect
    first_ms: int
    last_ms: int
    text: str = ""
    is_over_totals: bool = False
    values: dict[str, Value] = field(default_factory=dict)

    def value(self, value: Value) -> str:
        """A place in the text for a value."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return self.dialect.value(name, value)


class Engine(Protocol):
    """Answers queries. Called from several threads at once, each with a connection to the main database of its own."""

    @property
    def dialect(self) -> Dialect: ...

    def rows(self, db: Connection, query: Query) -> list[tuple[Any, ...]]:
        """What the query finds; nothing when there are no clicks at all in its span."""

    def close(self) -> None: ...
