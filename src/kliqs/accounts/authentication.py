"""Who is calling: from the Authorization header to a workspace and its plan."""

from dataclasses import dataclass
from datetime import UTC, datetime

from kliqs.accounts.key_format import hash_of, is_well_formed
from kliqs.accounts.plans import Plan, plan
from kliqs.database import Connection, Reader, as_datetime
from kliqs.errors import KliqsError
from kliqs.events.changes import Changes

CACHED_KEYS = 50_000


@dataclass(frozen=True, slots=True)
class Caller:
    """A working key, the workspace it acts for, and that workspace's plan. Without a key (`key_id` None) the dashboard
    or the command line acts for the workspace, and nothing is metered.

    A test key acts for a sandbox; `sandbox_of` is then the workspace that the sandbox belongs to.
    """

    key_id: int | None
    key_hash: str
    workspace_id: int
    plan: Plan
    expires_at: datetime | None = None
    scopes: frozenset[str] = frozenset()
    sandbox_of: int | None = None

    @property
    def is_test(self) -> bool:
        return self.sandbox_of is not None

    def refuse_without(self, scope: str) -> None:
        """Raise INSUFFICIENT_SCOPE unless the key may do what the scope names. A key without scopes may do all."""
        if self.scopes and scope and scope not in self.scopes:
            raise KliqsError("INSUFFICIENT_SCOPE", f"The key lacks the scope `{scope}`.")


def refuse_dead(revoked_at: object, expires_at: datetime | None, disabled_at: object, now: datetime) -> None:
    """Raise for a revoked or expired key or a disabled workspace; the one place that knows the order."""
    if revoked_at is not None:
        raise KliqsError("REVOKED_API_KEY")
    refuse_expired(expires_at, now)
    if disabled_at is not None:
        raise KliqsError("ACCOUNT_DISABLED")


def refuse_expired(expires_at: datetime | None, now: datetime) -> None:
    """Raise for a key whose time is over. Nothing announces that moment, so every look at a key must ask."""
    if expires_at is not None and expires_at <= now:
        moment = expires_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        raise KliqsError("UNAUTHORIZED", f"This API key expired at {moment}. Create a new key and use it instead.")


class Authenticator:
    """Callers by Authorization header, cached per process.

    On SQLite the change table is caught up with before every look, so a revocation is seen by the very next request
    of any process. On PostgreSQL a read asks the database. A write reads the key again in its transaction on both.
    """

    def __init__(self, reader: Reader, changes: Changes) -> None:
        self._reader = reader
        self._changes = changes
        self._callers: dict[str, Caller] = {}

    async def caller(self, header: str | None, *, checked_again: bool) -> Caller:
        """The caller behind an Authorization header. `checked_again`: the answer is confirmed in a transaction.

        Raises KliqsError UNAUTHORIZED (expired keys too), INVALID_API_KEY, REVOKED_API_KEY or ACCOUNT_DISABLED.
        """
        if self._reader.is_inline or checked_again:
            (self._changes.catch_up_for_a_write if checked_again else self._changes.catch_up)()
            cached = self._callers.get(header or "")
            if cached is not None:
                refuse_expired(cached.expires_at, datetime.now(UTC))
                return cached
        key = _bearer(header)
        if not is_well_formed(key):
            raise KliqsError("INVALID_API_KEY")
        key_hash = hash_of(key)
        caller = await self._reader.ask(lambda connection: find_caller(connection, key_hash))
        if len(self._callers) >= CACHED_KEYS:
            self._callers.clear()
        self._callers[header or ""] = caller
        return caller

    async def is_still(self, caller: Caller, header: str | None) -> bool:
        """Whether the header that brought this caller in still does, for an answer that goes on: asked each second.
        On PostgreSQL a revocation is seen once it was announced, so that nobody who waits asks the database."""
        try:
            found = await self.caller(header, checked_again=True)
        except KliqsError:
            return False
        return (found.key_id, found.workspace_id, found.scopes) == (caller.key_id, caller.workspace_id, caller.scopes)

    def forget(self, topic: str, keys: list[str]) -> None:
        """Drop what a change made stale."""
        if topic == "key":
            dead = set(keys)
            self._callers = {h: c for h, c in self._callers.items() if c.key_hash not in dead}
        elif topic == "workspace":
            gone = {int(key) for key in keys}
            self._callers = {h: c for h, c in self._callers.items() if c.workspace_id not in gone}
        elif topic == "everything":
            self._callers.clear()


def find_caller(connection: Connection, key_hash: str) -> Caller:
    """Look a key up by its hash. Raises KliqsError as `Authenticator.caller` does."""
    row = connection.execute(
        "SELECT k.id, k.revoked_at, k.expires_at, k.scopes, w.id, w.plan, w.disabled_at, w.sandbox_of_id"
        " FROM accounts_apikey k JOIN accounts_workspace w ON w.id = k.workspace_id WHERE k.hash = ?",
        (key_hash,),
    ).fetchone()
    if row is None:
        raise KliqsError("INVALID_API_KEY")
    key_id, revoked_at, ends, scopes, workspace_id, plan_name, disabled_at, sandbox_of = row
    expires_at = None if ends is None else as_datetime(ends)
    refuse_dead(revoked_at, expires_at, disabled_at, datetime.now(UTC))
    return Caller(key_id, key_hash, workspace_id, plan(plan_name), expires_at, frozenset(scopes.split()), sandbox_of)


def _bearer(header: str | None) -> str:
    if not header:
        raise KliqsError("UNAUTHORIZED")
    scheme, _, key = header.strip().partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise KliqsError("UNAUTHORIZED", "The Authorization header must be `Bearer YOUR_API_KEY`.")
    return key.strip()
