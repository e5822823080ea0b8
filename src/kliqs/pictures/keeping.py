"""Keeping pictures: the file in Django's default storage (a folder, or a bucket), the row in the database."""

import hashlib
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Sum
from django.db.models.signals import post_delete

from kliqs.errors import KliqsError
from kliqs.pictures.models import Picture
from kliqs.pictures.names import path_of
from kliqs.pictures.reading import Encoded, read_picture

MOST_BYTES = 500 * 1024 * 1024  # of all pictures of a workspace
CARD = (1200, 1200)  # bounds of a picture that goes with a link, in pixels: what Facebook and X show at most


def keep_picture(workspace_id: int, upload: IO[bytes], bounds: tuple[int, int]) -> str:
    """Take an upload for a workspace. Returns the path to show it by; the same picture again gives the same path.

    Raises KliqsError PICTURE_TOO_LARGE, INVALID_PICTURE, MOVING_PICTURE or PICTURE_LIMIT_REACHED.
    """
    picture = read_picture(upload, bounds)
    name, size = _name(workspace_id, picture), len(picture.content)
    with transaction.atomic():
        # Waits for a sweep that is letting go of it, whose file is then missing.
        if not Picture.objects.filter(name=name).update(unused_since=None):
            if _bytes_of(workspace_id) + size > MOST_BYTES:
                raise KliqsError("PICTURE_LIMIT_REACHED", field="picture")
            Picture.objects.get_or_create(name=name, defaults={"workspace_id": workspace_id, "size": size})
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(picture.content))
    return path_of(name)


def follow_deletions() -> None:
    """Let files go with their rows, whichever deletion takes these: of a picture, or of its workspace.

    The file goes first, while the row is still locked: a deletion killed in between is done again, and `keep_picture`
    either comes before it or finds the file missing. No file is left that no row knows.
    """
    post_delete.connect(_delete_file, sender=Picture, dispatch_uid="pictures.delete_file")


def _delete_file(instance: Picture, **_: Any) -> None:
    default_storage.delete(instance.name)


def _bytes_of(workspace_id: int) -> int:
    return Picture.objects.filter(workspace_id=workspace_id).aggregate(sum=Sum("size"))["sum"] or 0


def _name(workspace_id: int, picture: Encoded) -> str:
    """By content, within its workspace: deleting one workspace's pictures takes nobody else's away."""
    content = hashlib.blake2b(picture.content, digest_size=20, salt=str(workspace_id).encode("ascii")[-16:])
    return f"{content.hexdigest()}-{picture.width}x{picture.height}.{picture.extension}"
