"""Which part of a period raw clicks can tell of, and which part only totals can."""

from dataclasses import dataclass
from datetime import datetime

from kliqs.clicks.questions.answers import Coverage
from kliqs.clicks.questions.asking import Asking
from kliqs.clicks.questions.scope import Scope


@dataclass(frozen=True, slots=True)
class Sources:
    """`raw` is the part of the scope that raw clicks answer, `old` the part before it that only totals can."""

    raw: Scope | None
    old: Scope | None
    coverage: Coverage


def sources(asked: Asking, scope: Scope) -> Sources:
    """Where an answer has to come from."""
    raw_from = raw_clicks_from(asked, scope.workspace_id)
    return Sources(scope, None, Coverage(raw_from, scope.since, is_whole=True, uses_totals=False))


def raw_clicks_from(asked: Asking, workspace_id: int) -> datetime | None:
    """Since when the workspace's raw clicks are there; None when none was dropped."""
    return None
