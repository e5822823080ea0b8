"""The one plan table. Pricing page, docs, dashboard, command line and API read it here.

An operator changes it with `plans.toml` in the data folder: a table a plan, keys as in `Plan`; a plan named there
replaces or joins the built-in ones. A limit of -1 means none.
"""

import tomllib
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from kliqs.errors import ConfigurationError
from kliqs.settings import load

UNLIMITED = -1
SHORTEST_RAW_DAYS = 2  # a day is totalled soon after it ends
SANDBOX = "sandbox"  # the plan of every sandbox, whatever plan its workspace is on
TRIAL = "trial"  # of what visitors of the home page try out; its links are those of all visitors together, in 24 hours
TRIALS_A_VISITOR = 5  # of them, in 24 hours


@dataclass(frozen=True, slots=True)
class Plan:
    """What a workspace may do: metered requests a UTC month, links and bio pages at a time, and how fast (burst).

    `burst` requests may come at once; they come back at `per_second`. Both are deep enough that 200 creates at once
    meet the plan's own limits first. Single clicks are kept for `raw_days`, their totals for good.
    `rupiah` is the price of a month for the page of plans; below zero the operator has named none.
    """

    name: str
    title: str
    requests_per_month: int
    links: int
    burst: int
    per_second: float
    listed: bool = True
    pages: int = 1
    raw_days: int = UNLIMITED
    rupiah: int = -1


BUILT_IN = (
    Plan("free", "Free", 30, 5, burst=300, per_second=5, pages=1, raw_days=30, rupiah=0),
    Plan("starter", "Starter", 1_000, 50, burst=400, per_second=10, pages=3, raw_days=90),
    Plan("pro", "Pro", 10_000, 200, burst=600, per_second=25, pages=10, raw_days=365),
    Plan("business", "Business", 30_000, 500, burst=1_000, per_second=50, pages=50, raw_days=730),
    Plan(SANDBOX, "Sandbox", 5_000, 200, burst=300, per_second=5, listed=False, pages=20, raw_days=30),
    Plan(TRIAL, "Trial", 0, 500, burst=1, per_second=1, listed=False, pages=0, raw_days=SHORTEST_RAW_DAYS),
    Plan("unlimited", "Unlimited", UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED, listed=False, pages=UNLIMITED),
)


@lru_cache(maxsize=1)
def plans() -> dict[str, Plan]:
    """All plans by name. Raises ConfigurationError when `plans.toml` cannot be read."""
    return {plan.name: plan for plan in BUILT_IN} | _operators_plans(load().data_dir / "plans.toml")


def plan(name: str) -> Plan:
    """The plan of that name; a name no longer in the table gets the install's default plan."""
    table = plans()
    return table.get(name) or table[load().default_plan]


def listed() -> list[Plan]:
    """The plans a customer can choose, cheapest first."""
    return [each for each in plans().values() if each.listed]


def _operators_plans(path: Path) -> dict[str, Plan]:
    if not path.is_file():
        return {}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        return {name: _plan(name, values) for name, values in tables.items()}
    except (ValueError, AttributeError, TypeError) as problem:
        raise ConfigurationError(f"{path} cannot be read: {problem}") from problem


def _plan(name: str, values: dict[str, Any]) -> Plan:
    """One table of the file. Raises ValueError for a key that is not in `Plan` or a limit that would lock out all."""
    defaults = {"name": name, "title": name.capitalize(), "burst": 300, "per_second": 5.0}
    unknown = values.keys() - {field.name for field in fields(Plan)}
    if unknown:
        raise ValueError(f"[{name}] has no key {', '.join(sorted(unknown))}")
    plan = msgspec.convert(defaults | values, Plan)
    if min(plan.requests_per_month, plan.links, plan.pages) < UNLIMITED:
        raise ValueError(f"[{name}] has a limit below -1")
    if plan.raw_days != UNLIMITED and plan.raw_days < SHORTEST_RAW_DAYS:
        raise ValueError(f"[{name}] needs raw_days of at least {SHORTEST_RAW_DAYS}, or -1")
    if plan.burst != UNLIMITED and (plan.burst < 1 or plan.per_second <= 0):
        raise ValueError(f"[{name}] needs a burst of at least 1 and more than 0 per_second, or a burst of -1")
    return plan
