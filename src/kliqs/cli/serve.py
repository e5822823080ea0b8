"""`kliqs serve`."""

import os
import sys
from typing import Annotated

import typer


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on (KLIQS_HOST).")] = "",
    port: Annotated[str, typer.Option(help="Port to listen on (KLIQS_PORT).")] = "",
    workers: Annotated[str, typer.Option(help="Server processes (KLIQS_WORKERS).")] = "",
) -> None:
    """Start the server; sets the database up or brings it up to date first."""
    given = {"KLIQS_HOST": host, "KLIQS_PORT": port, "KLIQS_WORKERS": workers}
    os.environ.update({name: value for name, value in given.items() if value})  # worker processes inherit them
    import django

    from kliqs.settings import load

    settings = load()
    django.setup()
    from kliqs.cli.connecting import connection
    from kliqs.clicks.totals.days import check_place, place_of
    from kliqs.logs import set_up_logs
    from kliqs.migrating import bring_up_to_date, is_empty, unknown
    from kliqs.server import listen, run

    set_up_logs(settings)
    socket = listen(settings)
    is_new = is_empty()
    applied = bring_up_to_date()
    with connection() as db:
        check_place(db, place_of(settings))
    if applied and not is_new:
        print(f"Brought the database to this version, by {len(applied)} migrations.")
    if newer := unknown():
        print(f"A newer version of Kliqs was here ({newer[-1]}). This one works on its database all the same.")
    print(
        f"Kliqs listens on {settings.host}:{settings.port}\n"
        f"  Short links    {settings.short_origin}\n"
        f"  API            {settings.sample_api}\n"
        f"  Dashboard      {settings.dash_origin}\n"
        f"  Documentation  {settings.docs_origin}\n"
        f"  Home           {settings.home_origin}\n"
        f"{_first_account(settings.dash_origin)}"
        f"Make an API key:  {sys.argv[0]} key create --email you@example.com --name laptop",
        flush=True,
    )
    run(settings, socket)


def _first_account(origin: str) -> str:
    """The line that offers the operator's account, while nobody is staff."""
    from django.db import connection

    from kliqs.accounts.first_account import offered_token

    token = offered_token()
    connection.close()
    return "" if token is None else f"Make the operator's account:  {origin}/account/first/{token}\n"
