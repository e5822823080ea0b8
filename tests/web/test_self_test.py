"""Settings, API keys, test: what it tells, and what it never shows."""

from collections.abc import Callable

import pytest

from cast import BUDI, SARI
from kliqs.web.dashboard import self_test
from kliqs.web.dashboard.probing import Exchange
from running.server import Server
from web.visitor import signed_in

PAGE = "/settings/api-keys/test"


def test_a_good_key_passes_every_step_and_spends_nothing(server: Server) -> None:
    account = server.account(BUDI)
    answer = signed_in(server, BUDI).submit(PAGE, key=f" {account.key} ")
    assert answer.text.count(">passed<") == 5, answer.text
    assert "Everything works" in answer.text
    assert account.key not in answer.text
    assert f"Bearer {account.key[:18]}…{account.key[-4:]}" in answer.text
    assert server.api(account.key).get("/usage").json()["data"]["requests"]["used"] == 0
    assert account.key not in server.log()


def test_a_revoked_key_fails_with_what_to_do(server: Server) -> None:
    account = server.account(BUDI)
    server.kliqs("key", "revoke", "--email", BUDI, str(account.key_id))
    answer = signed_in(server, BUDI).submit(PAGE, key=account.key)
    assert (answer.text.count(">passed<"), answer.text.count(">failed<"), answer.text.count(">not tried<")) == (2, 1, 2)
    assert "This API key has been revoked. Create a new key" in answer.text


def test_a_header_that_a_proxy_takes_away_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    _answering(monkeypatch, lambda key: Exchange("", "", 401, "UNAUTHORIZED", "No API key."))
    assert [step.outcome for step in self_test.run("kliqs")] == ["passed", "failed", *["skipped"] * 3]


def test_an_api_that_cannot_be_reached_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    _answering(monkeypatch, lambda key: Exchange("", "", problem="timed out"))
    steps = self_test.run("kliqs")
    assert [step.outcome for step in steps] == ["failed", *["skipped"] * 4]
    assert "timed out" in steps[0].note


def test_ten_tests_a_minute_and_no_more(server: Server) -> None:
    server.key(SARI)
    person = signed_in(server, SARI)
    assert person.submit(PAGE, key="not a key").status_code == 400
    answers = [person.submit(PAGE, key="x").status_code for _ in range(21)]  # two minutes may share them
    assert 429 in answers
    assert answers[:10] == [200] * 10


def _answering(monkeypatch: pytest.MonkeyPatch, answer: Callable[[str], Exchange]) -> None:
    monkeypatch.setattr(self_test, "ask", lambda settings, method, path, key="", body=None: answer(key))
