"""What django-allauth and Django tell of accounts, written into the audit log."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.socialaccount import signals as social
from django.contrib.auth import signals as auth
from django.dispatch import receiver

from kliqs.accounts.models import Member, User
from kliqs.events.audit import Actor, record_audit


def note_deed(action: str, user: User, *, by: Actor | None, **details: object) -> None:
    """Write what was done to a person's account into the log of every workspace they belong to at that moment: each has
    something to lose with it. `by` is the person, or None for the operator at the command line."""
    workspaces: list[int | None] = [*Member.objects.filter(user=user).values_list("workspace_id", flat=True)]
    for workspace_id in workspaces or [None]:
        record_audit(action, by, workspace_id=workspace_id, subject=user.email, **details)


@receiver(auth.user_logged_in)
def signed_in(user: User, **_: Any) -> None:
    note_deed("account.signed_in", user, by=user)


@receiver(auth.user_logged_out)
def signed_out(user: User | None, **_: Any) -> None:
    if user is not None:
        note_deed("account.signed_out", user, by=user)


@receiver(auth.user_login_failed)
def refused(credentials: dict[str, Any], **_: Any) -> None:
    """Only of accounts that exist: the log is no list of what strangers typed."""
    email = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
    user = User.objects.filter(email=email).first() if email else None
    if user is not None:
        note_deed("account.sign_in_refused", user, by=user)


@receiver([account.password_changed, account.password_set])
def password_changed(user: User, **_: Any) -> None:
    note_deed("account.password_changed", user, by=user)


@receiver(account.password_reset)
def password_reset(user: User, **_: Any) -> None:
    note_deed("account.password_reset", user, by=user)


@receiver(account.email_changed)
def email_changed(user: User, from_email_address: Any, to_email_address: Any, **_: Any) -> None:
    if from_email_address is None:  # the first address was confirmed
        return
    user.email = to_email_address.email.lower()
    user.save(update_fields=["email"])
    note_deed("account.email_changed", user, by=user)


@receiver(mfa.authenticator_added)
def second_step_added(user: User, authenticator: Any, **_: Any) -> None:
    note_deed("account.second_step_added", user, by=user, kind=authenticator.type)


@receiver(mfa.authenticator_removed)
def second_step_removed(user: User, authenticator: Any, **_: Any) -> None:
    note_deed("account.second_step_removed", user, by=user, kind=authenticator.type)


@receiver(mfa.authenticator_reset)
def second_step_renewed(user: User, authenticator: Any, **_: Any) -> None:
    note_deed("account.second_step_renewed", user, by=user, kind=authenticator.type)


@receiver(social.social_account_added)
def provider_connected(sociallogin: Any, **_: Any) -> None:
    provider = sociallogin.account.get_provider().name
    note_deed("account.provider_connected", sociallogin.user, by=sociallogin.user, provider=provider)


@receiver(social.social_account_removed)
def provider_disconnected(socialaccount: Any, **_: Any) -> None:
    provider = socialaccount.get_provider().name
    note_deed("account.provider_disconnected", socialaccount.user, by=socialaccount.user, provider=provider)
