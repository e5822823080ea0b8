"""Letting go of pictures that nothing shows any more, so that they fill no workspace's room."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain

from django.db import transaction
from django.db.models import Q

from kliqs.bio.models import Page, Version
from kliqs.links.models import Link
from kliqs.pictures.models import Picture
from kliqs.pictures.names import NAME, PLACE

KEPT_UNUSED = timedelta(days=1)  # an undo, or a form that was left open, may still bring one back
AT_ONCE = 500

_PATH = re.compile(PLACE + NAME)


def sweep_pictures(now: datetime) -> int:
    """Delete pictures that no link, draft, version or published page of their workspace has named for a day. Returns
    how many went. Killed in between, the next call goes on; in two processes at once, one of them deletes each."""
    swept = last = 0
    while pictures := list(Picture.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        last = pictures[-1].pk
        shown = _shown(pictures)
        for picture in pictures:
            if picture.name in shown:
                _note(picture, None)
            elif picture.unused_since is None:
                _note(picture, now)
            elif picture.unused_since <= now - KEPT_UNUSED:
                swept += _let_go(picture, now)
    return swept


def _note(picture: Picture, unused_since: datetime | None) -> None:
    if picture.unused_since != unused_since:
        Picture.objects.filter(pk=picture.pk).update(unused_since=unused_since)


def _let_go(picture: Picture, now: datetime) -> bool:
    """Delete it, unless it was uploaded again or has been named meanwhile."""
    with transaction.atomic():
        unused = Picture.objects.select_for_update().filter(pk=picture.pk, unused_since__lte=now - KEPT_UNUSED)
        locked = unused.first()
        if locked is None or _shown([locked]):
            return False
        locked.delete()
    return True


def _shown(pictures: Sequence[Picture]) -> set[str]:
    """The names of those that something of their workspace, or of its sandbox, shows or may show again."""
    names = {picture.name for picture in pictures}
    workspaces = {picture.workspace_id for picture in pictures}
    return names & {path.removeprefix(PLACE) for path in chain(_of_links(workspaces, names), _of_pages(workspaces))}


def _of_links(workspaces: set[int], names: set[str]) -> Iterator[str]:
    """Those of deleted links too: they can be restored."""
    owned = Q(workspace__in=workspaces) | Q(workspace__sandbox_of__in=workspaces)
    paths = [PLACE + name for name in names]
    yield from Link.objects.filter(owned, image__in=paths).values_list("image", flat=True).iterator()


def _of_pages(workspaces: set[int]) -> Iterator[str]:
    """What is published is a version."""
    drafts = Page.objects.filter(workspace__in=workspaces, draft__contains=PLACE)
    versions = Version.objects.filter(page__workspace__in=workspaces, document__contains=PLACE)
    for texts in (drafts.values_list("draft", flat=True), versions.values_list("document", flat=True)):
        for text in texts.iterator():
            yield from _PATH.findall(text)
