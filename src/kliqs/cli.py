"""The `kliqs` command. Each subcommand parses, calls one domain function and prints."""

import os
from typing import Annotated

import django
import typer

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kliqs.django_settings")

app = typer.Typer(no_args_is_help=True, add_completion=False)
key_app = typer.Typer(no_args_is_help=True)
app.add_typer(key_app, name="key")


@app.command()
def serve() -> None:
    """Start the server."""
    migrate()
    from kliqs.server import serve as run
    from kliqs.settings import load

    run(load())


@app.command()
def migrate() -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


@key_app.command("create")
def key_create(email: Annotated[str, typer.Option()], name: Annotated[str, typer.Option()], plan: str = "") -> None:
    django.setup()
    from kliqs.accounts.keys import create_key
    from kliqs.accounts.workspaces import change_plan, open_account

    user, workspace = open_account(email)
    if plan:
        change_plan(workspace, plan)
    print(create_key(workspace, user, name)[1])
