"""The metered month turns at 00:00 UTC, for a moment that the test chooses: on the writer's own transaction."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from cast import VPS
from kliqs.accounts.authentication import find_caller
from kliqs.accounts.key_format import hash_of
from kliqs.accounts.plans import BUILT_IN
from kliqs.accounts.usage import month_end, month_of, month_start, read_usage
from kliqs.links.batches import Batch
from kliqs.links.creation import Created, Creation, Refused
from kliqs.links.drafts import Draft
from kliqs.routes.resolving import DEFAULT_DOMAIN
from running.accounts import Account
from running.server import Server

LAST_MOMENT = datetime(2026, 11, 30, 23, 59, 59, 999_999, tzinfo=UTC)
FIRST_MOMENT = datetime(2026, 12, 1, tzinfo=UTC)
PLANS = {plan.name: plan for plan in BUILT_IN}
JAKARTA = timezone(timedelta(hours=7))


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        (LAST_MOMENT, "2026-11"),
        (FIRST_MOMENT, "2026-12"),
        (datetime(2026, 12, 1, 6, 59, 59, tzinfo=JAKARTA), "2026-11"),
        (datetime(2026, 12, 1, 7, 0, 0, tzinfo=JAKARTA), "2026-12"),
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), "2026-12"),
        (datetime(2027, 1, 1, tzinfo=UTC), "2027-01"),
        (datetime(2028, 2, 29, 12, tzinfo=UTC), "2028-02"),
    ],
)
def test_a_moment_counts_against_its_utc_month(moment: datetime, month: str) -> None:
    assert month_of(moment) == month


@pytest.mark.parametrize("month", range(1, 13))
def test_each_month_ends_where_the_next_begins(month: int) -> None:
    start = datetime(2027, month, 1, tzinfo=UTC)
    middle = start + timedelta(days=14, hours=5)
    assert month_start(middle) == start
    assert month_of(month_end(middle)) != month_of(middle)
    assert month_of(month_end(middle) - timedelta(microseconds=1)) == month_of(middle)


def test_a_month_spent_in_its_last_moment_is_full_in_the_next(server: Server) -> None:
    account = server.account(plan="free")
    _use(server, account, month_of(LAST_MOMENT), 29)
    assert _create(server, account, LAST_MOMENT) == "made"
    assert _create(server, account, LAST_MOMENT) == "API_LIMIT_REACHED"
    assert _create(server, account, FIRST_MOMENT) == "made"


def test_what_is_used_after_the_turn_counts_against_the_new_month(server: Server) -> None:
    account = server.account(plan="free")
    _use(server, account, month_of(FIRST_MOMENT), 29)
    assert _create(server, account, FIRST_MOMENT) == "made"
    assert _create(server, account, FIRST_MOMENT) == "API_LIMIT_REACHED"
    assert _create(server, account, LAST_MOMENT) == "made"


def test_a_clock_that_steps_back_over_the_turn_opens_no_second_month(server: Server) -> None:
    account = server.account(plan="free")
    _use(server, account, month_of(LAST_MOMENT), 30)
    assert _create(server, account, FIRST_MOMENT) == "made"
    assert _create(server, account, LAST_MOMENT) == "API_LIMIT_REACHED"


def test_what_is_used_is_told_for_the_month_of_the_moment(server: Server) -> None:
    account = server.account(plan="free")
    _create(server, account, LAST_MOMENT)
    plan = PLANS["free"]
    with server.database() as database:
        before = read_usage(database, account.workspace_id, plan, LAST_MOMENT)
        after = read_usage(database, account.workspace_id, plan, FIRST_MOMENT)
    assert (before.requests_left, after.requests_left) == (29, 30)


def _use(server: Server, account: Account, month: str, requests: int) -> None:
    """Set the scene: so many requests have been made in that month."""
    with server.database() as database:
        statement = "INSERT INTO accounts_monthlyusage (workspace_id, month, requests) VALUES (?, ?, ?)"
        database.execute(statement, (account.workspace_id, month, requests))


def _create(server: Server, account: Account, moment: datetime) -> str:
    """Create a link at that moment, in one of the writer's transactions: `made`, or the code of the refusal."""
    draft = Draft(VPS, VPS, None, "", "", None, None)
    with server.database() as database:
        creation = Creation(find_caller(database, hash_of(account.key)), DEFAULT_DOMAIN, draft, "", None, dry_run=False)
        outcome = Batch(database, lambda _: "", moment).commit([creation])[creation]
    if isinstance(outcome, Refused):
        return outcome.error.code
    assert isinstance(outcome, Created)
    return "made"
