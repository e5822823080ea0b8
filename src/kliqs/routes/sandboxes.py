"""Where links live that last for `LASTS` alone: `/test/<sandbox>/<slug>` on the short host, a namespace for each
sandbox, and `/try/<slug>` for what visitors of the home page try out. No Django.

`<sandbox>` is the id of the sandbox's workspace, and the row of `routes_domain` that its links are on has the negative
of it: so a sandbox needs no look-up, and no path under `/test/` or `/try/` leads to a live link.
"""

import re
from datetime import datetime, timedelta

from kliqs.accounts.authentication import Caller
from kliqs.database import Connection
from kliqs.routes.resolving import DEFAULT_DOMAIN
from kliqs.settings import Settings

LASTS = timedelta(hours=24)
TRIALS = -(10**18)  # the domain of trial links: no sandbox has so large an id
TRIAL_FOLDER = "/try"
FOLDER = r"(?:test/[1-9][0-9]{0,17}|try)"
PATH = re.compile(rf"(/{FOLDER})(/[^/]+/?)\Z".encode())


def domain_for(caller: Caller) -> int:
    """The domain that the caller's links are on."""
    return domain_of(caller.workspace_id) if caller.is_test else DEFAULT_DOMAIN


def domain_of(sandbox_id: int) -> int:
    return -sandbox_id


def is_sandbox(domain_id: int) -> bool:
    return domain_id < 0


def origin_for(caller: Caller, settings: Settings) -> str:
    """What stands before the slash and the slug in the caller's short links."""
    return origin_of(domain_for(caller), settings)


def origin_of(domain_id: int, settings: Settings) -> str:
    return settings.short_origin + folder_of(domain_id)


def domain_at(folder: str) -> int:
    """The domain behind a folder as `FOLDER` describes it, with or without the slash before it."""
    name = folder.removeprefix("/")
    return TRIALS if f"/{name}" == TRIAL_FOLDER else domain_of(int(name.removeprefix("test/")))


def folder_of(domain_id: int) -> str:
    """What stands between the short host and the slash before the slug: nothing, for live links."""
    if domain_id == TRIALS:
        return TRIAL_FOLDER
    return f"/test/{-domain_id}" if is_sandbox(domain_id) else ""


def ends_at(domain_id: int, created_at: datetime, expires_at: datetime | None) -> datetime | None:
    """When a link stops leading on: at its own expiry; in a sandbox after `LASTS` at the latest."""
    if not is_sandbox(domain_id):
        return expires_at
    end = created_at + LASTS
    return end if expires_at is None else min(end, expires_at)


def open_namespace(connection: Connection, sandbox_id: int) -> None:
    """Make the sandbox's domain where it is missing, and give back slugs of links that were swept: their Routes stay
    only for the page that says a link has ended."""
    connection.execute(
        "INSERT INTO routes_domain (id, host, workspace_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (domain_of(sandbox_id), folder_of(domain_of(sandbox_id)), sandbox_id),
    )
    connection.execute(
        "DELETE FROM routes_route WHERE domain_id = ? AND target > 0 AND NOT EXISTS"
        " (SELECT 1 FROM links_link l WHERE l.id = routes_route.target)",
        (domain_of(sandbox_id),),
    )
