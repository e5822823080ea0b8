"""Sandboxes: what test keys (`kliqs_sk_test_…`) act for.

The sandbox of a workspace is a workspace itself, on a plan of its own, without members. So links, tags, usage, limits
and Idempotency-Keys of test keys live apart from the live ones by the same rule that keeps two customers apart.
"""

from kliqs.accounts.models import Workspace
from kliqs.accounts.plans import SANDBOX


def sandbox_of(workspace: Workspace) -> Workspace:
    """The workspace's sandbox, opened when there is none. A sandbox is its own."""
    if workspace.sandbox_of_id is not None:
        return workspace
    sandbox, _ = Workspace.objects.get_or_create(
        sandbox_of=workspace, defaults={"name": workspace.name, "plan": SANDBOX}
    )
    return sandbox
