"""User agents: what each says of a visitor, found once for the many that have the same shape."""

from pathlib import Path

import duckdb

from kliqs.clicks.classification import Visitor, classify
from kliqs.clicks.loader.dictionary import Dictionary
from kliqs.clicks.loader.engine import hold
from kliqs.clicks.log.record import unescape

MOST_AGENTS = 200_000
MOST_SHAPES = 200_000
# Version numbers of three parts and more make most agents differ: without them 23,000 distinct agents of a batch were
# 360. What is kept of an agent does not depend on the numbers, but it does on how many there are, three or four; and
# where one of those words stands, ua-parser has rules for some numbers.
SHAPE = r"""
CASE WHEN regexp_matches(text, 'CFNetwork|Darwin|HbbTV|Outlook|Pinterest') THEN text
     ELSE regexp_replace(regexp_replace(text, '\d+(\.\d+){3,}', '0.0.0.0', 'g'), '\d+\.\d+\.\d+', '0.0.0', 'g') END
"""
# 64 bits in twelve letters: with a salt of 22, a workspace below 100,000 and an address of version 4, what tells a
# visitor apart fits into one block of MD5 (55 bytes, RFC 1321).
DIGEST = "to_base64(unhex(left(md5(text), 16)))"


class Agents:
    """The table `agents` has those known so far, and `agents_new` those of the last `learn`: text, digest, and the
    number of what their shape says, which is in `shapes_facts`."""

    def __init__(self, db: duckdb.DuckDBPyConnection, scratch: Path) -> None:
        self._db = db
        self._shapes = Dictionary(db, scratch, "shapes", Visitor, lambda shape: classify(unescape(shape)))
        self._agents = 0
        self._forget()

    def make_room(self) -> None:
        """Begin anew when they have become many."""
        if self._agents > MOST_AGENTS or self._shapes.texts > MOST_SHAPES:
            self._forget()

    def learn(self) -> None:
        """Know those of `raw` that are not known yet."""
        hold(
            self._db,
            "agents_shaped",
            f"SELECT text, {SHAPE} AS shape, {DIGEST} AS digest"
            " FROM (SELECT DISTINCT agent AS text FROM raw WHERE shape IS NULL)",
        )
        self._shapes.meet("SELECT DISTINCT shape AS text FROM agents_shaped")
        hold(
            self._db,
            "agents_new",
            "SELECT a.text, a.digest, s.number FROM agents_shaped a JOIN shapes_met s ON s.text = a.shape",
        )
        self._agents += self._db.execute("INSERT INTO agents FROM agents_new").fetchall()[0][0]

    def _forget(self) -> None:
        self._shapes.forget()
        self._db.execute("CREATE OR REPLACE TEMP TABLE agents (text VARCHAR, digest VARCHAR, number INTEGER)")
        self._agents = 0
