"""Visits of slugs that lead nowhere: mistyped, deleted, expired."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from kliqs.clicks.engines import Part, Query
from kliqs.clicks.questions.answers import Coverage
from kliqs.clicks.questions.asking import Asking
from kliqs.clicks.questions.counting import within
from kliqs.clicks.questions.coverage import raw_part
from kliqs.clicks.questions.scope import Scope, moment
from kliqs.database import Connection

LARGEST = 1_000
MOST_DELETED = 1_000  # of a workspace's deleted links, the latest
UNKNOWN, EXPIRED = "u", "e"  # outcomes, as the log has them

Reason = Literal["unknown", "deleted", "expired"]


@dataclass(frozen=True, slots=True)
class Orphan:
    """A slug that was asked for in vain, how often, and when last (UTC)."""

    host: str
    slug: str
    reason: Reason
    visits: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Orphans:
    """Most visited first. `visits` is the sum of those shown."""

    rows: list[Orphan]
    coverage: Coverage

    @property
    def visits(self) -> int:
        return sum(row.visits for row in self.rows)


def orphans(asked: Asking, scope: Scope, *, size: int = 50) -> Orphans:
    """Visits in vain that are the workspace's: unknown slugs on its own domains, links it has deleted, links of its
    that have expired. Unknown slugs on the shared domain are nobody's. The scope's kinds hold, its filters do not."""
    raw, coverage = raw_part(asked, scope)
    if raw is None:
        return Orphans([], coverage)
    query = Query(asked.engine.dialect)
    part = query.part("clicks", [(raw.since_ms, raw.until_ms - 1)])
    deleted = _deleted(asked.db, scope.workspace_id)
    hosts = _own_hosts(asked.db, scope.workspace_id)
    kinds = ", ".join(f"'{kind}'" for kind in sorted(scope.kinds))
    part.text = (
        f"SELECT host, slug, outcome, count(*), max({query.dialect.milliseconds('time')}) FROM clicks"
        f" WHERE {within(part, (raw,))} AND kind IN ({kinds}) AND ("
        f"(workspace = {scope.workspace_id:d} AND outcome = '{EXPIRED}')"
        f" OR (workspace = 0 AND outcome = '{UNKNOWN}' AND ({_one_of(part, 'slug', sorted(deleted))}"
        f" OR {_one_of(part, 'host', hosts)})))"
        f" GROUP BY host, slug, outcome ORDER BY count(*) DESC, slug LIMIT {max(1, min(size, LARGEST))}"
    )
    rows = [
        Orphan(host, slug, _reason(outcome, slug, deleted), int(visits), moment(int(last)))
        for host, slug, outcome, visits, last in asked.engine.rows(asked.db, query)
    ]
    return Orphans(rows, coverage)


def _one_of(part: Part, column: str, values: list[str]) -> str:
    return f"{column} IN ({', '.join(part.value(value) for value in values)})" if values else "1 = 0"


def _reason(outcome: str, slug: str, deleted: set[str]) -> Reason:
    if outcome == EXPIRED:
        return "expired"
    return "deleted" if slug in deleted else "unknown"


def _deleted(db: Connection, workspace_id: int) -> set[str]:
    """Slugs of the workspace's deleted links that nobody has taken since: visits of others are none of its business."""
    rows = db.execute(
        "SELECT l.slug FROM links_link l LEFT JOIN routes_route r ON r.domain_id = l.domain_id AND r.slug = l.slug"
        " WHERE l.workspace_id = ? AND l.deleted_at IS NOT NULL AND r.id IS NULL ORDER BY l.id DESC LIMIT ?",
        (workspace_id, MOST_DELETED),
    ).fetchall()
    return {row[0] for row in rows}


def _own_hosts(db: Connection, workspace_id: int) -> list[str]:
    rows = db.execute("SELECT host FROM routes_domain WHERE workspace_id = ?", (workspace_id,)).fetchall()
    return sorted(row[0] for row in rows)
