"""From `raw` to the rows of the store: what each line says of the visitor, the place and the way here."""

from base64 import b64encode
from datetime import date, timedelta
from pathlib import Path

import duckdb

from kliqs.clicks.geography import Geography, Place
from kliqs.clicks.loader.agents import Agents
from kliqs.clicks.loader.dictionary import Dictionary
from kliqs.clicks.loader.enums import PARAMETERS, apply_enums, define_enums
from kliqs.clicks.loader.parsing import Rows
from kliqs.clicks.totals.days import DAY_MS, day_ms

EPOCH = date(1970, 1, 1)
MOST_ADDRESSES = 500_000
MACROS = (
    # What the log escaped; bytes that are no UTF-8 stay as the log wrote them.
    r"CREATE OR REPLACE TEMP MACRO plain(text) AS"
    r" CASE WHEN contains(text, '\') THEN coalesce(TRY(decode(text::BLOB)), text) ELSE text END",
    "CREATE OR REPLACE TEMP MACRO decoded(text) AS CASE WHEN contains(text, '%') OR contains(text, '+')"
    " THEN coalesce(TRY(url_decode(replace(text, '+', ' '))), text) ELSE text END",
    # 64 bits; `md5_number_lower` says the same in three times the time.
    "CREATE OR REPLACE TEMP MACRO digest(text) AS (md5_number(text) >> 64)::UBIGINT",
)
# Found in one step and decoded in the next: a macro writes its argument out as often as it names it.
FOUND = ", ".join(f"regexp_extract(query, '(?:^|&){name}=([^&]*)', 1) AS {name}" for name in PARAMETERS)
DECODED = ", ".join(f"decoded({name}) AS {name}" for name in PARAMETERS)
# What depends on one field alone is worked out once for each of its distinct values. `enums` names their columns too.
PREPARED = {
    "visitors": "FROM shapes_facts SEMI JOIN"
    " (SELECT shape AS number FROM raw UNION SELECT number FROM agents_new) USING (number)",
    "places": "SELECT addresses_facts.* FROM addresses_facts SEMI JOIN addresses_met USING (number)",
    "referrers": "SELECT header, referrer,"
    " lower(regexp_extract(referrer, '^[a-zA-Z][a-zA-Z0-9+.-]*://(?:[^/?#@]*@)?([^/?#:]+)', 1)) AS referrer_host"
    " FROM (SELECT referrer AS header, plain(referrer) AS referrer FROM (SELECT DISTINCT referrer FROM raw))",
    "languages": "SELECT language AS header, lower(regexp_extract(language, '^ *([A-Za-z]{2,3})', 1)) AS language"
    " FROM (SELECT DISTINCT language FROM raw)",
    "queries": f"SELECT header, {DECODED} FROM (SELECT header, {FOUND}"
    " FROM (SELECT query AS header, plain(query) AS query FROM (SELECT DISTINCT query FROM raw)))",
}
ENRICHED = """
SELECT raw.id, make_timestamp(raw.ms * 1000) AS time, make_timestamp(raw.ms * 1000)::DATE AS day, raw.outcome,
       raw.workspace, raw.link, plain(raw.slug) AS slug, plain(raw.host) AS host,
       CASE WHEN v.kind = 'human' AND contains(raw.flags, 'p') THEN 'preview'::visitors_enum ELSE v.kind END AS kind,
       CASE WHEN v.kind = 'human' AND contains(raw.flags, 'p') THEN 'Prefetch'::visitors_enum ELSE v.app END AS app,
       v.device, v.os, v.browser, p.country, p.region,
       CASE WHEN {quiet} THEN ''::places_enum ELSE p.city END AS city,
       CASE WHEN NOT {quiet} THEN
            digest(concat({salt}, coalesce(raw.digest, n.digest), raw.workspace_text, ' ', raw.address)) END AS visitor,
       CASE WHEN {quiet} THEN ''::referrers_enum ELSE r.referrer END AS referrer,
       CASE WHEN {quiet} THEN ''::referrers_enum ELSE r.referrer_host END AS referrer_host, l.language,
       q.* EXCLUDE (header),
       contains(raw.flags, 'q') AS qr, contains(raw.flags, 'd') AS dnt, contains(raw.flags, 'g') AS gpc
FROM raw
LEFT JOIN agents_new n ON n.text = raw.agent
JOIN visitors v ON v.number = coalesce(raw.shape, n.number)
JOIN addresses_met a ON a.text = raw.address
JOIN places p ON p.number = a.number
JOIN referrers r ON r.header = raw.referrer
JOIN languages l ON l.header = raw.language
JOIN queries q ON q.header = raw.query
"""


class Enricher:
    """Keeps what it learned of agents and addresses from batch to batch."""

    def __init__(self, db: duckdb.DuckDBPyConnection, scratch: Path, geography: Geography) -> None:
        self._db = db
        for macro in MACROS:
            db.execute(macro)
        self._agents = Agents(db, scratch)
        self._addresses = Dictionary(db, scratch, "addresses", Place, geography.locate)
        define_enums(db)

    def make_room(self) -> None:
        """Before lines are read: begin anew with what has become too much."""
        self._agents.make_room()
        if self._addresses.texts > MOST_ADDRESSES:
            self._addresses.forget()

    def prepare(self, rows: int) -> None:
        """Work out what is to be said of the distinct agents, addresses, referrers, languages and queries among so many
        rows of `raw`."""
        self._agents.learn()
        self._addresses.meet("SELECT DISTINCT address AS text FROM raw")
        for name, query in PREPARED.items():
            self._db.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")
        apply_enums(self._db, rows)


def days_of(db: duckdb.DuckDBPyConnection, rows: Rows) -> list[date]:
    """The UTC days of the rows of `raw`."""
    days = {rows.first_ms // DAY_MS, rows.last_ms // DAY_MS}
    if len(days) > 1:
        days = {row[0] for row in db.execute(f"SELECT DISTINCT ms // {DAY_MS} FROM raw").fetchall()}
    return [EPOCH + timedelta(days=day) for day in sorted(days)]


def enriched(salts: dict[date, str], honouring: list[int]) -> str:
    """The query for the rows of the store. Visitors are told apart within a workspace and a day, by 128 bits of `salts`
    in hexadecimal digits. `honouring` are the workspaces in which those who asked not to be tracked are not."""
    *ended, last = sorted(salts)
    cases = "".join(f"WHEN raw.ms < {day_ms(day) + DAY_MS} THEN '{_short(salts[day])}' " for day in ended)
    salt = f"'{_short(salts[last])}'"
    quiet = "false"
    if honouring:
        workspaces = ", ".join(map(str, honouring))
        quiet = f"((contains(raw.flags, 'd') OR contains(raw.flags, 'g')) AND raw.workspace IN ({workspaces}))"
    return ENRICHED.format(salt=f"CASE {cases}ELSE {salt} END" if cases else salt, quiet=quiet)


def _short(salt: str) -> str:
    return b64encode(bytes.fromhex(salt)).decode("ascii").rstrip("=")
