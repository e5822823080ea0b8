"""The metered month: its name, its end, and what is left of it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from kliqs.accounts.plans import UNLIMITED, Plan
from kliqs.database import Connection


@dataclass(frozen=True, slots=True)
class Usage:
    """A workspace's month: metered requests so far and links held, against its plan."""

    plan: Plan
    month: str
    requests: int
    links: int

    @property
    def requests_left(self) -> int:
        return _left(self.plan.requests_per_month, self.requests)

    @property
    def links_left(self) -> int:
        return _left(self.plan.links, self.links)


def _left(limit: int, used: int) -> int:
    """What remains, never below 0; a very large number where there is no limit."""
    return 2**62 if limit == UNLIMITED else max(0, limit - used)


def month_of(moment: datetime) -> str:
    """`2026-11`: the UTC month that a moment counts against. It turns at 00:00 UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m")


def month_end(moment: datetime) -> datetime:
    """The first moment of the next UTC month: when usage starts again at 0."""
    utc = moment.astimezone(UTC)
    return datetime(utc.year + utc.month // 12, utc.month % 12 + 1, 1, tzinfo=UTC)


def month_start(moment: datetime) -> datetime:
    utc = moment.astimezone(UTC)
    return datetime(utc.year, utc.month, 1, tzinfo=UTC)


def read_usage(connection: Connection, workspace_id: int, plan: Plan, moment: datetime) -> Usage:
    """What the workspace has used of the month that `moment` lies in."""
    month = month_of(moment)
    row = connection.execute(
        "SELECT w.link_count, COALESCE(u.requests, 0) FROM accounts_workspace w"
        " LEFT JOIN accounts_monthlyusage u ON u.workspace_id = w.id AND u.month = ? WHERE w.id = ?",
        (month, workspace_id),
    ).fetchone()
    links, requests = row or (0, 0)
    return Usage(plan, month, requests, links)


def count_requests(connection: Connection, workspace_id: int, requests: int, moment: datetime) -> None:
    """Count metered requests into the month and the day. Inside the transaction that does what they asked for."""
    day = moment.astimezone(UTC)
    connection.execute(
        "INSERT INTO accounts_monthlyusage (workspace_id, month, requests) VALUES (?, ?, ?)"
        " ON CONFLICT (workspace_id, month)"
        " DO UPDATE SET requests = accounts_monthlyusage.requests + excluded.requests",
        (workspace_id, month_of(moment), requests),
    )
    connection.execute(
        "INSERT INTO accounts_dailyusage (workspace_id, day, requests) VALUES (?, ?, ?)"
        " ON CONFLICT (workspace_id, day)"
        " DO UPDATE SET requests = accounts_dailyusage.requests + excluded.requests",
        (workspace_id, f"{day:%Y-%m-%d}", requests),
    )


def read_days(connection: Connection, workspace_id: int, moment: datetime) -> list[tuple[date, int]]:
    """Metered requests of each UTC day of the month that `moment` lies in, from its first to its last."""
    first, after = month_start(moment).date(), month_end(moment).date()
    rows = connection.execute(
        "SELECT day, requests FROM accounts_dailyusage WHERE workspace_id = ? AND day >= ? AND day < ?",
        (workspace_id, first.isoformat(), after.isoformat()),
    ).fetchall()
    counted = {date.fromisoformat(day) if isinstance(day, str) else day: requests for day, requests in rows}
    days = [first + timedelta(days=number) for number in range((after - first).days)]
    return [(day, counted.get(day, 0)) for day in days]
