"""The single clicks that go with a workspace's export."""

import random

from clicks.questions.shop import Shop
from clicks.world import HOUR, NOON, line, random_lines
from kliqs.estate.raw_clicks import COLUMNS, raw_clicks


def test_each_click_of_the_workspace_is_there_once_and_none_of_others(shop: Shop) -> None:
    own = random_lines(random.Random(3), 1_500).replace(b"\t3\t", b"\t%d\t" % shop.workspace_id)
    shop.visited(own)
    shop.visited(line(1, workspace=shop.workspace_id + 1), segment="b")
    taken = [row[COLUMNS.index("id")] for row in raw_clicks(shop.workspace_id, shop.store.settings)]
    assert sorted(map(str, taken)) == sorted(record.split("\t")[1] for record in own.decode().splitlines())


def test_its_columns_say_the_same_whichever_engine_keeps_them(shop: Shop) -> None:
    shop.visited(line(1, NOON + HOUR + 7, workspace=shop.workspace_id, flags="q"))
    ((*row,),) = raw_clicks(shop.workspace_id, shop.store.settings)
    click = dict(zip(COLUMNS, row, strict=True))
    assert isinstance(click.pop("visitor"), int)
    assert click | {"region": "", "city": ""} == {
        "id": f"{'ab' * 8}-1", "time": "2026-11-20T13:00:00.007Z", "outcome": "r", "slug": "s7", "host": "kliqs.me",
        "kind": "human", "app": "", "device": "phone", "os": "Android", "browser": "Chrome Mobile", "country": "ID",
        "region": "", "city": "", "referrer": "https://www.instagram.com/p/1", "referrer_host": "www.instagram.com",
        "language": "id", "utm_source": "wa", "utm_medium": "", "utm_campaign": "", "utm_term": "", "utm_content": "",
        "qr": True, "dnt": False, "gpc": False,
    }  # fmt: skip


def test_without_any_click_there_is_none(shop: Shop) -> None:
    assert list(raw_clicks(shop.workspace_id, shop.store.settings)) == []
