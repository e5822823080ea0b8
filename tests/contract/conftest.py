"""Who calls the API in these tests."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from running.server import Server
from running.waiting import eventually

LONGEST_TEST = timedelta(seconds=45)


@pytest.fixture(autouse=True)
def _no_test_straddles_the_turn_of_a_month() -> None:
    """Counts start again at 00:00 UTC on the first; a test that began before and looked after would see two months."""
    month = (datetime.now(UTC) + LONGEST_TEST).month
    eventually(lambda: datetime.now(UTC).month == month, within_s=2 * LONGEST_TEST.total_seconds())


@pytest.fixture
def api(server: Server) -> httpx.Client:
    """A client with a key of a fresh workspace on Pro."""
    return server.api(server.key())


@pytest.fixture
def free_api(server: Server) -> httpx.Client:
    """A client with a key of a fresh workspace on Free: 30 requests a month, 5 links."""
    return server.api(server.key(plan="free"))
