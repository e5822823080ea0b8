"""The operator's account: offered by a link that the server prints, so that no stranger takes it, however many there
are already."""

import hmac
import os
import secrets

from allauth.account.models import EmailAddress
from django.db import connection, transaction

from kliqs.accounts.adapter import settle
from kliqs.accounts.models import User
from kliqs.accounts.workspaces import open_account
from kliqs.events.audit import record_audit
from kliqs.settings import load

FILE = "first-account"


def offered_token() -> str | None:
    """The token of the link, made when there is none; None once anybody is staff."""
    path = load().data_dir / FILE
    if _has_staff():
        path.unlink(missing_ok=True)
        return None
    if not path.exists():
        draft = path.with_name(f"{FILE}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(24))
        draft.rename(path)
    return path.read_text(encoding="ascii")


def is_offered(token: str) -> bool:
    """Whether this is the token of the link, and the offer still stands."""
    offered = offered_token()
    return offered is not None and hmac.compare_digest(offered.encode(), token.encode())


def make_first_account(email: str, password: str, time_zone: str) -> User | None:
    """The operator's account with its workspace; None when somebody else was quicker, on whatever machine. One that
    the command made before, without a password, becomes it."""
    with transaction.atomic():
        _let_nobody_else_in()
        if _has_staff():
            return None
        user, workspace = open_account(email)
        settle(user, time_zone)
        user.set_password(password)
        user.is_staff = user.is_superuser = True
        user.save()
        EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
        record_audit("account.first", user, workspace_id=workspace.pk, subject=user.email)
    (load().data_dir / FILE).unlink(missing_ok=True)
    return user


def _has_staff() -> bool:
    return User.objects.filter(is_staff=True).exists()


def _let_nobody_else_in() -> None:
    """Until the open transaction ends; on SQLite it is the only one that writes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {User._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
