"""Writes of API callers outside the create path: one transaction that holds the deed, what it costs, and its answer.

The workspace is locked for as long as it lasts, as creates lock it, so no count is guessed and of two requests with
one Idempotency-Key the second waits and then gets the first one's answer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from kliqs.accounts.authentication import Caller, refuse_dead
from kliqs.accounts.keys import ActingKey
from kliqs.accounts.models import ApiKey, KeptAnswer, Workspace
from kliqs.accounts.plans import plan
from kliqs.accounts.retries import KEPT_FOR, KeptReply, Retry
from kliqs.accounts.usage import Usage, count_requests, read_usage
from kliqs.database import Connection
from kliqs.errors import KliqsError


@dataclass(slots=True)
class Meter:
    """One write inside its transaction. `usage` is the workspace's month, what this write costs included; `actor` is
    who does it, for the audit log."""

    caller: Caller
    actor: ActingKey
    connection: Connection
    usage: Usage
    now: datetime
    _retry: Retry | None

    def kept(self) -> KeptReply | None:
        """The answer that this write was given before. Raises IDEMPOTENCY_CONFLICT when its key came with another."""
        if self._retry is None:
            return None
        mine = KeptAnswer.objects.filter(workspace_id=self.caller.workspace_id, key=self._retry.key)
        mine.filter(created_at__lt=self.now - KEPT_FOR).delete()
        row = mine.first()
        if row is None:
            return None
        if row.request_hash != self._retry.request_hash:
            raise KliqsError("IDEMPOTENCY_CONFLICT")
        return KeptReply(row.status, row.answer)

    def refuse_beyond(self, requests: int) -> None:
        """Raise API_LIMIT_REACHED unless the month has room for so many."""
        if self.usage.requests_left < requests:
            raise KliqsError("API_LIMIT_REACHED")

    def spend(self, requests: int) -> None:
        """Count them. Raises API_LIMIT_REACHED."""
        self.refuse_beyond(requests)
        count_requests(self.connection, self.caller.workspace_id, requests, self.now)
        self.usage = read_usage(self.connection, self.caller.workspace_id, self.usage.plan, self.now)

    def keep(self, reply: KeptReply) -> None:
        """Remember the answer under the write's Idempotency-Key, if it has one."""
        if self._retry is not None:
            KeptAnswer.objects.create(
                workspace_id=self.caller.workspace_id,
                key=self._retry.key,
                request_hash=self._retry.request_hash,
                status=reply.status,
                answer=reply.data,
                created_at=self.now,
            )


@contextmanager
def metered(caller: Caller, retry: Retry | None, now: datetime) -> Iterator[Meter]:
    """A transaction of the caller's workspace. Raises as the authenticator does for a key that has died meanwhile."""
    assert caller.key_id is not None
    with transaction.atomic():
        workspace = Workspace.objects.select_for_update().filter(pk=caller.workspace_id).first()
        key = ApiKey.objects.filter(pk=caller.key_id).first()
        if workspace is None or key is None:
            raise KliqsError("INVALID_API_KEY")
        refuse_dead(key.revoked_at, key.expires_at, workspace.disabled_at, now)
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
        raw = Connection.around(connection.connection, is_sqlite=connection.vendor == "sqlite")
        usage = read_usage(raw, workspace.pk, plan(workspace.plan), now)
        yield Meter(caller, ActingKey.of(key), raw, usage, now, retry)
