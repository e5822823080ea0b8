"""What is known of distinct values, in tables that outlive a batch: Python meets each value once in a long while."""

from collections.abc import Callable
from typing import Generic, TypeVar

import duckdb
import msgspec
from duckdb.sqltypes import INTEGER, VARCHAR

from kliqs.clicks.loader.engine import hold

Fact = TypeVar("Fact", bound=msgspec.Struct)

AT_ONCE = 500  # facts handed to DuckDB without a pause for other threads


class Dictionary(Generic[Fact]):
    """Many texts, few facts. The table `<name>` gives each text met so far the number of its fact, `<name>_facts` the
    fact's fields; `texts` says how many there are. Texts are as they stand in the log."""

    def __init__(self, db: duckdb.DuckDBPyConnection, name: str, fact: type[Fact], find: Callable[[str], Fact]) -> None:
        self._db = db
        self._name = name
        self._fields = fact.__struct_fields__
        self.texts = 0
        self._numbers: dict[Fact, int] = {}
        numbers = self._numbers

        def number(text: str) -> int:
            return numbers.setdefault(find(text), len(numbers))

        # A call takes DuckDB 0.4 µs. Texts that are fetched, and numbers that come back from a file, took 1.2.
        db.create_function(f"{name}_number", number, [VARCHAR], INTEGER)
        self.forget()

    def meet(self, texts: str) -> None:
        """Hold as `<name>_met` the texts of a query that says each once, with their facts' numbers, finding the facts
        that are not known yet."""
        name, known = self._name, len(self._numbers)
        hold(
            self._db,
            f"{name}_met",
            "SELECT text, number IS NULL AS is_new,"
            f" CASE WHEN number IS NULL THEN {name}_number(text) ELSE number END AS number"
            f" FROM ({texts}) LEFT JOIN {name} USING (text)",
        )
        self.texts += self._db.execute(
            f"INSERT INTO {name} SELECT text, number FROM {name}_met WHERE is_new"
        ).fetchall()[0][0]
        self._keep_facts(list(self._numbers)[known:], known)

    def forget(self) -> None:
        """Begin anew; numbers given so far mean nothing any more."""
        fields = ", ".join(f"{field} VARCHAR" for field in self._fields)
        self._db.execute(f"CREATE OR REPLACE TEMP TABLE {self._name} (text VARCHAR, number INTEGER)")
        self._db.execute(f"CREATE OR REPLACE TEMP TABLE {self._name}_facts (number INTEGER, {fields})")
        self.texts = 0
        self._numbers.clear()

    def _keep_facts(self, facts: list[Fact], first: int) -> None:
        places = ", ".join(["unnest(?)"] * (len(self._fields) + 1))
        for start in range(0, len(facts), AT_ONCE):
            some = facts[start : start + AT_ONCE]
            numbers = list(range(first + start, first + start + len(some)))
            columns = [[getattr(fact, field) for fact in some] for field in self._fields]
            self._db.execute(f"INSERT INTO {self._name}_facts SELECT {places}", [numbers, *columns])
