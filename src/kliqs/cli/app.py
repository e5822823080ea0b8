"""The table of commands, and how every command fails: one plain sentence on standard error, exit code 1."""

import logging
import os
import sqlite3
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from kliqs.cli import clicks, host, key, link, plan, user, workspace
from kliqs.cli.backup import backup, restore
from kliqs.cli.doctor import doctor
from kliqs.cli.migrate import migrate
from kliqs.cli.serve import serve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kliqs.django_settings")


class PlainGroup(TyperGroup):
    """Turns what an operator can cause into a sentence; anything else is a defect and keeps its traceback."""

    def invoke(self, ctx: Any) -> Any:
        # What libraries warn of is said once, in the sentence; `serve` sets up a log instead.
        logging.getLogger().addHandler(logging.NullHandler())
        try:
            return super().invoke(ctx)
        except Exception as problem:
            sentence = _sentence(problem)
            if sentence is None:
                raise
            print(f"kliqs: {sentence}", file=sys.stderr)
            sys.exit(1)
        finally:
            _let_go_of_the_database()


def _let_go_of_the_database() -> None:
    """Close Django's pool, where the command used it: its threads would hold up the exit for 20 s (Python 3.13)."""
    if "django.db" not in sys.modules:
        return
    from django.conf import settings
    from django.db import connection

    if settings.configured and connection.vendor == "postgresql":
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's alone


def _sentence(problem: Exception) -> str | None:
    """What to tell, or None for a defect. Looks at modules' names, so that no driver is loaded just to be ruled out."""
    from kliqs.errors import ConfigurationError, InvalidBody, KliqsError

    if isinstance(problem, InvalidBody):
        return " ".join(f"{each.field}: {each.message}" for each in problem.problems)
    if isinstance(problem, KliqsError):
        return problem.message
    if isinstance(problem, ConfigurationError):
        return str(problem)
    module = type(problem).__module__
    if isinstance(problem, sqlite3.Error) or module.startswith(("psycopg", "django.db")):
        return _wrong_schema() or f"The database did not do as asked: {' '.join(str(problem).split())}"
    if module == "django.core.exceptions" and hasattr(problem, "messages"):
        return " ".join(problem.messages)
    if isinstance(problem, OSError) and problem.strerror and not isinstance(problem, BrokenPipeError):
        return f"{problem.strerror}: {problem.filename or 'no file named'}."
    return None


def _wrong_schema() -> str | None:
    """Whether the database is not as this version needs it, which explains whatever it refused to do."""
    import django

    django.setup()
    from django.db import Error

    from kliqs.database import Database
    from kliqs.migrating import is_empty, pending
    from kliqs.settings import load

    try:
        missing = pending()
        if missing and is_empty():
            database = Database(load().database_url)
            at = f" at {database.path}" if database.is_sqlite else ""
            return (
                f"The database{at} is empty. Is this the folder of your install? Go there, or name its data folder in"
                " KLIQS_DATA_DIR. To begin a new one: kliqs serve, or kliqs migrate."
            )
    except Error:
        return None  # it is away: what it said first is the reason
    if missing:
        return f"The database is of an older version of Kliqs and lacks {len(missing)} migrations. Run: kliqs migrate"
    return None


app = typer.Typer(
    cls=PlainGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # they may hold keys
    help="Kliqs: short links, and what happens to them.",
)
app.command("serve")(serve)
app.command("migrate")(migrate)
app.add_typer(key.app, name="key")
app.add_typer(user.app, name="user")
app.add_typer(workspace.app, name="workspace")
app.add_typer(plan.app, name="plan")
app.add_typer(link.app, name="link")
app.add_typer(clicks.app, name="clicks")
app.add_typer(host.app, name="host")
app.command("backup")(backup)
app.command("restore")(restore)
app.command("doctor")(doctor)
