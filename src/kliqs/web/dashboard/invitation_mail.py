"""The e-mail that carries an invitation."""

from django.core.mail import send_mail
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from kliqs.accounts.models import Invitation, User
from kliqs.web.dashboard.roles import MAY, NAMES


def send_invitation(invitation: Invitation, address: str) -> bool:
    """Send it, in the language of whoever is invited where they have an account. Returns whether it went out."""
    known = User.objects.filter(email=invitation.email).first()
    with translation.override((known.language if known else "") or translation.get_language()):
        subject = gettext("%(person)s invites you to %(workspace)s on Kliqs") % _names(invitation)
        text = _text(invitation, address)
    return bool(send_mail(subject, text, None, [invitation.email]))


def _text(invitation: Invitation, address: str) -> str:
    first = gettext("Hi,\n\n%(person)s invites you to work on the short links of “%(workspace)s”, as %(role)s.")
    last = gettext(
        "Take your place here, until %(until)s:\n%(address)s\n\n"
        "You don't know what this is about? Then do nothing; without you nothing happens.\n\nKliqs"
    )
    role = str(NAMES[invitation.role])
    may = f"{role}: {MAY[invitation.role]}"
    until = date_format(invitation.expires_at, "DATE_FORMAT")
    return "\n\n".join(
        [first % (_names(invitation) | {"role": role}), may, last % {"until": until, "address": address}]
    )


def _names(invitation: Invitation) -> dict[str, str]:
    """In a subject a line break would begin another header field."""
    person = invitation.invited_by
    name = (person.name or person.email) if person else "Kliqs"
    return {"person": " ".join(name.split()), "workspace": " ".join(invitation.workspace.name.split())}
