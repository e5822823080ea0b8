"""What belongs to links and not to clicks: tags, destinations, the key that made them. Looked up when asked, so that a
link's clicks move with its tags. Deleted links keep theirs."""

import re
import uuid
from collections.abc import Sequence

from kliqs.clicks.questions.dimensions import LinkAttribute
from kliqs.database import Connection, marks

AT_ONCE = 500
COUNTED = re.compile(r"-[1-9][0-9]{0,17}")

ATTRIBUTES: dict[LinkAttribute, str] = {
    "tag": "SELECT l.id, COALESCE(t.name, '') FROM links_link l LEFT JOIN links_linktag lt ON lt.link_id = l.id"
    " LEFT JOIN links_tag t ON t.id = lt.tag_id WHERE l.workspace_id = ?",
    "destination": "SELECT id, destination FROM links_link WHERE workspace_id = ?",
    "key": "SELECT id, COALESCE(created_by_key_id, 0) FROM links_link WHERE workspace_id = ?",
}


def attributes(db: Connection, workspace_id: int, attribute: LinkAttribute) -> list[tuple[int, str]]:
    """(link, value) for every link of the workspace, a row for each of its tags; "" for a link without. The value of a
    key is its number."""
    rows = db.execute(ATTRIBUTES[attribute], (workspace_id,)).fetchall()
    if attribute == "key":
        return [(link, str(key) if key else "") for link, key in rows]
    return [(link, value) for link, value in rows]


def links_with(db: Connection, workspace_id: int, attribute: LinkAttribute, values: Sequence[str]) -> list[int]:
    """The links of the workspace that have one of the values."""
    wanted = set(values)
    return sorted({link for link, value in attributes(db, workspace_id, attribute) if value in wanted})


def links_matching(
    db: Connection, workspace_id: int, attribute: LinkAttribute, values: Sequence[str]
) -> tuple[list[int], bool]:
    """The clicks that have one of the values, by their links: those of the links, or, when True, those of all but the
    links. What is no link, such as a bio page, has the value ""; so has a link whose row is gone."""
    if "" not in values:
        return links_with(db, workspace_id, attribute, values), False
    pairs = attributes(db, workspace_id, attribute)
    wanted = set(values)
    return sorted({link for link, _ in pairs} - {link for link, value in pairs if value in wanted}), True


def key_names(db: Connection, workspace_id: int) -> dict[str, str]:
    """Names of the workspace's keys by their numbers as text, those of keys that are gone included."""
    rows = db.execute("SELECT id, name FROM accounts_apikey WHERE workspace_id = ?", (workspace_id,)).fetchall()
    return {str(key): name for key, name in rows}


def link_ids(db: Connection, workspace_id: int, public_ids: Sequence[str]) -> list[int]:
    """The rows of the workspace's links of these public ids (UUIDs as text), unknown ones have none; and what stands
    for no link, a number below zero, as it is."""
    others = [int(each) for each in public_ids if is_counted(each)]
    keys = [found for each in public_ids if (found := _uuid(each)) is not None]
    if not keys:
        return others
    values = [key.hex if db.is_sqlite else key for key in keys]
    rows = db.execute(
        f"SELECT id FROM links_link WHERE workspace_id = ? AND public_id IN ({marks(len(values))})",
        (workspace_id, *values),
    ).fetchall()
    return [*others, *(row[0] for row in rows)]


def is_counted(value: str) -> bool:
    """Whether this value of the dimension `link` is none of a link, but of a bio page or one of its buttons."""
    return COUNTED.fullmatch(value) is not None


def names_of(db: Connection, workspace_id: int, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """The public id and the slug of links by the ids of their rows, deleted ones included."""
    names: dict[int, tuple[str, str]] = {}
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        rows = db.execute(
            f"SELECT id, public_id, slug FROM links_link WHERE workspace_id = ? AND id IN ({marks(len(some))})",
            (workspace_id, *some),
        ).fetchall()
        names |= {row[0]: (str(uuid.UUID(str(row[1]))), row[2]) for row in rows}
    return names


def public_name(names: dict[int, tuple[str, str]], link: int) -> tuple[str, str]:
    """What `names_of` found of a link; of what is no link its number, without a slug; nothing of one that is gone."""
    return names.get(link, (str(link) if link < 0 else "", ""))


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
