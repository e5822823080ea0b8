"""How long a guesser of passwords waits."""

from kliqs.links.attempts import PER_LINK, PER_VISITOR, Limit
from kliqs.links.models import PasswordAttempts

NOW = 1_800_000_000_000
HOUR = 3_600_000


def _after(failures: int, limit: Limit = PER_VISITOR) -> PasswordAttempts:
    """The record of that many wrong passwords at once."""
    row = PasswordAttempts(updated_at=NOW)
    for _ in range(failures):
        limit.count(row, NOW)
    return row


def test_the_first_wrong_passwords_cost_nothing() -> None:
    assert [PER_VISITOR.wait_ms(_after(count), NOW) for count in range(6)] == [0] * 6


def test_each_further_one_doubles_the_wait() -> None:
    assert [PER_VISITOR.wait_ms(_after(count), NOW) for count in (6, 7, 8, 9)] == [1_000, 2_000, 4_000, 8_000]


def test_the_wait_never_passes_an_hour() -> None:
    assert PER_VISITOR.wait_ms(_after(500), NOW) == HOUR


def test_one_is_forgiven_every_hour() -> None:
    row = _after(6)
    PER_VISITOR.count(row, NOW + 3 * HOUR)
    assert row.failures == 4
    assert PER_VISITOR.wait_ms(row, NOW + 3 * HOUR) == 0


def test_a_clock_that_stepped_back_locks_nobody_out_for_longer() -> None:
    assert PER_VISITOR.wait_ms(_after(500), NOW - 24 * HOUR) == HOUR


def test_strangers_can_slow_a_link_down_but_not_lock_it() -> None:
    assert PER_LINK.wait_ms(_after(100, PER_LINK), NOW) == 0
    assert PER_LINK.wait_ms(_after(5_000, PER_LINK), NOW) == 60_000
