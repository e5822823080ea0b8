"""Making accounts and their workspaces, and changing a workspace's plan."""

from allauth.account.models import EmailAddress
from django.db import transaction

from kliqs.accounts.membership import lock_as_owner, lock_workspace
from kliqs.accounts.models import Member, Role, User, Workspace
from kliqs.accounts.plans import plans
from kliqs.errors import ConfigurationError, KliqsError
from kliqs.events.audit import Actor, record_audit
from kliqs.events.recording import record_change
from kliqs.settings import load

LONGEST_NAME = 120
MOST_OWNED = 10  # each comes with the default plan's limits, so their number must have one too


def open_account(email: str) -> tuple[User, Workspace]:
    """The user of that address with the workspace they own; both are made when missing."""
    with transaction.atomic():
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            user = User.objects.create_user(email)
            # Who runs this Kliqs vouches for the address.
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user, open_workspace(user)


def open_workspace(user: User) -> Workspace:
    """The first workspace that the user owns, made when there is none."""
    with transaction.atomic():
        member = Member.objects.filter(user=user, role=Role.OWNER).select_related("workspace").order_by("pk").first()
        if member is not None:
            return member.workspace
        workspace = Workspace.objects.create(name=user.email, plan=load().default_plan)
        Member.objects.create(workspace=workspace, user=user, role=Role.OWNER)
    return workspace


def add_workspace(user: User, name: str) -> Workspace:
    """One more workspace, owned by the user. Raises KliqsError INVALID_NAME or WORKSPACE_LIMIT_REACHED."""
    wanted = _checked_name(name)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # of two at once, the second counts the first
        if Member.objects.filter(user=user, role=Role.OWNER).count() >= MOST_OWNED:
            raise KliqsError("WORKSPACE_LIMIT_REACHED")
        workspace = Workspace.objects.create(name=wanted, plan=load().default_plan)
        Member.objects.create(workspace=workspace, user=user, role=Role.OWNER)
        record_audit("workspace.created", user, workspace_id=workspace.pk, subject=wanted)
    return workspace


def rename_workspace(actor: Member, name: str) -> Workspace:
    """Give the actor's workspace another name. Raises KliqsError INVALID_NAME or OWNERS_ONLY."""
    wanted = _checked_name(name)
    with transaction.atomic():
        workspace = lock_as_owner(actor)
        if workspace.name != wanted:
            before, workspace.name = workspace.name, wanted
            workspace.save(update_fields=["name"])
            record_audit("workspace.renamed", actor.user, workspace_id=workspace.pk, subject=wanted, old=before)
    return workspace


def describe(workspace_id: int) -> tuple[Workspace, int]:
    """A workspace and how many people belong to it; of a sandbox, the workspace that it is of."""
    found = Workspace.objects.select_related("sandbox_of").get(pk=workspace_id)
    workspace = found.sandbox_of or found
    return workspace, Member.objects.filter(workspace=workspace).count()


def change_plan(workspace: Workspace, plan_name: str, *, actor: Actor | None) -> None:
    """Put a workspace on another plan, from the next request on. `actor` None is the operator at the command line.

    Raises ConfigurationError for an unknown plan.
    """
    if plan_name not in plans():
        raise ConfigurationError(f"There is no plan {plan_name!r}. Plans: {', '.join(plans())}.")
    with transaction.atomic():
        before, workspace.plan = lock_workspace(workspace.pk).plan, plan_name
        workspace.save(update_fields=["plan"])
        record_change("workspace", [str(workspace.pk)])
        if before != plan_name:
            record_audit(
                "workspace.plan_changed",
                actor,
                workspace_id=workspace.pk,
                subject=workspace.name,
                old=before,
                new=plan_name,
            )


def _checked_name(name: str) -> str:
    wanted = " ".join(name.split())
    if not 1 <= len(wanted) <= LONGEST_NAME or "\0" in wanted:
        raise KliqsError("INVALID_NAME", field="name")
    return wanted
