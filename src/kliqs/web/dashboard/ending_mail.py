"""The mails that confirm an end."""

from collections.abc import Iterable

from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext

from kliqs.accounts.models import User, Workspace
from kliqs.estate.leaving import Farewell
from kliqs.settings import load


def tell_of_workspace(workspace: Workspace, owners: Iterable[User], *, by: User) -> None:
    """To everybody who owned it, each in their own language: one of them may not have wanted it."""
    values = {"workspace": _one_line(workspace.name), "person": _one_line(by.name or by.email)}
    for owner in owners:
        with translation.override(owner.language or load().language):
            subject = gettext("%(workspace)s on Kliqs is deleted") % values
            text = gettext(
                "Hi,\n\n%(person)s has deleted the workspace “%(workspace)s”. Its links lead nowhere any more, its API "
                "keys are dead, and its clicks are being removed. Nobody can take its short links for a year.\n\n"
                "This cannot be undone. Nobody should have done this? Write to whoever runs this Kliqs.\n\nKliqs"
            )
        send_mail(subject, text % values, None, [owner.email])


def tell_of_account(email: str, language: str, farewell: Farewell) -> None:
    with translation.override(language or load().language):
        subject = gettext("Your Kliqs account is deleted")
        first = gettext("Hi,\n\nyour account of %(email)s is deleted, and you are signed out everywhere.")
        with_it = gettext("These workspaces went with it: %(names)s.")
        last = gettext("You did not do this? Write to whoever runs this Kliqs.\n\nKliqs")
    names = ", ".join(f"“{_one_line(each.name)}”" for each in farewell.deleted)
    parts = [first % {"email": email}, *([with_it % {"names": names}] if names else []), last]
    send_mail(subject, "\n\n".join(parts), None, [email])


def _one_line(text: str) -> str:
    """In a subject a line break would begin another header field."""
    return " ".join(text.split())
