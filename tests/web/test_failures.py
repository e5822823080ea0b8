"""The page for what broke on our side."""

import pytest
from django.test import RequestFactory
from django.utils import translation

from kliqs.web.failures import server_error


@pytest.mark.parametrize(("language", "says"), [("en", "Something broke on our side."), ("id", "di pihak kami")])
def test_a_failure_has_a_page_that_asks_nothing_of_the_database(language: str, says: str) -> None:
    """There is no database behind this test: a query would fail it."""
    with translation.override(language):
        answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert says in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
