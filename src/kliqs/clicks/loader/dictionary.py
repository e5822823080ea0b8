"""What is known of distinct values, in tables that outlive a batch: Python meets each value once in a long while."""

from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

import duckdb
import msgspec

Fact = TypeVar("Fact", bound=msgspec.Struct)

AT_ONCE = 500  # values made into Python objects, or the other way, without a pause for other threads
READ = """
read_csv(?, delim = '\t', quote = '', escape = '', comment = '', header = false, auto_detect = false, new_line = '\\n',
         nullstr = '\\N', columns = {'text': 'VARCHAR', 'number': 'INTEGER'})
"""


class Dictionary(Generic[Fact]):
    """Many texts, few facts. The table `<name>` gives each text met so far the number of its fact, `<name>_facts` the
    fact's fields; `texts` says how many there are. Texts are as they stand in the log, so without tabs and line ends.

    Texts travel through a file: as parameters they would cost 2 µs each and hold the interpreter meanwhile.
    """

    def __init__(
        self, db: duckdb.DuckDBPyConnection, scratch: Path, name: str, fact: type[Fact], find: Callable[[str], Fact]
    ) -> None:
        self._db = db
        self._scratch = scratch / f"{name}.tsv"
        self._name = name
        self._fields = fact.__struct_fields__
        self._find = find
        self.texts = 0
        self._numbers: dict[Fact, int] = {}
        self.forget()

    def meet(self, texts: str) -> None:
        """Fill the table `<name>_met` (text, and its fact's number) for a query of distinct texts, finding the facts
        that are not known yet."""
        name, known = self._name, len(self._numbers)
        self._db.execute(f"CREATE OR REPLACE TEMP TABLE {name}_met AS FROM ({texts}) LEFT JOIN {name} USING (text)")
        # In order, since addresses then find their neighbours' part of the city database in the processor's caches.
        if self._note_new(self._db.execute(f"SELECT text FROM {name}_met WHERE number IS NULL ORDER BY text")):
            self._db.execute(f"CREATE OR REPLACE TEMP TABLE {name}_new AS FROM {READ}", [str(self._scratch)])
            self._db.execute(f"DELETE FROM {name}_met WHERE number IS NULL")
            self._db.execute(f"INSERT INTO {name}_met FROM {name}_new")
            self._db.execute(f"INSERT INTO {name} FROM {name}_new")
            self._keep_facts(list(self._numbers)[known:], known)
        self._scratch.unlink()

    def forget(self) -> None:
        """Begin anew; numbers given so far mean nothing any more."""
        fields = ", ".join(f"{field} VARCHAR" for field in self._fields)
        self._db.execute(f"CREATE OR REPLACE TEMP TABLE {self._name} (text VARCHAR, number INTEGER)")
        self._db.execute(f"CREATE OR REPLACE TEMP TABLE {self._name}_facts (number INTEGER, {fields})")
        self.texts = 0
        self._numbers.clear()

    def _note_new(self, texts: duckdb.DuckDBPyConnection) -> bool:
        """Write texts with their facts' numbers to the scratch file; says whether there are any."""
        before, numbers, find = self.texts, self._numbers, self._find
        with self._scratch.open("w", encoding="utf-8") as out:
            while rows := texts.fetchmany(AT_ONCE):
                out.write("".join([f"{text}\t{numbers.setdefault(find(text), len(numbers))}\n" for (text,) in rows]))
                self.texts += len(rows)
        return self.texts > before

    def _keep_facts(self, facts: list[Fact], first: int) -> None:
        places = ", ".join(["unnest(?)"] * (len(self._fields) + 1))
        for start in range(0, len(facts), AT_ONCE):
            some = facts[start : start + AT_ONCE]
            numbers = list(range(first + start, first + start + len(some)))
            columns = [[getattr(fact, field) for fact in some] for field in self._fields]
            self._db.execute(f"INSERT INTO {self._name}_facts SELECT {places}", [numbers, *columns])
