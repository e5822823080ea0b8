"""Making and revoking keys: what the audit log says of it."""

from datetime import timedelta

from django.utils import timezone

from accounts.people import refusal
from kliqs.accounts.keys import create_key, revoke_key, rotate_key
from kliqs.accounts.workspaces import open_account
from kliqs.events.models import AuditEntry


def test_making_and_revoking_a_key_is_in_the_audit_log_once_each(models: str) -> None:
    user, workspace = open_account("sari@example.com")
    key, secret = create_key(workspace, user, "kasir", actor=user)
    revoke_key(workspace, key.pk, actor=None)
    revoke_key(workspace, key.pk, actor=None)
    entries = list(AuditEntry.objects.order_by("pk").values_list("action", "actor", "subject", "workspace_id"))
    assert entries == [
        ("key.created", "sari@example.com", "kasir", workspace.pk),
        ("key.revoked", "command line", "kasir", workspace.pk),
    ]
    assert secret not in str(list(AuditEntry.objects.values_list("details", flat=True)))


def test_a_rotated_key_works_on_for_its_overlap_and_no_longer_than_before(models: str) -> None:
    user, workspace = open_account("sari@example.com")
    key, _ = create_key(workspace, user, "kasir", actor=user, expires_at=timezone.now() + timedelta(hours=2))
    old, new, secret = rotate_key(workspace, key.pk, overlap=timedelta(days=7), actor=user)
    assert (new.name, new.last_four, new.expires_at) == ("kasir", secret[-4:], None)
    assert old.expires_at == key.expires_at, "an overlap prolongs nothing"
    again, _, _ = rotate_key(workspace, new.pk, overlap=timedelta(0), actor=user)
    assert refusal(lambda: rotate_key(workspace, again.pk, overlap=timedelta(0), actor=user)) == "KEY_ENDED"
    rotated = AuditEntry.objects.filter(action="key.rotated").order_by("pk").first()
    assert rotated is not None
    assert rotated.subject == "kasir"
    assert secret not in str(rotated.details)


def test_a_strangers_key_cannot_be_rotated(models: str) -> None:
    user, workspace = open_account("sari@example.com")
    key, _ = create_key(workspace, user, "kasir", actor=user)
    _, others = open_account("dewi@example.com")
    assert refusal(lambda: rotate_key(others, key.pk, overlap=timedelta(0), actor=user)) == "INVALID_API_KEY"
