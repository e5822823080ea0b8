"""In whose name a signed-in person acts: the member, and what the role allows."""

from kliqs.accounts.models import Member, Role, User


def acting_member(user: User) -> Member | None:
    """The user's place in the workspace they work in: the first they own, else the first they belong to."""
    memberships = Member.objects.filter(user=user, workspace__disabled_at=None).select_related("workspace", "user")
    return memberships.filter(role=Role.OWNER).order_by("pk").first() or memberships.order_by("pk").first()


def may_change(member: Member) -> bool:
    """Whether the role may change anything in the workspace. Viewers only look."""
    return member.role != Role.VIEWER
