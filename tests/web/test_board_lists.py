"""The lists of the board: where a row leads, what is said where they cannot tell, which columns are shown."""

import re

import pytest

from running.server import Server
from web.test_analytics_page import Shop

pytestmark = pytest.mark.any_engine


@pytest.fixture(scope="module")
def shop(server: Server) -> Shop:
    return Shop(server)


@pytest.mark.parametrize(("dimension", "figures"), [("preview_app", ["0", "0", "1", "0"]), ("bot", ["0", "0", "0", "1"])])
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
