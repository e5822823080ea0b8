"""Tags: making them as they are named, putting them on links and taking them off."""

import uuid
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from kliqs.checking import text
from kliqs.database import Connection
from kliqs.errors import KliqsError
from kliqs.links.fields import MAX_TAG, check_fields, fold
from kliqs.links.models import Link, LinkTag, Tag
from kliqs.settings import load

CHECKS = {"name": text("name", MAX_TAG, is_needed=True)}


def list_tags(connection: Connection, workspace_id: int) -> list[tuple[int, str, int]]:
    """Id, name and number of links of every tag of the workspace, by name."""
    rows = connection.execute(
        "SELECT g.id, g.name, (SELECT count(*) FROM links_linktag lt JOIN links_link l ON l.id = lt.link_id"
        " WHERE lt.tag_id = g.id AND l.deleted_at IS NULL) FROM links_tag g WHERE g.workspace_id = ? ORDER BY g.folded",
        (workspace_id,),
    ).fetchall()
    return [(tag_id, name, links) for tag_id, name, links in rows]


def make_tag(workspace_id: int, name: str) -> Tag:
    """A new tag of a (checked) name. Raises KliqsError TAG_ALREADY_EXISTS."""
    wanted = " ".join(name.split())
    tag, is_new = Tag.objects.get_or_create(workspace_id=workspace_id, folded=fold(wanted), defaults={"name": wanted})
    if not is_new:
        raise KliqsError("TAG_ALREADY_EXISTS", field="name")
    return tag


def rename_tag(workspace_id: int, tag_id: int, name: str) -> tuple[Tag, int]:
    """Give a tag another name, on all its links; returns it and their number. Raises KliqsError TAG_NOT_FOUND or
    TAG_ALREADY_EXISTS."""
    tag = _find_tag(workspace_id, tag_id)
    tag.name = " ".join(name.split())
    tag.folded = fold(tag.name)
    if Tag.objects.filter(workspace_id=workspace_id, folded=tag.folded).exclude(pk=tag.pk).exists():
        raise KliqsError("TAG_ALREADY_EXISTS", field="name")
    tag.save()
    return tag, LinkTag.objects.filter(tag=tag, link__deleted_at=None).count()


def delete_tag(workspace_id: int, tag_id: int) -> int:
    """Take a tag off all its links and away. Returns its id. Raises KliqsError TAG_NOT_FOUND."""
    _find_tag(workspace_id, tag_id).delete()
    return tag_id


def _find_tag(workspace_id: int, tag_id: int) -> Tag:
    tag = Tag.objects.filter(workspace_id=workspace_id, pk=tag_id).first()
    if tag is None:
        raise KliqsError("TAG_NOT_FOUND")
    return tag


def tags_named(workspace_id: int, names: Iterable[str]) -> list[Tag]:
    """The workspace's tags of these (checked) names, made where missing; case does not tell tags apart."""
    wanted = {fold(name): name for name in names}
    made = [Tag(workspace_id=workspace_id, name=name, folded=folded) for folded, name in wanted.items()]
    Tag.objects.bulk_create(made, ignore_conflicts=True)  # somebody else may make the same at the same moment
    return list(Tag.objects.filter(workspace_id=workspace_id, folded__in=wanted))


def add_tags(links: Iterable[Link], tags: Iterable[Tag]) -> None:
    """Put every one of the tags on every one of the links."""
    tags = list(tags)
    pairs = [LinkTag(link=link, tag=tag) for link in links for tag in tags]
    LinkTag.objects.bulk_create(pairs, ignore_conflicts=True, batch_size=500)


def remove_tags(workspace_id: int, links: Iterable[Link], names: Iterable[str]) -> None:
    """Take the tags of these names off the links."""
    tags = Tag.objects.filter(workspace_id=workspace_id, folded__in=[fold(name) for name in names])
    LinkTag.objects.filter(link__in=[link.pk for link in links], tag__in=tags).delete()


def tag_links(workspace_id: int, public_ids: Sequence[uuid.UUID], names: Sequence[str], *, is_off: bool = False) -> int:
    """Put tags on the workspace's links of these ids, or take them off. Returns how many links were meant.

    Raises InvalidBody for names that no tag can have.
    """
    checked: list[str] = check_fields({"tags": list(names)}, ("tags",), load(), timezone.now())["tags"]
    with transaction.atomic():
        links = list(Link.objects.filter(workspace_id=workspace_id, public_id__in=public_ids, deleted_at=None))
        if is_off:
            remove_tags(workspace_id, links, checked)
        else:
            add_tags(links, tags_named(workspace_id, checked))
    return len(links)


def replace_tags(wanted: Mapping[Link, Sequence[str]]) -> None:
    """Let each link carry exactly its (checked) tags. All links are of one workspace."""
    if not wanted:
        return
    names = {fold(name): name for each in wanted.values() for name in reversed(each)}
    tags = {tag.folded: tag for tag in tags_named(next(iter(wanted)).workspace_id, names.values())}
    pairs = {(link.pk, tags[fold(name)].pk) for link, each in wanted.items() for name in each}
    LinkTag.objects.filter(link__in=[link.pk for link in wanted]).delete()
    LinkTag.objects.bulk_create([LinkTag(link_id=link, tag_id=tag) for link, tag in sorted(pairs)])
