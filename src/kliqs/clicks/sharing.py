"""Opening the analytics of one link or tag to everybody with an address, and closing them again."""

import secrets
import uuid

from django.db import transaction

from kliqs.accounts.models import Workspace
from kliqs.clicks.models import SharedBoard
from kliqs.clicks.questions.scope import Filter, zone_of
from kliqs.errors import KliqsError
from kliqs.events.audit import Actor, record_audit
from kliqs.links.fields import MAX_PASSWORD
from kliqs.links.models import Link, Tag
from kliqs.links.passwords import hash_password

TOKEN_BYTES = 16  # 128 bits: an address nobody finds by trying


def share_link(workspace: Workspace, public_id: uuid.UUID, zone: str, *, actor: Actor) -> SharedBoard:
    """The link's board, opened now or before. Raises KliqsError LINK_NOT_FOUND, or INVALID_REQUEST for the zone."""
    link = Link.objects.filter(workspace=workspace, public_id=public_id, deleted_at=None).first()
    if link is None:
        raise KliqsError("LINK_NOT_FOUND")
    return _share(workspace, zone, link.slug, actor, link=link)


def share_tag(workspace: Workspace, name: str, zone: str, *, actor: Actor) -> SharedBoard:
    """The tag's board, opened now or before. Raises KliqsError TAG_NOT_FOUND, or INVALID_REQUEST for the zone."""
    tag = Tag.objects.filter(workspace=workspace, name=name).first()
    if tag is None:
        raise KliqsError("TAG_NOT_FOUND")
    return _share(workspace, zone, tag.name, actor, tag=tag)


def set_password(board: SharedBoard, password: str, *, actor: Actor) -> None:
    """Ask for a password from now on, or with "" no longer. Raises KliqsError INVALID_REQUEST for one too long."""
    if len(password) > MAX_PASSWORD:
        raise KliqsError("INVALID_REQUEST", f"A password has at most {MAX_PASSWORD} characters.", "password")
    with transaction.atomic():
        board.password_hash = hash_password(password) if password else ""
        board.save(update_fields=["password_hash"])
        action = "board.locked" if password else "board.unlocked"
        record_audit(action, actor, workspace_id=board.workspace_id, subject=subject_of(board))


def close(board: SharedBoard, *, actor: Actor) -> None:
    """From now on its address leads nowhere; sharing again makes another one."""
    with transaction.atomic():
        record_audit("board.closed", actor, workspace_id=board.workspace_id, subject=subject_of(board))
        board.delete()


def open_board(token: str) -> SharedBoard | None:
    """The board with this address, as long as there is something to show: not of a deleted link, nor of a workspace
    that is disabled."""
    found = SharedBoard.objects.select_related("workspace", "link", "tag").filter(token=token).first()
    if found is None or found.workspace.disabled_at is not None:
        return None
    return None if found.link is not None and found.link.deleted_at is not None else found


def is_shareable(workspace: Workspace, about: Filter) -> bool:
    """Whether the one link or tag that a filter names is there to be shared."""
    (value,) = about.include
    if about.dimension == "tag":
        return Tag.objects.filter(workspace=workspace, name=value).exists()
    try:
        public_id = uuid.UUID(value)
    except ValueError:
        return False
    return Link.objects.filter(workspace=workspace, public_id=public_id, deleted_at=None).exists()


def board_about(workspace: Workspace, about: Filter) -> SharedBoard | None:
    """The board that is shared of the one link or tag a filter names."""
    boards = SharedBoard.objects.select_related("link", "tag").filter(workspace=workspace)
    (value,) = about.include
    if about.dimension == "tag":
        return boards.filter(tag__name=value).first()
    try:
        return boards.filter(link__public_id=uuid.UUID(value)).first()
    except ValueError:
        return None


def filter_of(board: SharedBoard) -> Filter:
    """The clicks that the board shows."""
    if board.link is not None:
        return Filter("link", include=(str(board.link.public_id),))
    assert board.tag is not None
    return Filter("tag", include=(board.tag.name,))


def subject_of(board: SharedBoard) -> str:
    """What the board is about, for people: a slug or a tag's name."""
    if board.link is not None:
        return board.link.slug
    assert board.tag is not None
    return board.tag.name


def _share(
    workspace: Workspace, zone: str, subject: str, actor: Actor, *, link: Link | None = None, tag: Tag | None = None
) -> SharedBoard:
    zone_of(zone)
    with transaction.atomic():
        board, is_new = SharedBoard.objects.get_or_create(
            workspace=workspace,
            link=link,
            tag=tag,
            defaults={"zone": zone, "token": secrets.token_urlsafe(TOKEN_BYTES)},
        )
        if is_new:
            record_audit("board.shared", actor, workspace_id=workspace.pk, subject=subject)
    return board
