"""From raw lines to rows of the store, in bulk: DuckDB parses and joins, Python sees distinct values only."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb

from kliqs.clicks.classification import classify, prefetched
from kliqs.clicks.geography import Geography
from kliqs.clicks.log.record import unescape

COLUMNS = (
    "version", "id", "ms", "outcome", "workspace", "link", "slug", "host", "method", "address", "agent", "referrer",
    "language", "query", "flags",
)  # fmt: skip
PARSE = f"""
CREATE OR REPLACE TEMP TABLE raw AS
SELECT id, TRY_CAST(ms AS BIGINT) AS ms, outcome, TRY_CAST(workspace AS BIGINT) AS workspace,
       TRY_CAST(link AS BIGINT) AS link, slug, host, address, agent, referrer, language, query, flags,
       make_timestamp(TRY_CAST(ms AS BIGINT) * 1000) AS time,
       CAST(make_timestamp(TRY_CAST(ms AS BIGINT) * 1000) AS DATE) AS day
FROM read_csv(?, delim = '\t', quote = '', escape = '', comment = '', header = false, auto_detect = false,
              new_line = '\\n', null_padding = false, ignore_errors = false, nullstr = '\x01', max_line_size = 4194304,
              columns = {{{", ".join(f"'{name}': 'VARCHAR'" for name in COLUMNS)}}})
WHERE version = '1' AND outcome IN ('r', 'e', 'u') AND TRY_CAST(ms AS BIGINT) BETWEEN 0 AND 4102444800000
  AND TRY_CAST(workspace AS BIGINT) IS NOT NULL AND TRY_CAST(link AS BIGINT) IS NOT NULL
"""
# What depends on one field alone is worked out once for each of its distinct values.
ENRICH = """
CREATE OR REPLACE TEMP TABLE batch AS
SELECT raw.id, raw.time, raw.day, raw.ms, raw.outcome, raw.workspace, raw.link, raw.slug, raw.host,
       v.kind, v.app, v.device, v.os, v.browser, n.country, n.region, n.city,
       md5_number_lower(concat_ws(chr(9), s.salt, raw.workspace, raw.address, v.hash)) AS visitor,
       raw.referrer, r.referrer_host, l.language, q.* EXCLUDE (query),
       contains(raw.flags, 'q') AS qr, contains(raw.flags, 'd') AS dnt, contains(raw.flags, 'g') AS gpc
FROM raw
JOIN visitors v ON v.agent = raw.agent AND v.ahead = contains(raw.flags, 'p')
JOIN places p ON p.address = raw.address
JOIN place_names n ON n.place = p.place
JOIN salts s ON s.day = raw.day
JOIN (SELECT referrer, coalesce(regexp_extract(referrer, '^https?://([^/?#:]+)', 1), '') AS referrer_host
      FROM (SELECT DISTINCT referrer FROM raw)) r ON r.referrer = raw.referrer
JOIN (SELECT language AS header, coalesce(lower(regexp_extract(language, '^([A-Za-z]{2,3})', 1)), '') AS language
      FROM (SELECT DISTINCT language FROM raw)) l ON l.header = raw.language
JOIN (SELECT query,
             regexp_extract(query, '(?:^|&)utm_source=([^&]*)', 1) AS utm_source,
             regexp_extract(query, '(?:^|&)utm_medium=([^&]*)', 1) AS utm_medium,
             regexp_extract(query, '(?:^|&)utm_campaign=([^&]*)', 1) AS utm_campaign,
             regexp_extract(query, '(?:^|&)utm_term=([^&]*)', 1) AS utm_term,
             regexp_extract(query, '(?:^|&)utm_content=([^&]*)', 1) AS utm_content
      FROM (SELECT DISTINCT query FROM raw)) q ON q.query = raw.query
"""
PLACES_HELD = 300_000


def parse(db: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Read the lines of a file into `raw`; returns how many are usable."""
    db.execute(PARSE, [str(path)])
    row = db.execute("SELECT count(*) FROM raw").fetchone()
    assert row is not None
    return int(row[0])


def days(db: duckdb.DuckDBPyConnection) -> list[date]:
    return [row[0] for row in db.execute("SELECT DISTINCT day FROM raw ORDER BY day").fetchall()]


def enrich(db: duckdb.DuckDBPyConnection, geography: Geography, salts: dict[date, str]) -> None:
    """`raw` to `batch`, the rows of the store."""
    _unescape_columns(db)
    agents = db.execute("SELECT DISTINCT agent, contains(flags, 'p') FROM raw").fetchall()
    visitors = [(prefetched(found) if ahead else found) for found, ahead in ((classify(a), b) for a, b in agents)]
    _table(
        db,
        "visitors",
        {
            "agent": [agent for agent, _ in agents],
            "ahead": [ahead for _, ahead in agents],
            "kind": [visitor.kind for visitor in visitors],
            "app": [visitor.app for visitor in visitors],
            "device": [visitor.device for visitor in visitors],
            "os": [visitor.os for visitor in visitors],
            "browser": [visitor.browser for visitor in visitors],
            "hash": [hashlib.sha256(agent.encode()).hexdigest()[:16] for agent, _ in agents],
        },
    )
    _locate_new(db, geography)
    _table(db, "salts", {"day": list(salts), "salt": list(salts.values())})
    db.execute(ENRICH)


def prepare(db: duckdb.DuckDBPyConnection) -> None:
    """Tables that outlive a batch: where addresses are, in memory, so that each is looked up once in a while."""
    db.execute("CREATE OR REPLACE TEMP TABLE places (address VARCHAR, place INTEGER)")
    db.execute("CREATE OR REPLACE TEMP TABLE place_names AS SELECT 0 AS place, '' AS country, '' AS region, '' AS city")


def _locate_new(db: duckdb.DuckDBPyConnection, geography: Geography) -> None:
    """Look up the addresses that no recent batch had."""
    held = db.execute("SELECT count(*) FROM places").fetchone()
    if held is not None and held[0] > PLACES_HELD:
        db.execute("DELETE FROM places")
    addresses = [
        row[0] for row in db.execute("SELECT DISTINCT address FROM raw ANTI JOIN places USING (address)").fetchall()
    ]
    if not addresses:
        return
    known = len(geography.places)
    numbers = [geography.locate(address) for address in addresses]
    db.execute("INSERT INTO places SELECT unnest(?), unnest(?)", [addresses, numbers])
    fresh = geography.places[known:]
    if fresh:
        db.execute(
            "INSERT INTO place_names SELECT unnest(?), unnest(?), unnest(?), unnest(?)",
            [
                list(range(known, len(geography.places))),
                [place.country for place in fresh],
                [place.region for place in fresh],
                [place.city for place in fresh],
            ],
        )


def _unescape_columns(db: duckdb.DuckDBPyConnection) -> None:
    """Give back what the log escaped, where it did: few distinct values, if any."""
    for column in ("slug", "host", "agent", "referrer", "language", "query"):
        escaped = db.execute(f"SELECT DISTINCT {column} FROM raw WHERE contains({column}, '\\')").fetchall()
        if not escaped:
            continue
        texts = [row[0] for row in escaped]
        _table(db, "plain", {"was": texts, "is_now": [unescape(text) for text in texts]})
        db.execute(f"UPDATE raw SET {column} = plain.is_now FROM plain WHERE raw.{column} = plain.was")


def _table(db: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, Sequence[object]]) -> None:
    """A temporary table out of lists: DuckDB takes a list as one parameter, a row at a time would cost 1 ms each."""
    unnested = ", ".join(f"unnest(?) AS {column}" for column in columns)
    db.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {unnested}", list(columns.values()))
