"""Tags: making them as they are named, putting them on links and taking them off."""

import uuid
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from kliqs.links.fields import check_fields, fold
from kliqs.links.models import Link, LinkTag, Tag
from kliqs.settings import load


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
    checked: list[str] = check_fields({"tags": list(names)}, ["tags"], load(), timezone.now())["tags"]
    with transaction.atomic():
        links = list(Link.objects.filter(workspace_id=workspace_id, public_id__in=public_ids, deleted_at=None))
        if is_off:
            remove_tags(workspace_id, links, checked)
        else:
            add_tags(links, tags_named(workspace_id, checked))
    return len(links)


def replace_tags(link: Link, names: Iterable[str]) -> None:
    """Let the link carry exactly these tags."""
    tags = tags_named(link.workspace_id, names)
    LinkTag.objects.filter(link=link).exclude(tag__in=tags).delete()
    add_tags([link], tags)
