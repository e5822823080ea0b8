"""Every action of the audit log can be read by a person, in both languages."""

import re
from datetime import UTC, datetime

import pytest
from django.utils import translation

from kliqs.events.models import AuditEntry
from kliqs.web.dashboard.activity.kinds import kind_of
from kliqs.web.dashboard.activity.sentences import OF_MANY, SENTENCES, sentence
from tooling.audited import audited_actions

NASTY = "<script>alert(1)</script>"


def entry(action: str, subject: str = "promo", **details: object) -> AuditEntry:
    return AuditEntry(action=action, actor="budi@example.com", subject=subject, details=details, at=datetime.now(UTC))


def test_every_action_that_the_code_writes_has_a_sentence_and_a_kind() -> None:
    found = audited_actions()
    assert found.unreadable == [], "these calls hide their action from this test: write its name out"
    assert len(found.actions) > 20
    assert found.actions - SENTENCES.keys() == set(), "say them in kliqs/web/dashboard/activity/sentences.py"
    assert SENTENCES.keys() - found.actions == set(), "nothing writes these any more"
    assert [action for action in SENTENCES if kind_of(action) is None] == []


@pytest.mark.parametrize("language", ["en", "id"])
def test_sentences_name_who_did_it_and_show_no_placeholder(language: str) -> None:
    with translation.override(language):
        for action in SENTENCES:
            text = sentence(entry(action), "Budi")
            assert "<b>Budi</b>" in text, action
            assert "%(" not in text, action


def test_nothing_that_people_wrote_becomes_html() -> None:
    details = {"old": NASTY, "new": NASTY, "key": NASTY, "reason": NASTY, "role": NASTY, "kind": NASTY, "count": 3}
    for action in [*SENTENCES, *OF_MANY, "removed.action"]:
        text = sentence(entry(action, NASTY, **details), NASTY)
        assert re.findall(r"<(?!/?b>)", text) == [], action


def test_roles_are_said_in_the_readers_language() -> None:
    with translation.override("id"):
        text = sentence(entry("member.role_changed", "sari@example.com", old="viewer", new="owner"), "Budi")
    assert "Pemilik" in text
    assert "owner" not in text


def test_many_links_are_counted() -> None:
    assert "3" in sentence(entry("link.deleted", "a, b, c", count=3), "Budi")
    assert "1" not in sentence(entry("link.deleted", "a", count=1), "Budi")
