"""What becomes of test pages when their day is over."""

from datetime import UTC, datetime, timedelta

from kliqs.accounts.sandboxes import sandbox_of
from kliqs.accounts.workspaces import open_account
from kliqs.bio.models import Page
from kliqs.bio.pages import create_page, publish
from kliqs.bio.sandboxes import sweep_pages
from kliqs.routes.models import Route
from kliqs.settings import load


def test_a_test_page_goes_after_its_day_and_a_live_one_stays(models: str) -> None:
    shop = open_account("budi@example.com")[1]
    settings = load()
    for workspace in (shop, sandbox_of(shop)):
        page = create_page(workspace.pk, "warung", settings, name="Warung", actor=None)
        publish(workspace.pk, page.public_id, settings, actor=None)
    now = datetime.now(UTC)
    assert sweep_pages(now + timedelta(hours=23)) == 0
    assert sweep_pages(now + timedelta(hours=25)) == 1
    assert sweep_pages(now + timedelta(hours=25)) == 0
    assert list(Page.objects.values_list("workspace", flat=True)) == [shop.pk]
    assert list(Route.objects.values_list("workspace", flat=True)) == [shop.pk]
