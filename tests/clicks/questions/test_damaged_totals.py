"""Questions are answered beside files that cannot be read, and the answers say that they are not whole."""

from datetime import UTC, datetime, timedelta

import pytest

from clicks.questions.shop import Shop
from clicks.questions.test_kept_totals import keep_totals
from clicks.test_damaged_files import DAMAGES, damage
from clicks.world import HOUR, NOON, line
from kliqs.clicks.manifest import live_files
from kliqs.clicks.models import ClickMonth
from kliqs.clicks.questions.events import events
from kliqs.clicks.questions.scope import Scope
from kliqs.clicks.questions.series import series
from kliqs.clicks.questions.top import top
from kliqs.clicks.questions.totals import totals

LATER = datetime(2026, 12, 20, tzinfo=UTC)


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_month_costs_its_own_clicks(shop: Shop, how: str) -> None:
    if shop.store.settings.uses_clickhouse:
        return  # it has no files
    for number in range(2):
        lines = line(number, NOON + number * 14 * 24 * HOUR, workspace=shop.workspace_id)
        shop.visited(lines, segment=f"{number}")
    keep_totals(shop, LATER)
    scope = Scope(shop.workspace_id, datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 10, tzinfo=UTC))
    whole = shop.reader.now(totals, scope)
    assert (whole.counts.human, whole.coverage.is_whole) == (2, True)

    month = shop.store.files.path(ClickMonth.objects.earliest("month").file)
    kept = month.read_bytes()
    damage(month, how)
    for _ in range(2):  # found out, then known
        answer = shop.reader.now(totals, scope)
        assert (answer.counts.human, answer.coverage.is_whole) == (1, False)
    assert not shop.reader.now(top, scope, "city").coverage.is_whole
    assert not shop.reader.now(series, scope, "day", visitors=False).coverage.is_whole
    other = Scope(shop.workspace_id, datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 10, tzinfo=UTC))
    assert shop.reader.now(totals, other).coverage.is_whole

    month.write_bytes(kept)
    assert shop.reader.now(totals, scope) == whole


def test_damaged_clicks_cost_themselves(shop: Shop) -> None:
    if shop.store.settings.uses_clickhouse:
        return
    for number in range(2):
        shop.visited(line(number, NOON + number, workspace=shop.workspace_id), segment=f"{number}")
    damage(shop.store.files.path(live_files(shop.store.db)[0].name), "cut short")
    noon = datetime.fromtimestamp(NOON / 1000, UTC)
    answer = shop.reader.now(events, Scope(shop.workspace_id, noon, noon + timedelta(hours=1)))
    assert (len(answer.events), answer.coverage.is_whole) == (1, False)
