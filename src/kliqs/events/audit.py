"""Writing the audit log. Call inside the transaction of the deed."""

from typing import Any, Protocol

from kliqs.events.models import AuditEntry

LONGEST_SUBJECT = 300
COMMAND_LINE = "command line"


class Actor(Protocol):
    """A signed-in person, or the API key that acts; a key's `pk` is None."""

    @property
    def pk(self) -> Any: ...
    @property
    def email(self) -> str: ...


def record_audit(
    action: str, actor: Actor | None, *, workspace_id: int | None, subject: str = "", **details: object
) -> None:
    """Note that `actor` (None: the operator at the command line) did `action`, such as `key.revoked`, to `subject`.

    `details` are JSON values; never secrets, never addresses of visitors.
    """
    AuditEntry.objects.create(
        workspace_id=workspace_id,
        actor_id=None if actor is None else actor.pk,
        actor=COMMAND_LINE if actor is None else actor.email,
        action=action,
        subject=subject[:LONGEST_SUBJECT],
        details=details,
    )
