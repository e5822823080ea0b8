"""A workspace with people in it, for tests of rules."""

import pytest

from kliqs.accounts.models import Member, Role, User, Workspace
from kliqs.errors import KliqsError


def workspace_of(**roles: Role) -> dict[str, Member]:
    """A new workspace with a member of each name, in that role."""
    workspace = Workspace.objects.create(name="Toko Sepatu Budi", plan="free")
    return {name: join(workspace, name, role) for name, role in roles.items()}


def join(workspace: Workspace, name: str, role: Role) -> Member:
    email = f"{name}@example.com"
    user = User.objects.filter(email=email).first() or User.objects.create_user(email)
    return Member.objects.create(workspace=workspace, user=user, role=role)


def refusal(deed: object, *arguments: object) -> str:
    """The code with which the deed is refused."""
    with pytest.raises(KliqsError) as refused:
        deed(*arguments)  # type: ignore[operator]
    return refused.value.code
