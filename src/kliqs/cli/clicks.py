"""`kliqs clicks`: totals made anew, clicks written out."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from kliqs.cli.accounts import find_account
from kliqs.cli.connecting import connection
from kliqs.cli.output import Json, note, print_json, progress

app = typer.Typer(no_args_is_help=True, help="Clicks: write them to a file, make their totals anew.")

DAY = ["%Y-%m-%d"]
PIPE = Path("-")


@app.command()
def rebuild(json: Json = False) -> None:
    """Make the totals of every day anew from its raw clicks. A server that runs goes on."""
    import django

    django.setup()
    from kliqs.clicks.totals.rebuilding import rebuild_totals
    from kliqs.logs import set_up_logs
    from kliqs.settings import load

    set_up_logs(load())  # why a day fails is an event
    with connection() as db, progress("Making totals") as told:
        days = rebuild_totals(load(), db, told)
    if json:
        print_json({"days": days})
        return
    note(f"Totals of {days:,} days are made anew.")


@app.command()
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Ends with .csv or .parquet; - for a pipe.")],
    since: Annotated[datetime, typer.Option(formats=DAY, help="First UTC day.")] = datetime(1970, 1, 1, tzinfo=UTC),
    until: Annotated[datetime, typer.Option(formats=DAY, help="The UTC day after the last.")] = datetime(
        2100, 1, 1, tzinfo=UTC
    ),
    email: Annotated[str, typer.Option(help="Only clicks of this account's workspace.")] = "",
    format_name: Annotated[
        Literal["csv", "parquet", ""], typer.Option("--format", help="What it is, where its name does not say.")
    ] = "",
    *,
    json: Json = False,
) -> None:
    """Write raw clicks to a CSV or Parquet file, without the hash that tells visitors apart."""
    import django

    django.setup()
    from kliqs.clicks.exporting import Wanted, export_clicks
    from kliqs.errors import ConfigurationError
    from kliqs.settings import load

    name = format_name or file.suffix.removeprefix(".")
    if name not in ("csv", "parquet"):
        raise ConfigurationError(
            "A pipe needs --format csv or --format parquet."
            if file == PIPE
            else "The file's name must end with .csv or .parquet."
        )
    if file == PIPE and json:
        raise ConfigurationError("--json would go down the pipe with the clicks. Leave it out.")
    if file != PIPE and file.exists():
        raise ConfigurationError(f"{file} exists already. Choose another name.")
    workspace_id = find_account(email)[1].pk if email else None
    period = since.replace(tzinfo=UTC), until.replace(tzinfo=UTC)
    wanted = Wanted(workspace_id, *period, "csv" if name == "csv" else "parquet")
    with connection() as db, progress("Writing clicks") as told:
        rows = export_clicks(load(), db, wanted, None if file == PIPE else file.absolute(), told)
    if json:
        print_json({"file": str(file), "clicks": rows})
        return
    note(f"{file}: {rows:,} clicks.")
