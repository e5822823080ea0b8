"""`kliqs key`: API keys."""

from collections.abc import Mapping
from typing import Annotated, TypeVar

import typer

from kliqs.cli.accounts import Email, find_account, known_plan
from kliqs.cli.output import Json, note, print_json, print_table
from kliqs.errors import ConfigurationError

T = TypeVar("T")

app = typer.Typer(no_args_is_help=True, help="API keys: create, list, rotate, revoke.")


@app.command()
def create(
    email: Email,
    name: Annotated[str, typer.Option(help="Says where the key will live, such as `laptop`.")],
    plan: Annotated[str, typer.Option(help="Put the account's workspace on this plan.")] = "",
    lasts: Annotated[str, typer.Option(help="How long it works: never, 30d, 90d or 1y.")] = "never",
    test: Annotated[bool, typer.Option("--test", help="A test key: its links live apart, for 24 hours.")] = False,
) -> None:
    """Make a key, and the account where there is none. Prints the key and nothing else."""
    import django

    django.setup()
    from kliqs.accounts.keys import LIVES, create_key
    from kliqs.accounts.workspaces import change_plan, open_account

    known_plan(plan)
    life = _chosen(LIVES, lasts, "--lasts")
    user, workspace = open_account(email)
    if plan:
        change_plan(workspace, plan, actor=None)
    row, secret = create_key(workspace, user, name, actor=None, lasts=life, is_test=test)
    kind = "Test key" if test else "Key"
    note(f"{kind} {row.pk} ({row.name}) of {user.email}, plan {workspace.plan}. It is shown this once.")
    print(secret)


@app.command("list")
def list_keys(email: Email, json: Json = False) -> None:
    """List the keys of an account's workspace."""
    _, workspace = find_account(email)
    from kliqs.accounts.keys import keys_of

    keys = [
        {
            "id": key.pk,
            "name": key.name,
            "key": f"{key.prefix}…{key.last_four}",
            "created_at": key.created_at,
            "last_used_at": key.last_used_at,
            "expires_at": key.expires_at,
            "revoked_at": key.revoked_at,
        }
        for key in reversed(keys_of(workspace.pk))
    ]
    if json:
        print_json(keys)
        return
    titles = ("Id", "Name", "Key", "Created", "Last used", "Works until", "Revoked")
    print_table(titles, [_row(key) for key in keys], empty="No keys.")


@app.command()
def rotate(
    email: Email,
    key_id: Annotated[int, typer.Argument(metavar="ID", help="The key's id, from `kliqs key list`.")],
    overlap: Annotated[str, typer.Option(help="How long the old key works on: now, 1h, 1d or 7d.")] = "1d",
) -> None:
    """Make a key in place of another, which works on for a while. Prints the new key and nothing else."""
    _, workspace = find_account(email)
    from kliqs.accounts.keys import OVERLAPS, rotate_key

    old, new, secret = rotate_key(workspace, key_id, overlap=_chosen(OVERLAPS, overlap, "--overlap"), actor=None)
    until = f"{old.expires_at:%Y-%m-%d %H:%M} UTC"
    note(f"Key {new.pk} ({new.name}) takes the place of key {old.pk}, which works until {until}.")
    print(secret)


@app.command()
def revoke(
    email: Email, key_id: Annotated[int, typer.Argument(metavar="ID", help="The key's id, from `kliqs key list`.")]
) -> None:
    """Revoke a key; the next request that shows it is refused."""
    _, workspace = find_account(email)
    from kliqs.accounts.keys import revoke_key

    key = revoke_key(workspace, key_id, actor=None)
    note(f"Key {key.pk} ({key.name}) is revoked.")


def _chosen(offered: Mapping[str, T], name: str, option: str) -> T:
    if name not in offered:
        raise ConfigurationError(f"{option} must be one of {', '.join(offered)}.")
    return offered[name]


def _row(key: Mapping[str, object]) -> list[object]:
    return [f"{value:%Y-%m-%d %H:%M}" if hasattr(value, "strftime") else value for value in key.values()]
