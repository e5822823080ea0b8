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
SHARED = ""  # the host of the domain that all workspaces share
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
    """Most visited first; `values` is how many there are, shown or not, and `visits` the sum of those shown."""

    rows: list[Orphan]
    values: int
    coverage: Coverage

    @property
    def visits(self) -> int:
        return sum(row.visits for row in self.rows)


def orphans(asked: Asking, scope: Scope, *, size: int = 50) -> Orphans:
    """Visits in vain that are the workspace's: unknown slugs on its own domains, links it has deleted, links of its
    that have expired. Unknown slugs on the shared domain are nobody's. The scope's kinds hold, its filters do not."""
    raw, coverage = raw_part(asked, scope)
    if raw is None:
        return Orphans([], 0, coverage)
    query = Query(asked.engine.dialect)
    part = query.part("clicks", [(raw.since_ms, raw.until_ms - 1)])
    deleted = _deleted(asked.db, scope.workspace_id)
    own, others = _hosts(asked.db, scope.workspace_id)
    shared = sorted(slug for host, slug in deleted if host == SHARED)
    kinds = ", ".join(f"'{kind}'" for kind in sorted(scope.kinds))
    part.text = (
        f"SELECT host, slug, outcome, count(*), max({query.dialect.milliseconds('time')}), count(*) OVER () FROM clicks"
        f" WHERE {within(part, (raw,))} AND kind IN ({kinds}) AND ("
        f"(workspace = {scope.workspace_id:d} AND outcome = '{EXPIRED}')"
        f" OR (workspace = 0 AND outcome = '{UNKNOWN}' AND ({_one_of(part, 'host', own)}"
        f" OR ({_one_of(part, 'slug', shared)} AND NOT {_one_of(part, 'host', others)}))))"
        f" GROUP BY host, slug, outcome ORDER BY count(*) DESC, slug, host LIMIT {max(1, min(size, LARGEST))}"
    )
    found = asked.engine.rows(asked.db, query)
    rows = [
        Orphan(
            host,
            slug,
            "expired" if outcome == EXPIRED else _reason(host if host in own else SHARED, slug, deleted),
            int(visits),
            moment(int(last)),
        )
        for host, slug, outcome, visits, last, _ in found
    ]
    return Orphans(rows, int(found[0][5]) if found else 0, coverage)


def _one_of(part: Part, column: str, values: list[str]) -> str:
    return f"{column} IN ({', '.join(part.value(value) for value in values)})" if values else "1 = 0"


def _reason(host: str, slug: str, deleted: set[tuple[str, str]]) -> Reason:
    return "deleted" if (host, slug) in deleted else "unknown"


def _deleted(db: Connection, workspace_id: int) -> set[tuple[str, str]]:
    """Host of the domain and slug of the workspace's deleted links that nobody has taken since: visits of others are
    none of its business."""
    rows = db.execute(
        "SELECT d.host, l.slug FROM links_link l JOIN routes_domain d ON d.id = l.domain_id"
        " LEFT JOIN routes_route r ON r.domain_id = l.domain_id AND r.slug = l.slug"
        " WHERE l.workspace_id = ? AND l.deleted_at IS NOT NULL AND r.id IS NULL ORDER BY l.id DESC LIMIT ?",
        (workspace_id, MOST_DELETED),
    ).fetchall()
    return {(host, slug) for host, slug in rows}


def _hosts(db: Connection, workspace_id: int) -> tuple[list[str], list[str]]:
    """The hosts of the workspace's own domains, and those of all others'."""
    rows = db.execute(
        "SELECT host, workspace_id FROM routes_domain WHERE workspace_id IS NOT NULL AND id > 0 ORDER BY host"
    ).fetchall()
    own: list[str] = []
    others: list[str] = []
    for host, owner in rows:
        (own if owner == workspace_id else others).append(host)
    return own, others
