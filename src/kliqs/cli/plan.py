"""`kliqs plan`: what workspaces may do."""

from typing import Annotated

import typer

from kliqs.cli.accounts import Email, find_account
from kliqs.cli.output import Json, note, print_json, print_table

app = typer.Typer(no_args_is_help=True, help="Plans: show them, show what an account has used, change its plan.")


@app.command("set")
def set_plan(plan: Annotated[str, typer.Argument(help="A name from `kliqs plan show`.")], email: Email) -> None:
    """Put an account's workspace on a plan, from the next request on."""
    _, workspace = find_account(email)
    from kliqs.accounts.workspaces import change_plan

    change_plan(workspace, plan, actor=None)
    note(f"The workspace of {email} is on plan {plan}.")


@app.command()
def show(email: Annotated[str, typer.Option(help="Show what this account has used.")] = "", json: Json = False) -> None:
    """Show the plan table, or an account's plan and what it has used of it."""
    if email:
        _show_usage(email, json=json)
        return
    from dataclasses import asdict

    from kliqs.accounts.plans import plans

    table = list(plans().values())
    if json:
        print_json([asdict(plan) for plan in table])
        return
    rows = [
        (
            plan.name,
            _limit(plan.requests_per_month),
            _limit(plan.links),
            _limit(plan.raw_days),
            _limit(plan.burst),
            _limit(plan.per_second),
            "yes" if plan.listed else "no",
        )
        for plan in table
    ]
    print_table(
        ("Plan", "Requests", "Links", "Days of clicks", "Burst", "A second", "On offer"),
        rows,
        empty="No plans.",
    )


def _show_usage(email: str, *, json: bool) -> None:
    _, workspace = find_account(email)
    from datetime import UTC, datetime

    from kliqs.accounts.plans import plan
    from kliqs.accounts.usage import read_usage
    from kliqs.api.resources import usage_out
    from kliqs.cli.connecting import connection

    now = datetime.now(UTC)
    with connection() as db:
        usage = usage_out(read_usage(db, workspace.pk, plan(workspace.plan), now), now)
    if json:
        print_json(usage)
        return
    rows = [
        (what, f"{quota.used:,}", _limit(-1 if quota.limit is None else quota.limit))
        for what, quota in (("Requests", usage.requests), ("Links", usage.links))
    ]
    note(f"{email}: plan {usage.plan}, month {usage.month} (until {usage.resets_at})")
    print_table(("", "Used", "Of"), rows, empty="")


def _limit(value: float) -> str:
    return "unlimited" if value < 0 else f"{value:,g}"
