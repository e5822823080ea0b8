"""Counts by link and day: every click once and every person once a day, however the log was cut up."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clicks.conftest import Store
from clicks.world import CURL, DAY, HOUR, IPHONE, NEXT_DAY, NOON, WHATSAPP, line, random_lines, recount
from kliqs.clicks.counts import LinkCounts, link_counts
from kliqs.clicks.loader import steps
from kliqs.clicks.loader.running import forget


def test_clicks_are_counted_by_kind_with_their_visitors(store: Store) -> None:
    lines = [
        line(1),
        line(2),
        line(3, address="36.66.1.1"),
        line(4, agent=WHATSAPP),
        line(5, agent=CURL),
        line(6, flags="p"),
        line(7, outcome="e"),
        line(8, outcome="u", link=0, workspace=0),
    ]
    store.segment("a", b"".join(lines))
    store.load()
    assert store.counts() == {(7, DAY): (3, 2, 1, 2)}
    assert link_counts(store.db, 3, 7) == LinkCounts(human=3, preview=2, bot=1, unique=2)


def test_another_workspace_learns_nothing_of_a_link(store: Store) -> None:
    store.segment("a", line(1))
    store.load()
    assert link_counts(store.db, 4, 7) == LinkCounts(0, 0, 0, 0)


def test_a_link_nobody_followed_has_no_clicks(store: Store) -> None:
    assert link_counts(store.db, 3, 7) == LinkCounts(0, 0, 0, 0)


def test_two_people_behind_one_address_are_told_apart_by_their_browser(store: Store) -> None:
    store.segment("a", line(1) + line(2, agent=IPHONE))
    store.load()
    assert store.counts()[7, DAY] == (2, 0, 0, 2)


def test_a_person_is_one_visitor_of_each_link(store: Store) -> None:
    store.segment("a", line(1, link=7) + line(2, link=8) + line(3, link=8))
    store.load()
    assert store.counts() == {(7, DAY): (1, 0, 0, 1), (8, DAY): (2, 0, 0, 1)}


def test_a_person_seen_in_two_batches_or_by_two_loaders_is_one_visitor_a_day(store: Store) -> None:
    batch = store.started()
    store.segment("a", line(1, NOON))
    store.load(batch)
    store.segment("b", line(2, NOON + 1))
    store.load(batch)
    store.segment("c", line(3, NOON + 2))
    store.load()  # a loader just started knows from the files
    store.segment("d", line(4, NOON + 24 * HOUR))
    store.load()
    assert store.counts() == {(7, DAY): (3, 0, 0, 1), (7, NEXT_DAY): (1, 0, 0, 1)}


def test_midnight_inside_a_batch_and_a_clock_that_steps_back_are_right(store: Store) -> None:
    midnight = NOON + 12 * HOUR
    times = (midnight - 1, midnight, midnight - 2, midnight - 26 * HOUR, midnight + 1, midnight - 3)
    store.segment("a", b"".join(line(number, ms) for number, ms in enumerate(times)))
    store.load()
    assert store.counts() == {
        (7, "2026-11-19"): (1, 0, 0, 1),
        (7, DAY): (3, 0, 0, 1),
        (7, NEXT_DAY): (2, 0, 0, 1),
    }


def test_yesterdays_visitors_are_known_to_lines_that_come_late(store: Store) -> None:
    batch = store.started()
    store.segment("a", line(1, NOON) + line(2, NOON + 24 * HOUR))
    store.load(batch)
    store.segment("b", line(3, NOON + 1))
    store.load(batch)
    store.segment("c", line(4, NOON + 2))
    store.load()
    assert store.counts()[7, DAY] == (3, 0, 0, 1)


def test_salts_are_kept_for_an_hour_after_their_day_and_then_thrown_away(store: Store) -> None:
    from datetime import UTC, datetime

    batch = store.started()
    store.segment("a", line(1, NOON) + line(2, NOON + 24 * HOUR))
    store.load(batch)

    def salted_days() -> list[str]:
        return [str(row[0]) for row in store.db.execute("SELECT day FROM clicks_daysalt ORDER BY day").fetchall()]

    forget(batch, datetime(2026, 11, 21, 0, 59, tzinfo=UTC))
    assert salted_days() == [DAY, NEXT_DAY]
    forget(batch, datetime(2026, 11, 21, 1, 1, tzinfo=UTC))
    assert salted_days() == [NEXT_DAY]
    store.segment("b", line(3, NOON + 24 * HOUR))
    store.load(batch)
    assert store.counts()[7, NEXT_DAY] == (2, 0, 0, 1)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), batch_bytes=st.sampled_from([1_500, 6_000, 10_000_000]))
def test_totals_equal_a_recount_whatever_the_segments_batches_and_restarts(
    store: Store, seed: int, batch_bytes: int
) -> None:
    chance = random.Random(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, "BATCH_BYTES", batch_bytes)
        empty(store)
        everything = b""
        batch = store.started()
        for segment in range(chance.randrange(1, 8)):
            lines = random_lines(chance, chance.randrange(60), first=segment * 1_000)
            everything += lines
            store.segment(f"{segment:06d}", lines)
            if chance.random() < 0.6:
                batch = store.load(batch if chance.random() < 0.6 else None)
        store.load(batch)
        assert store.counts() == recount(everything)
        assert totals(store) == added_up(store)
        assert [row[0] for row in store.rows("id")] == sorted(
            record.split(b"\t")[1].decode("ascii") for record in everything.splitlines()
        )
        assert store.rejected() == {}


def empty(store: Store) -> None:
    """Back to the day of installation."""
    for table in ("linkday", "linktotal", "clickfile", "logposition", "daysalt", "loadercount"):
        store.db.execute(f"DELETE FROM clicks_{table}")
    for folder in (store.settings.click_log_dir, store.settings.clicks_dir):
        for path in folder.iterdir():
            if path.is_file():
                path.unlink()


def totals(store: Store) -> dict[int, tuple[int, ...]]:
    rows = store.db.execute("SELECT link_id, human, preview, bot, visitors FROM clicks_linktotal").fetchall()
    return {row[0]: tuple(row[1:]) for row in rows}


def added_up(store: Store) -> dict[int, tuple[int, ...]]:
    """The days of each link."""
    sums: dict[int, tuple[int, ...]] = {}
    for (link, _), counts in store.counts().items():
        before = sums.get(link, (0,) * len(counts))
        sums[link] = tuple(a + b for a, b in zip(before, counts, strict=True))
    return sums
