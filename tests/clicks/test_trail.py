"""What a watcher was told, remembered within bounds."""

import pytest

from kliqs.clicks.questions.places import Place, cursor_of
from kliqs.clicks.questions.trail import LOOK_BACK_MS, MOST_REMEMBERED, Trail
from kliqs.errors import KliqsError

pytestmark = pytest.mark.any_engine


def test_no_more_is_remembered_than_has_room_and_none_of_it_is_told_again() -> None:
    trail = Trail(Place(0, ""), 0)
    for number in range(MOST_REMEMBERED + 500):
        assert trail.tell(number // 10, f"a-{number:06}")
    trail.forget()
    assert trail.remembered <= MOST_REMEMBERED
    assert trail.floor_ms == 500 // 10  # what is not remembered is not looked for
    assert not trail.tell(trail.floor_ms, f"a-{trail.floor_ms * 10:06}")


def test_what_is_too_old_to_be_looked_for_is_forgotten() -> None:
    trail = Trail(Place(0, ""), 0)
    trail.tell(1, "a")
    trail.tell(LOOK_BACK_MS + 1, "b")
    trail.forget()
    assert (trail.remembered, trail.floor_ms) == (2, 1)
    trail.tell(LOOK_BACK_MS + 2, "c")
    trail.forget()
    assert (trail.remembered, trail.floor_ms) == (2, 2)


def test_a_cursor_brings_back_what_was_told() -> None:
    trail = Trail(Place(100, ""), 100)
    for number in range(20):
        trail.tell(100 + number, f"a-{number}")
    again = Trail.resumed(trail.cursor)
    assert (again.place, again.floor_ms) == (trail.place, 100)
    assert not any(again.tell(100 + number, f"a-{number}") for number in range(20))
    assert again.tell(110, "b-1")
    assert again.cursor != trail.cursor


def test_a_cursor_stays_short() -> None:
    trail = Trail(Place(100, ""), 100)
    for number in range(5_000):
        trail.tell(100 + number, f"a-{number}")
    assert len(trail.cursor) < 400
    assert Trail.resumed(trail.cursor).floor_ms == 100 + 5_000 - 32


@pytest.mark.parametrize("cursor", ["nonsense", cursor_of(Place(-1, "")), cursor_of(Place(10**18, "a"))])
def test_a_cursor_that_is_none_of_ours_is_refused(cursor: str) -> None:
    with pytest.raises(KliqsError) as refused:
        Trail.resumed(cursor)
    assert refused.value.code == "INVALID_REQUEST"
