"""Files that the board gives: their names say what they are about, and what they leave out they say."""

import csv
import io
import re

import pytest
from django.utils import translation

from kliqs.clicks.questions.answers import NONE, Coverage, Ranked, Top
from kliqs.clicks.questions.scope import EPOCH
from kliqs.web.dashboard.analytics.files import values_file
from running.server import Server
from web.shop import Shop
from web.visitor import Visitor

pytestmark = pytest.mark.any_engine

COVERAGE = Coverage(None, EPOCH, is_whole=True, uses_totals=False)


@pytest.fixture(scope="module")
def shop(server: Server) -> Shop:
    return Shop(server)


def name_of(visitor: Visitor, path: str) -> str:
    found = re.search(r'filename="([^"]+)"', visitor.get(path).headers["Content-Disposition"])
    assert found is not None
    return found[1]


def test_the_name_of_a_file_says_what_it_is_about_and_of_when(shop: Shop) -> None:
    days = "since=2026-11-01&until=2026-11-27"
    file = f"/analytics/export.csv?{days}"
    assert name_of(shop.owner, file) == "clicks-2026-11-01-2026-11-27.csv"
    assert name_of(shop.owner, f"{file}&dimension=device") == "device-2026-11-01-2026-11-27.csv"
    assert name_of(shop.owner, f"{file}&f=link:{shop.shoes_id}") == f"clicks-{shop.shoes}-2026-11-01-2026-11-27.csv"
    tagged = name_of(shop.owner, f"{file}&f=tag:tag%20{shop.shoes}")
    assert tagged == f"clicks-tag-{shop.shoes}-2026-11-01-2026-11-27.csv"
    assert name_of(shop.owner, f"{file}&f=tag:%22%0D%0A../x") == "clicks-x-2026-11-01-2026-11-27.csv"
    assert name_of(shop.owner, f"{file}&f=link:made-up") == "clicks-2026-11-01-2026-11-27.csv"


def test_the_file_of_a_shared_board_is_named_by_what_it_shows(shop: Shop) -> None:
    address, _ = shop.share(link=shop.shoes_id)
    stranger = Visitor(shop.server, f"dash.{shop.server.domain}")
    name = name_of(stranger, f"{address}/export.csv?since=2026-11-01&until=2026-11-01")
    assert name == f"clicks-{shop.shoes}-2026-11-01-2026-11-01.csv"


def test_the_chart_comes_with_the_period_before_where_that_is_shown(shop: Shop) -> None:
    plain = shop.owner.get("/analytics/export.csv?period=7").text[1:]
    compared = shop.owner.get("/analytics/export.csv?period=7&compare=yes").text[1:]
    head, *rows = csv.reader(io.StringIO(compared))
    own, *same = csv.reader(io.StringIO(plain))
    assert head == [*own, *(f"before_{name}" for name in ("people", "previews", "bots", "visitors"))]
    assert [row[: len(own)] for row in rows] == same
    assert {len(row) for row in rows} == {len(head)}
    assert all(value in ("0", "") for row in rows for value in row[len(own) :])


def test_a_list_that_stops_says_so_in_its_last_line() -> None:
    row = Ranked("ig", "ig", NONE)
    whole, cut = (values_file("utm_source", Top([row], values, COVERAGE)) for values in (1, 1_234))
    assert [each[0] for each in whole] == ["utm_source", "ig"]
    with translation.override("en"):
        assert values_file("utm_source", Top([row], 1_234, COVERAGE))[-1][:2] == ["…", "1,233 more that are not listed"]
    with translation.override("id"):
        assert values_file("utm_source", Top([row], 1_234, COVERAGE))[-1][:2] == ["…", "1.233 lagi tidak tercantum"]
    assert len(cut) == len(whole) + 1
    assert {len(each) for each in cut} == {len(cut[0])}
