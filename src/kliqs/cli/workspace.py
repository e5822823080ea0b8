"""`kliqs workspace`: shutting a workspace, and opening it again."""

from typing import Annotated

import typer

from kliqs.cli.accounts import Reason
from kliqs.cli.output import note

app = typer.Typer(no_args_is_help=True, help="Workspaces: disable one with all its links and keys, enable it again.")
Id = Annotated[int, typer.Argument(help="Its number, as `kliqs user list` shows it.")]


@app.command()
def disable(workspace: Id, reason: Reason) -> None:
    """Refuse a workspace's keys and people, and switch its links off, within a second in every process."""
    _check(workspace)
    from kliqs.accounts.disabling import disable_workspace

    done = disable_workspace(workspace, reason, actor=None)
    note(f"Workspace {done.pk} ({done.name}) is disabled; its people read: {done.disabled_reason}")


@app.command()
def enable(workspace: Id) -> None:
    """Let a workspace be what it was. A link that was disabled by itself stays so."""
    _check(workspace)
    from kliqs.accounts.disabling import enable_workspace

    done = enable_workspace(workspace, actor=None)
    note(f"Workspace {done.pk} ({done.name}) is enabled.")


def _check(workspace: int) -> None:
    """Raise ConfigurationError where there is no such workspace."""
    import django

    django.setup()
    from kliqs.accounts.models import Workspace
    from kliqs.errors import ConfigurationError

    if not Workspace.objects.filter(pk=workspace).exists():
        raise ConfigurationError(f"There is no workspace {workspace}. `kliqs user list` shows them.")
