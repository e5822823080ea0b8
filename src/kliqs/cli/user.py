"""`kliqs user`: accounts."""

from typing import Annotated

import typer

from kliqs.cli.accounts import Email, Reason, find_user, known_plan
from kliqs.cli.output import Json, note, print_json, print_table

app = typer.Typer(
    no_args_is_help=True, help="Accounts: create, list, disable, make staff, sign in without a mail server."
)


@app.command()
def create(email: Email, plan: Annotated[str, typer.Option(help="Plan of the account's workspace.")] = "") -> None:
    """Make an account with a workspace of its own. One that is there already stays as it is."""
    import django

    django.setup()
    from kliqs.accounts.workspaces import change_plan, open_account

    known_plan(plan)
    user, workspace = open_account(email)
    if plan:
        change_plan(workspace, plan, actor=None)
    note(f"{user.email} owns workspace {workspace.pk}, plan {workspace.plan}.")


@app.command("list")
def list_users(json: Json = False) -> None:
    """List all accounts."""
    import django

    django.setup()
    from kliqs.accounts.models import Member, Role

    owners = Member.objects.filter(role=Role.OWNER).select_related("user", "workspace").order_by("pk")
    users = [
        {
            "email": owner.user.email,
            "workspace": owner.workspace.pk,
            "plan": owner.workspace.plan,
            "links": owner.workspace.link_count,
            "active": owner.user.is_active and owner.workspace.disabled_at is None,
        }
        for owner in owners
    ]
    if json:
        print_json(users)
        return
    columns = ("E-mail", "Workspace", "Plan", "Links", "Active")
    rows = [[*list(user.values())[:-1], "yes" if user["active"] else "no"] for user in users]
    print_table(columns, rows, empty="No accounts yet.")


@app.command("login-link")
def login_link(email: Email) -> None:
    """Print an address that signs the account in once, within 15 minutes."""
    user = find_user(email)
    from kliqs.accounts.login_links import make
    from kliqs.accounts.watching import note_deed
    from kliqs.settings import load

    note_deed("account.login_link_made", user, by=None)
    print(f"{load().dash_origin}/login-link/{make(user)}")


@app.command()
def disable(email: Email, reason: Reason) -> None:
    """Sign a person out everywhere and let them in no more. Their workspaces go on."""
    user = find_user(email)
    from kliqs.accounts.disabling import disable_user

    done = disable_user(user.pk, reason, actor=None)
    note(f"{done.email} may not sign in any more and reads: {done.disabled_reason}")


@app.command()
def enable(email: Email) -> None:
    """Let a disabled person sign in again."""
    user = find_user(email)
    from kliqs.accounts.disabling import enable_user

    enable_user(user.pk, actor=None)
    note(f"{user.email} may sign in.")


@app.command()
def staff(
    email: Email, remove: Annotated[bool, typer.Option("--remove", help="Take it back instead.")] = False
) -> None:
    """Let a person into the back office of the dashboard."""
    user = find_user(email)
    from kliqs.accounts.staff import set_staff
    from kliqs.settings import load

    set_staff(user.pk, is_staff=not remove, actor=None)
    note(f"{user.email} is no longer staff." if remove else f"{user.email} is staff: {load().dash_origin}/office")
