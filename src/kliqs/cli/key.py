"""`kliqs key`: API keys."""

from collections.abc import Mapping
from typing import Annotated

import typer

from kliqs.cli.accounts import Email, find_account, known_plan
from kliqs.cli.output import Json, note, print_json, print_table

app = typer.Typer(no_args_is_help=True, help="API keys: create, list, revoke.")


@app.command()
def create(
    email: Email,
    name: Annotated[str, typer.Option(help="Says where the key will live, such as `laptop`.")],
    plan: Annotated[str, typer.Option(help="Put the account's workspace on this plan.")] = "",
) -> None:
    """Make a key, and the account where there is none. Prints the key and nothing else."""
    import django

    django.setup()
    from kliqs.accounts.keys import create_key
    from kliqs.accounts.workspaces import change_plan, open_account

    known_plan(plan)
    user, workspace = open_account(email)
    if plan:
        change_plan(workspace, plan)
    row, secret = create_key(workspace, user, name, actor=None)
    note(f"Key {row.pk} ({row.name}) of {user.email}, plan {workspace.plan}. It is shown this once.")
    print(secret)


@app.command("list")
def list_keys(email: Email, json: Json = False) -> None:
    """List the keys of an account's workspace."""
    _, workspace = find_account(email)
    keys = [
        {
            "id": key.pk,
            "name": key.name,
            "key": f"{key.prefix}…{key.last_four}",
            "created_at": key.created_at,
            "last_used_at": key.last_used_at,
            "revoked_at": key.revoked_at,
        }
        for key in workspace.api_keys.order_by("pk")
    ]
    if json:
        print_json(keys)
        return
    print_table(("Id", "Name", "Key", "Created", "Last used", "Revoked"), [_row(key) for key in keys], empty="No keys.")


@app.command()
def revoke(
    email: Email, key_id: Annotated[int, typer.Argument(metavar="ID", help="The key's id, from `kliqs key list`.")]
) -> None:
    """Revoke a key; the next request that shows it is refused."""
    _, workspace = find_account(email)
    from kliqs.accounts.keys import revoke_key

    key = revoke_key(workspace, key_id, actor=None)
    note(f"Key {key.pk} ({key.name}) is revoked.")


def _row(key: Mapping[str, object]) -> list[object]:
    return [f"{value:%Y-%m-%d %H:%M}" if hasattr(value, "strftime") else value for value in key.values()]
