"""Do-Not-Track and Global-Privacy-Control, where a workspace honours them.

A click whose browser asked not to be tracked is then counted, by time, link, kind, device, country and region, but kept
without visitor hash, city and referrer. It is no visitor of any day.
"""

from kliqs.database import Connection


def honours_signals(connection: Connection, workspace_id: int) -> bool:
    """Whether the workspace does."""
    row = connection.execute("SELECT 1 FROM clicks_honouredsignals WHERE workspace_id = ?", (workspace_id,)).fetchone()
    return row is not None


def honour_signals(connection: Connection, workspace_id: int, *, on: bool) -> None:
    """From the next batch of clicks on; what is kept already stays as it is."""
    if on:
        connection.execute(
            "INSERT INTO clicks_honouredsignals (workspace_id) VALUES (?) ON CONFLICT DO NOTHING", (workspace_id,)
        )
    else:
        connection.execute("DELETE FROM clicks_honouredsignals WHERE workspace_id = ?", (workspace_id,))


def honouring(connection: Connection) -> list[int]:
    """The workspaces that do."""
    return [int(row[0]) for row in connection.execute("SELECT workspace_id FROM clicks_honouredsignals").fetchall()]
