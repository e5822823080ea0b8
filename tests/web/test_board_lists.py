"""The lists of the board: where a row leads, what is said where they cannot tell, which columns are shown."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from running.server import Server
from web.shop import Shop
from web.visitor import signed_in

pytestmark = pytest.mark.any_engine


@pytest.fixture(scope="module")
def shop(server: Server) -> Shop:
    return Shop(server)


@pytest.mark.parametrize(
    ("dimension", "figures"), [("preview_app", ["0", "0", "1", "0"]), ("bot", ["0", "0", "0", "1"])]
)
def test_a_row_of_previews_and_bots_leads_to_their_clicks(shop: Shop, dimension: str, figures: list[str]) -> None:
    kind = dimension.partition("_")[0]
    panel = shop.owner.get(f"/analytics/panels/machines?dimension={dimension}").text
    (only,) = re.findall(r'class="rank-name"\s+href="([^"]*)"', panel)
    (but,) = re.findall(r'class="rank-but"\s+href="([^"]*)"', panel)
    page = shop.owner.get(only.replace("&amp;", "&")).text
    assert shop.figures(page) == figures
    assert "No clicks in this time" not in page
    for address in (only, but):
        assert f"kind={kind}" in address


@pytest.mark.parametrize(
    ("query", "columns"),
    [("", ["From", "People"]), ("kind=preview&kind=bot&compare=yes", ["From", "Previews", "Bots", "Before"])],
)
def test_the_table_shows_the_kinds_that_are_counted(shop: Shop, query: str, columns: list[str]) -> None:
    page = shop.owner.get(f"/analytics?{query}").text
    assert re.findall(r"<th scope=\"col\"[^>]*>([^<]*)</th>", page) == columns
    cells = re.findall(r'<td class="number"\s+data-label="([^"]*)"', page)
    assert cells == columns[1:]


def test_a_list_says_since_when_it_can_tell(server: Server) -> None:
    account = server.account(plan="free")
    long_ago = datetime.now(UTC) - timedelta(days=200)
    with server.database() as db:
        db.execute(
            "UPDATE accounts_workspace SET created_at = ? WHERE id = ?", (db.timestamp(long_ago), account.workspace_id)
        )
    owner = signed_in(server, account.email)
    since = "older clicks cannot be told apart this way"
    assert since not in owner.get("/analytics/panels/devices?period=90").text
    assert since not in owner.get("/analytics/panels/devices?f=country:ID").text
    assert since in owner.get("/analytics/panels/devices?f=country:ID&period=90").text
    assert "one filter at a time" in owner.get("/analytics?period=90").text
    narrowed = owner.get("/analytics?f=country:ID&period=90").text
    assert "one filter at a time" not in narrowed
    assert "only totals are kept" in narrowed


def test_a_list_that_is_narrowed_keeps_its_other_rows(shop: Shop) -> None:
    panel = shop.owner.get("/analytics/panels/devices?f=device:phone&f=browser:Firefox").text
    names = re.findall(r'class="rank-name[^"]*"[^>]*title="([^"]*)"', panel)
    assert names == ["Desktop"]
    assert shop.ranks("devices", "f=device:phone") == {"Phone": "2", "Desktop": "1"}
    panel = shop.owner.get("/analytics/panels/devices?f=device:phone").text
    chosen = re.findall(r'href="([^"]*)"\s+title="([^"]*)"\s+aria-current="true"', panel)
    assert chosen == [("/analytics", "Phone")]
    both = re.search(r'href="([^"]*)"\s+title="Desktop"', panel)
    assert both is not None
    assert both.group(1) == "/analytics?f=device%3Aphone&amp;f=device%3Adesktop"
