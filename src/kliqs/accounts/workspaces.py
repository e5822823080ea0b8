"""Making accounts and their workspaces, and changing a workspace's plan."""

from django.db import transaction

from kliqs.accounts.models import Member, Role, User, Workspace
from kliqs.accounts.plans import plans
from kliqs.errors import ConfigurationError
from kliqs.events.recording import record_change
from kliqs.settings import load


def open_account(email: str) -> tuple[User, Workspace]:
    """The user of that address with the workspace they own; both are made when missing."""
    with transaction.atomic():
        user = User.objects.filter(email=email.strip().lower()).first() or User.objects.create_user(email)
        member = Member.objects.filter(user=user, role=Role.OWNER).select_related("workspace").order_by("pk").first()
        if member is not None:
            return user, member.workspace
        workspace = Workspace.objects.create(name=user.email, plan=load().default_plan)
        Member.objects.create(workspace=workspace, user=user, role=Role.OWNER)
    return user, workspace


def change_plan(workspace: Workspace, plan_name: str) -> None:
    """Put a workspace on another plan, from the next request on. Raises ConfigurationError for an unknown plan."""
    if plan_name not in plans():
        raise ConfigurationError(f"There is no plan {plan_name!r}. Plans: {', '.join(plans())}.")
    with transaction.atomic():
        workspace.plan = plan_name
        workspace.save(update_fields=["plan"])
        record_change("workspace", [str(workspace.pk)])
