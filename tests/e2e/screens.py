"""What holds for every screen."""

from playwright.sync_api import Page


def until_loaded(page: Page) -> None:
    """Wait until the page that a press led to has its styles and its scripts have run: a person is slower than they
    are, and what is pressed before does what it does without scripts."""
    page.wait_for_load_state()


def fits(page: Page) -> None:
    """Nothing makes a person scroll sideways."""
    until_loaded(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
