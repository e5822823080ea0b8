"""Which part of a period raw clicks can tell of, and which part only totals can."""

from dataclasses import dataclass

from kliqs.accounts.plans import UNLIMITED, plan
from kliqs.clicks.questions.answers import Coverage
from kliqs.clicks.questions.asking import Asking
from kliqs.clicks.questions.scope import Scope, milliseconds, moment
from kliqs.clicks.totals.days import as_date, first_untotalled
from kliqs.clicks.totals.dropping import first_kept_day
from kliqs.clicks.totals.making import day_ms
from kliqs.database import as_datetime


@dataclass(frozen=True, slots=True)
class Sources:
    """`raw` is the part of the scope that raw clicks answer, `old` the part before it that totals answer."""

    raw: Scope | None
    old: Scope | None
    coverage: Coverage


def sources(asked: Asking, scope: Scope, *, has_totals: bool) -> Sources:
    """Where an answer has to come from; `has_totals` when totals can tell what is asked."""
    cut = raw_clicks_from(asked, scope.workspace_id)
    raw_from = None if cut is None else moment(cut)
    if cut is None or cut <= scope.since_ms:
        return Sources(scope, None, Coverage(raw_from, scope.since, is_whole=True, uses_totals=False))
    raw, old = scope.between(cut, scope.until_ms), scope.between(scope.since_ms, cut)
    if has_totals:
        return Sources(raw, old, Coverage(raw_from, scope.since, is_whole=True, uses_totals=True))
    return Sources(raw, None, Coverage(raw_from, moment(cut), is_whole=False, uses_totals=False))


def raw_clicks_from(asked: Asking, workspace_id: int) -> int | None:
    """Since when the workspace's raw clicks are asked, the first ms of a UTC day; None when all of them are: its plan
    keeps them for good, or it is younger than what would be dropped."""
    row = asked.db.execute(
        "SELECT w.plan, w.created_at, k.since FROM accounts_workspace w"
        " LEFT JOIN clicks_rawkept k ON k.workspace_id = w.id WHERE w.id = ?",
        (workspace_id,),
    ).fetchone()
    if row is None:
        return None
    name, created_at, dropped = row
    cuts = [] if dropped is None else [day_ms(as_date(dropped))]
    days = plan(name).raw_days
    if days != UNLIMITED:  # what the plan no longer keeps is not shown, even where it is still there
        untotalled = first_untotalled(asked.db)
        kept = first_kept_day(asked.now, days)
        cuts.append(day_ms(min(kept, untotalled) if untotalled else kept))
    cut = max(cuts, default=None)
    return cut if cut is not None and cut > milliseconds(as_datetime(created_at)) else None
