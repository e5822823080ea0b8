"""One transaction for a batch of creates: quota, link limit, slug and row, each request with its own outcome.

No count is guessed: workspaces are locked (in id order) for as long as the transaction lasts, a request is counted
when its slug went in and only then, and no more are let in than the plan has left, whatever the number of processes.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg

from kliqs.accounts.authentication import refuse_dead
from kliqs.accounts.plans import plan
from kliqs.accounts.retries import KEPT_FOR
from kliqs.accounts.usage import Usage, count_requests, month_of
from kliqs.database import Connection, as_datetime, marks
from kliqs.errors import KliqsError
from kliqs.events import changes
from kliqs.links.creation import Created, Creation, NewLink, Outcome, Refused
from kliqs.links.drafts import NO_DETAILS
from kliqs.links.rows import LINK, ROUTE, add_details, link_row, route_row
from kliqs.routes.resolving import route_key
from kliqs.routes.sandboxes import open_namespace

Answer = Callable[[Created], str]


class _RolledBack(Exception):
    """Ends a dry run's transaction."""


@dataclass(slots=True)
class _Account:
    """A workspace inside the transaction: what is committed of it, plus what this round has tentatively let in."""

    usage: Usage
    tentative: int = 0

    def room(self, *, is_metered: bool) -> int:
        """How many more may be tried; what is tentative counts in full, whoever asked for it."""
        links = self.usage.links_left
        return (min(self.usage.requests_left, links) if is_metered else links) - self.tentative

    def count(self, *, is_metered: bool) -> None:
        usage = self.usage
        self.usage = Usage(usage.plan, usage.month, usage.requests + is_metered, usage.links + 1)


class Batch:
    """Creates the links of one batch. Made anew for each transaction."""

    def __init__(self, connection: Connection, answer: Answer, now: datetime) -> None:
        self._db = connection
        self._answer = answer
        self._now = now
        self._accounts: dict[int, _Account] = {}
        self._kept: dict[tuple[int, str], tuple[str, str]] = {}
        self._outcomes: dict[Creation, Outcome] = {}
        self._created: list[tuple[Creation, NewLink]] = []
        self._external_ids: set[tuple[int, str]] = set()
        self._next_id: int | None = None

    def commit(
        self, creations: list[Creation], is_wanted: Callable[[Creation], bool] = lambda _: True
    ) -> dict[Creation, Outcome]:
        """Create them all in one transaction; raises what the database raises, and then nothing is written.

        Those no longer wanted once the transaction has begun are left out, of the outcomes too.
        """
        with self._db.transaction():
            return self.run([each for each in creations if is_wanted(each)])

    def rehearse(self, creation: Creation) -> Outcome:
        """The same path for a dry run, rolled back."""
        try:
            with self._db.transaction():
                self.run([creation])
                raise _RolledBack
        except _RolledBack:
            return self._outcomes[creation]

    def run(self, creations: list[Creation]) -> dict[Creation, Outcome]:
        """Create them inside the caller's transaction."""
        waiting = self._admit(creations)
        self._read_kept(waiting)
        for sandbox_id in sorted({each.caller.workspace_id for each in waiting if each.caller.is_test}):
            open_namespace(self._db, sandbox_id)
        while waiting:
            waiting = self._round(waiting)
        if self._created:
            self._write()
        return self._outcomes

    def _admit(self, creations: list[Creation]) -> list[Creation]:
        """Read workspaces and keys again, now that they cannot change, and turn away whose key has died."""
        disabled = self._lock_workspaces(sorted({each.caller.workspace_id for each in creations}))
        keys = self._read_keys(sorted({key for each in creations if (key := each.caller.key_id) is not None}))
        for each in creations:
            workspace_id, key_id = each.caller.workspace_id, each.caller.key_id
            if workspace_id not in disabled or (key_id is not None and key_id not in keys):
                self._outcomes[each] = Refused(KliqsError("INVALID_API_KEY"))
                continue
            try:
                revoked_at, expires_at = (None, None) if key_id is None else keys[key_id]
                refuse_dead(revoked_at, expires_at, disabled[workspace_id], self._now)
            except KliqsError as refusal:
                self._outcomes[each] = Refused(refusal)
        return [each for each in creations if each not in self._outcomes]

    def _lock_workspaces(self, ids: list[int]) -> dict[int, object]:
        """Fill `_accounts`, in id order for all processes; returns when each was disabled."""
        month = month_of(self._now)
        if not self._db.is_sqlite:
            # Locked by a statement of its own: the next one then sees what the last holder committed, usage included.
            self._db.execute(
                f"SELECT id FROM accounts_workspace WHERE id IN ({marks(len(ids))}) ORDER BY id FOR UPDATE", ids
            )
        rows = self._db.execute(
            "SELECT w.id, w.plan, w.disabled_at, w.link_count, u.requests FROM accounts_workspace w"
            " LEFT JOIN accounts_monthlyusage u ON u.workspace_id = w.id AND u.month = ?"
            f" WHERE w.id IN ({marks(len(ids))}) ORDER BY w.id",
            (month, *ids),
        ).fetchall()
        for workspace_id, plan_name, _, links, requests in rows:
            self._accounts[workspace_id] = _Account(Usage(plan(plan_name), month, requests or 0, links))
        return {row[0]: row[2] for row in rows}

    def _read_keys(self, ids: list[int]) -> dict[int, tuple[object, datetime | None]]:
        """When each key was revoked and when it ends."""
        if not ids:
            return {}
        rows = self._db.execute(
            f"SELECT id, revoked_at, expires_at FROM accounts_apikey WHERE id IN ({marks(len(ids))})", ids
        ).fetchall()
        return {key_id: (revoked_at, None if ends is None else as_datetime(ends)) for key_id, revoked_at, ends in rows}

    def _read_kept(self, creations: list[Creation]) -> None:
        """Answers kept for the batch's Idempotency-Keys; older than a day they no longer count and make room."""
        asked = sorted({(each.caller.workspace_id, each.retry.key) for each in creations if each.retry})
        oldest = self._db.timestamp(self._now - KEPT_FOR)
        for workspace_id, key in asked:
            row = self._db.execute(
                "SELECT request_hash, answer, created_at < ? FROM accounts_keptanswer"
                " WHERE workspace_id = ? AND key = ?",
                (oldest, workspace_id, key),
            ).fetchone()
            if row and row[2]:
                self._db.execute(
                    "DELETE FROM accounts_keptanswer WHERE workspace_id = ? AND key = ?", (workspace_id, key)
                )
            elif row:
                self._kept[workspace_id, key] = (row[0], row[1])

    def _round(self, waiting: list[Creation]) -> list[Creation]:
        """Decide what can be decided now; returns those that must wait for what this round's slugs bring."""
        trying: dict[tuple[int, str], Creation] = {}
        later: list[Creation] = []
        claimed: set[tuple[int, str, str]] = set()
        for each in waiting:
            account = self._accounts[each.caller.workspace_id]
            outcome = self._decided(each, account)
            if outcome is not None:
                self._outcomes[each] = outcome
                continue
            if (
                account.room(is_metered=each.is_metered) <= 0
                or (each.domain_id, each.slug) in trying
                or not claimed.isdisjoint(each.claims)
            ):
                later.append(each)
                continue
            account.tentative += 1
            trying[each.domain_id, each.slug] = each
            claimed.update(each.claims)
        return self._try(trying) + later

    def _decided(self, each: Creation, account: _Account) -> Outcome | None:
        """What is certain before a slug is tried, in the promised order: kept answer, month, link limit."""
        if each.retry:
            kept = self._kept.get((each.caller.workspace_id, each.retry.key))
            if kept and kept[0] != each.retry.request_hash:
                return Refused(KliqsError("IDEMPOTENCY_CONFLICT"), account.usage)
            if kept:
                return Created(account.usage, None, replayed=kept[1])
        if each.is_metered and account.usage.requests_left == 0:
            return Refused(KliqsError("API_LIMIT_REACHED"), account.usage)
        if account.usage.links_left == 0:
            return Refused(KliqsError("SHORTLINK_LIMIT_REACHED"), account.usage)
        name = each.draft.details.external_id
        if name and self._is_known(each.caller.workspace_id, name):
            message = f"The external id {name!r} belongs to another link."
            return Refused(KliqsError("EXTERNAL_ID_ALREADY_EXISTS", message, "external_id"), account.usage)
        return None

    def _is_known(self, workspace_id: int, external_id: str) -> bool:
        """Whether a link of the (locked) workspace, or one before it in this batch, has the external id."""
        if (workspace_id, external_id) in self._external_ids:
            return True
        found = self._db.execute(
            "SELECT 1 FROM links_link WHERE workspace_id = ? AND external_id = ? AND deleted_at IS NULL",
            (workspace_id, external_id),
        ).fetchone()
        return found is not None

    def _try(self, trying: dict[tuple[int, str], Creation]) -> list[Creation]:
        """Publish the slugs of a round; those whose random slug was taken come back with another."""
        if not trying:
            return []
        ids = self._next_ids(len(trying))
        taken = self._publish(trying, ids)
        again = []
        for link_id, place in zip(ids, sorted(trying), strict=True):
            each = trying[place]
            account = self._accounts[each.caller.workspace_id]
            account.tentative -= 1
            if place not in taken:
                self._succeed(each, account, link_id)
            elif each.next_slug():
                again.append(each)
            else:
                message = f"The slug {each.slug!r} is already taken."
                self._outcomes[each] = Refused(KliqsError("SLUG_ALREADY_EXISTS", message, "slug"), account.usage)
        return again

    def _succeed(self, each: Creation, account: _Account, link_id: int) -> None:
        if not each.dry_run:
            account.count(is_metered=each.is_metered)
        link = NewLink(link_id, each.public_id, each.slug, each.draft, self._now, each.domain_id)
        created = Created(account.usage, link)
        self._outcomes[each] = created
        self._created.append((each, link))
        if each.draft.details.external_id:
            self._external_ids.add((each.caller.workspace_id, each.draft.details.external_id))
        if each.retry:
            self._kept[each.caller.workspace_id, each.retry.key] = (each.retry.request_hash, self._answer(created))

    def _publish(self, trying: dict[tuple[int, str], Creation], ids: list[int]) -> set[tuple[int, str]]:
        """Insert the Routes, in one order for all processes; returns the places that were taken already."""
        pairs = zip(ids, sorted(trying), strict=True)
        rows = [route_row(place, link_id, trying[place], self._now) for link_id, place in pairs]
        done = self._db.insert("routes_route", ROUTE, rows, "ON CONFLICT DO NOTHING RETURNING domain_id, slug")
        return trying.keys() - {(row[0], row[1]) for row in done}

    def _next_ids(self, count: int) -> list[int]:
        """Ids for new links: from the sequence on PostgreSQL; on SQLite this transaction is the only writer."""
        if not self._db.is_sqlite:
            rows = self._db.execute(
                "SELECT nextval('links_link_id_seq') FROM generate_series(1, ?)", (count,)
            ).fetchall()
            return [row[0] for row in rows]
        if self._next_id is None:
            row = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'links_link'").fetchone()
            self._next_id = (row[0] if row else 0) + 1
        first, self._next_id = self._next_id, self._next_id + count
        return list(range(first, self._next_id))

    def _write(self) -> None:
        """Everything that goes with the published Routes: links, counts, kept answers, and the news of it."""
        now = self._db.timestamp(self._now)
        rows = [link_row(self._db, each, link, now) for each, link in self._created]
        with self._db.together():
            self._db.insert("links_link", LINK, rows)
            for each, link in self._created:
                if each.draft.details is not NO_DETAILS:
                    add_details(self._db, each.caller.workspace_id, link.id, each.draft.details)
            self._count(now)
            self._keep_answers(now)
            changes.record(self._db, "route", [route_key(each.domain_id, link.slug) for each, link in self._created])

    def _count(self, now: object) -> None:
        metered = Counter(each.caller.workspace_id for each, _ in self._created if each.is_metered)
        for workspace_id in sorted({each.caller.workspace_id for each, _ in self._created}):
            usage = self._accounts[workspace_id].usage
            self._db.execute("UPDATE accounts_workspace SET link_count = ? WHERE id = ?", (usage.links, workspace_id))
            if metered[workspace_id]:
                count_requests(self._db, workspace_id, metered[workspace_id], self._now)
        for key_id in sorted({key for each, _ in self._created if (key := each.caller.key_id) is not None}):
            self._db.execute("UPDATE accounts_apikey SET last_used_at = ? WHERE id = ?", (now, key_id))

    def _keep_answers(self, now: object) -> None:
        for each, _ in self._created:
            if each.retry:
                kept = self._kept[each.caller.workspace_id, each.retry.key]
                self._db.execute(
                    "INSERT INTO accounts_keptanswer (workspace_id, key, request_hash, answer, created_at)"
                    " VALUES (?, ?, ?, ?, ?)",
                    (each.caller.workspace_id, each.retry.key, *kept, now),
                )


def is_transient(problem: Exception) -> bool:
    """Whether the same transaction may go through when it is tried again."""
    return isinstance(problem, psycopg.errors.DeadlockDetected | psycopg.errors.SerializationFailure)


def utc_now() -> datetime:
    return datetime.now(UTC)
