"""`kliqs host`: destinations that no link may lead to."""

from typing import Annotated

import typer

from kliqs.cli.output import Json, note, print_json, print_table

app = typer.Typer(no_args_is_help=True, help="Blocked destination hosts: block, unblock, list.")
Host = Annotated[str, typer.Argument(help="Such as example.com; everything below it is meant too.")]


@app.command()
def block(
    host: Host,
    reason: Annotated[str, typer.Option(help="Why, for the audit log.")],
    disable_links: Annotated[
        bool, typer.Option("--disable-links", help="Disable the links that lead there already.")
    ] = False,
) -> None:
    """Refuse links to a host, from the next second on, in every process."""
    _set_up()
    from kliqs.links.blocking import block_host, disable_links_to

    blocked = block_host(host, reason, actor=None)
    note(f"Links to {blocked.host} are refused from now on.")
    if disable_links:
        note(f"Links disabled: {disable_links_to(blocked, actor=None):,}.")


@app.command()
def unblock(host: Host) -> None:
    """Allow links to a host again. Links that were disabled stay disabled."""
    _set_up()
    from kliqs.links.blocking import unblock_host

    was_blocked = unblock_host(host, actor=None)
    note(f"Links to {host} are allowed again." if was_blocked else f"{host} was not blocked.")


@app.command("list")
def list_hosts(json: Json = False) -> None:
    """List the blocked hosts."""
    _set_up()
    from kliqs.links.models import BlockedHost

    hosts = list(BlockedHost.objects.order_by("host").values("host", "reason", "created_at"))
    if json:
        print_json(hosts)
        return
    rows = [(each["host"], f"{each['created_at']:%Y-%m-%d}", each["reason"]) for each in hosts]
    print_table(("Host", "Since", "Reason"), rows, empty="No host is blocked.")


def _set_up() -> None:
    import django

    django.setup()
