"""What holds for every screen."""

from playwright.sync_api import Page


def fits(page: Page) -> None:
    """Nothing makes a person scroll sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
