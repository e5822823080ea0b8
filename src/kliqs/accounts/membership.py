"""In whose name a signed-in person acts: the member, and what the role allows."""

from kliqs.accounts.models import Member, Role, User, Workspace
from kliqs.errors import KliqsError


def acting_member(user: User, workspace_id: int | None = None) -> Member | None:
    """The user's place in the workspace they chose; without a choice, or when it is theirs no longer, in the first
    they own, else the first they belong to."""
    memberships = Member.objects.filter(user=user, workspace__disabled_at=None).select_related("workspace", "user")
    chosen = None if workspace_id is None else memberships.filter(workspace_id=workspace_id).first()
    return chosen or memberships.filter(role=Role.OWNER).order_by("pk").first() or memberships.order_by("pk").first()


def shut_out(user: User, workspace_id: int | None) -> Member | None:
    """The user's place in a disabled workspace that they should hear about: the one they chose, or, while none but
    disabled ones are theirs, any."""
    places = Member.objects.filter(user=user).select_related("workspace", "user").order_by("pk")
    disabled = places.filter(workspace__disabled_at__isnull=False)
    chosen = None if workspace_id is None else disabled.filter(workspace_id=workspace_id).first()
    return chosen or (None if places.filter(workspace__disabled_at=None).exists() else disabled.first())


def may_change(member: Member) -> bool:
    """Whether the role may change anything in the workspace. Viewers only look."""
    return member.role != Role.VIEWER


def is_owner(member: Member) -> bool:
    """Whether the role may change who belongs to the workspace, its plan, and the workspace itself."""
    return member.role == Role.OWNER


def lock_as_owner(actor: Member) -> Workspace:
    """The actor's workspace, locked until the open transaction ends; of two changes to its people one waits.

    The role is read again behind the lock: whoever was an owner a moment ago may be none now. Raises KliqsError
    OWNERS_ONLY.
    """
    workspace = lock_workspace(actor.workspace_id)
    if not Member.objects.filter(pk=actor.pk, role=Role.OWNER).exists():
        raise KliqsError("OWNERS_ONLY")
    return workspace


def lock_workspace(workspace_id: int) -> Workspace:
    """A workspace, locked until the open transaction ends."""
    return Workspace.objects.select_for_update().get(pk=workspace_id)
