"""`kliqs link`: short links."""

import sys
from itertools import chain, islice
from typing import TYPE_CHECKING, Annotated

import typer

from kliqs.cli.accounts import Email, Reason, find_account
from kliqs.cli.output import Json, note, print_json, print_table

if TYPE_CHECKING:
    from kliqs.api.schemas import LinkOut
    from kliqs.links.models import Link

app = typer.Typer(
    no_args_is_help=True, help="Links: create, show, list, disable. Nothing here counts against the month."
)


@app.command()
def create(  # noqa: PLR0917 (Typer calls it by name)
    url: Annotated[str, typer.Argument(help="Where the link leads.")],
    email: Email,
    slug: Annotated[str, typer.Option(help="The part after the slash; random without.")] = "",
    title: str = "",
    description: str = "",
    expires_at: Annotated[str, typer.Option(help="When it stops, as ISO 8601.")] = "",
    ask_password: Annotated[
        bool, typer.Option("--ask-password", help="Ask for a password (or read it from standard input).")
    ] = False,
    json: Json = False,
) -> None:
    """Create a link in the account's workspace and print its address."""
    _, workspace = find_account(email)
    from kliqs.api.resources import new_link_out
    from kliqs.cli.connecting import connection
    from kliqs.links import blocked_hosts
    from kliqs.links.direct import create_directly
    from kliqs.settings import load

    values = {"url": url, "slug": slug, "title": title, "description": description, "expires_at": expires_at}
    values["password"] = _password() if ask_password else ""
    settings = load()
    with connection() as db:
        blocked_hosts.learn(blocked_hosts.read(db))
        link = create_directly(db, workspace.pk, values, settings)
    out = new_link_out(link, settings.short_origin)
    if json:
        print_json(out)
    else:
        print(out.short_url)


@app.command()
def show(
    slug: Annotated[str, typer.Argument(help="The part after the slash.")], email: Email, json: Json = False
) -> None:
    """Show a link of the account's workspace with its clicks."""
    _, workspace = find_account(email)
    from kliqs.api.resources import link_out
    from kliqs.cli.connecting import connection
    from kliqs.clicks.listing import find_by_slug
    from kliqs.errors import KliqsError
    from kliqs.routes.resolving import DEFAULT_DOMAIN
    from kliqs.settings import load

    with connection() as db:
        link = find_by_slug(db, workspace.pk, DEFAULT_DOMAIN, slug.lower())
        if link is None:
            raise KliqsError("LINK_NOT_FOUND", f"The workspace of {email} has no link {slug!r}.")
        out = link_out(link, load().short_origin)
    if json:
        print_json(out)
        return
    clicks = out.clicks
    print_table(("", ""), _facts(out), empty="")
    note(f"Clicks: {clicks.human} human ({clicks.unique} unique), {clicks.preview} preview, {clicks.bot} bot")


@app.command("list")
def list_links(
    email: Email, count: Annotated[int, typer.Option(min=1, help="How many, newest first.")] = 20, json: Json = False
) -> None:
    """List the newest links of the account's workspace."""
    _, workspace = find_account(email)
    from kliqs.api.resources import link_out
    from kliqs.cli.connecting import connection
    from kliqs.clicks.listing import LinkFilter, all_links
    from kliqs.settings import load

    origin = load().short_origin
    with connection() as db:
        newest = islice(chain.from_iterable(all_links(db, workspace.pk, LinkFilter(status="all"))), count)
        links = [link_out(link, origin) for link in newest]
    if json:
        print_json(links)
        return
    rows = [(link.short_url, link.clicks.human, link.created_at, link.destination_url) for link in links]
    print_table(("Link", "Clicks", "Created", "Leads to"), rows, empty="No links yet.")


@app.command()
def disable(slug: Annotated[str, typer.Argument(help="The part after the slash.")], reason: Reason) -> None:
    """Let a link, of whichever workspace, answer that it is switched off."""
    link = _link_at(slug)
    from kliqs.links.disabling import disable_link

    disable_link(link.pk, reason, actor=None)
    note(f"{link.slug} is disabled.")


@app.command()
def enable(slug: Annotated[str, typer.Argument(help="The part after the slash.")]) -> None:
    """Let a disabled link lead where it led."""
    link = _link_at(slug)
    from kliqs.links.disabling import enable_link

    enable_link(link.pk, actor=None)
    note(f"{link.slug} is enabled.")


def _link_at(slug: str) -> "Link":
    import django

    django.setup()
    from kliqs.errors import KliqsError
    from kliqs.links.searching import link_at

    link = link_at(slug)
    if link is None:
        raise KliqsError("LINK_NOT_FOUND", f"There is no link {slug!r}.")
    return link


def _facts(link: "LinkOut") -> list[tuple[str, object]]:
    return [
        ("Link", link.short_url),
        ("Leads to", link.destination_url),
        ("Title", link.title),
        ("Description", link.description),
        ("Expires", link.expires_at),
        ("Password", "yes" if link.has_password else "no"),
        ("Created", link.created_at),
        ("Id", link.id),
    ]


def _password() -> str:
    """Not as an option: other users of the machine can read a process's arguments."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")
