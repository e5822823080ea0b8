"""What django-allauth and Django tell of accounts, written into the audit log."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth import signals as auth
from django.dispatch import receiver

from kliqs.accounts.membership import acting_member
from kliqs.accounts.models import User
from kliqs.events.audit import record_audit


def note_deed(action: str, user: User, **details: object) -> None:
    """Write that the person did this to their own account into the log of the workspace they are in."""
    member = acting_member(user)
    workspace_id = None if member is None else member.workspace_id
    record_audit(action, user, workspace_id=workspace_id, subject=user.email, **details)


@receiver(auth.user_logged_in)
def signed_in(user: User, **_: Any) -> None:
    note_deed("account.signed_in", user)


@receiver(auth.user_logged_out)
def signed_out(user: User | None, **_: Any) -> None:
    if user is not None:
        note_deed("account.signed_out", user)


@receiver(auth.user_login_failed)
def refused(credentials: dict[str, Any], **_: Any) -> None:
    """Only of accounts that exist: the log is no list of what strangers typed."""
    email = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
    user = User.objects.filter(email=email).first() if email else None
    if user is not None:
        note_deed("account.sign_in_refused", user)


@receiver([account.password_changed, account.password_set])
def password_changed(user: User, **_: Any) -> None:
    note_deed("account.password_changed", user)


@receiver(account.password_reset)
def password_reset(user: User, **_: Any) -> None:
    note_deed("account.password_reset", user)


@receiver(account.email_changed)
def email_changed(user: User, from_email_address: Any, to_email_address: Any, **_: Any) -> None:
    if from_email_address is None:  # the first address was confirmed
        return
    user.email = to_email_address.email.lower()
    user.save(update_fields=["email"])
    note_deed("account.email_changed", user)


@receiver(mfa.authenticator_added)
def second_step_added(user: User, authenticator: Any, **_: Any) -> None:
    note_deed("account.second_step_added", user, kind=authenticator.type)


@receiver(mfa.authenticator_removed)
def second_step_removed(user: User, authenticator: Any, **_: Any) -> None:
    note_deed("account.second_step_removed", user, kind=authenticator.type)


@receiver(mfa.authenticator_reset)
def second_step_renewed(user: User, authenticator: Any, **_: Any) -> None:
    note_deed("account.second_step_renewed", user, kind=authenticator.type)
