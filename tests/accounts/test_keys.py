"""Making and revoking keys: what the audit log says of it."""

from kliqs.accounts.keys import create_key, revoke_key
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
