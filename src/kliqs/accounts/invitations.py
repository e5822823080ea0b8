"""Invitations into a workspace, by e-mail. The token goes out once; only its hash stays.

Whoever accepts must be signed in under the address that was invited, so a forwarded link lets nobody else in.
"""

import hashlib
import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from kliqs.accounts.membership import lock_as_owner, lock_workspace
from kliqs.accounts.models import Invitation, Member, Role, User
from kliqs.errors import KliqsError
from kliqs.events.audit import record_audit

LASTS = timedelta(days=7)
MOST_WAITING = 50  # so that nobody makes this the sender of mail to strangers


def invite(actor: Member, email: str, role: Role) -> tuple[Invitation, str]:
    """Offer a place in the actor's workspace. Returns the invitation and its token, which is never readable again.

    Raises KliqsError OWNERS_ONLY, INVALID_EMAIL, ALREADY_MEMBER, ALREADY_INVITED or INVITATION_LIMIT_REACHED.
    """
    address = _checked(email)
    with transaction.atomic():
        lock_as_owner(actor)
        if Member.objects.filter(workspace_id=actor.workspace_id, user__email=address).exists():
            raise KliqsError("ALREADY_MEMBER", field="email")
        waiting = Invitation.objects.filter(workspace_id=actor.workspace_id)
        waiting.filter(expires_at__lte=timezone.now()).delete()
        if waiting.filter(email=address).exists():
            raise KliqsError("ALREADY_INVITED", field="email")
        if waiting.count() >= MOST_WAITING:
            raise KliqsError("INVITATION_LIMIT_REACHED")
        invitation = Invitation(workspace_id=actor.workspace_id, invited_by=actor.user, email=address, role=role)
        token = _renew(invitation)
        _tell("member.invited", actor, invitation)
    return invitation, token


def renew_invitation(actor: Member, invitation_id: int) -> tuple[Invitation, str]:
    """The invitation with a new token and seven more days; the old token ends. Raises KliqsError OWNERS_ONLY or
    INVITATION_NOT_FOUND."""
    with transaction.atomic():
        lock_as_owner(actor)
        invitation = _of_workspace(actor, invitation_id)
        token = _renew(invitation)
        _tell("invitation.resent", actor, invitation)
    return invitation, token


def cancel_invitation(actor: Member, invitation_id: int) -> Invitation:
    """Take an offer back. Raises KliqsError OWNERS_ONLY or INVITATION_NOT_FOUND."""
    with transaction.atomic():
        lock_as_owner(actor)
        invitation = _of_workspace(actor, invitation_id)
        Invitation.objects.filter(pk=invitation.pk).delete()
        _tell("invitation.cancelled", actor, invitation)
    return invitation


def find_invitation(token: str) -> Invitation:
    """What a token offers, without taking it. Raises KliqsError INVITATION_NOT_FOUND."""
    offers = Invitation.objects.select_related("workspace", "invited_by")
    open_ones = offers.filter(expires_at__gt=timezone.now(), workspace__disabled_at=None)
    invitation = open_ones.filter(token_hash=_hash_of(token)).first()
    if invitation is None:
        raise KliqsError("INVITATION_NOT_FOUND")
    return invitation


def accept_invitation(token: str, user: User) -> Member:
    """Take the offered place. Of two at once, one takes it and the other finds it spent.

    Somebody who belongs already keeps their role. Raises KliqsError INVITATION_NOT_FOUND or WRONG_ADDRESS.
    """
    with transaction.atomic():
        invitation = find_invitation(token)
        lock_workspace(invitation.workspace_id)  # its owner may be renewing or cancelling just now
        if invitation.email != user.email:
            raise KliqsError("WRONG_ADDRESS")
        taken, _ = Invitation.objects.filter(pk=invitation.pk, token_hash=invitation.token_hash).delete()
        if not taken:
            raise KliqsError("INVITATION_NOT_FOUND")
        member, is_new = Member.objects.get_or_create(
            workspace_id=invitation.workspace_id, user=user, defaults={"role": invitation.role}
        )
        if is_new:
            record_audit(
                "member.joined", user, workspace_id=member.workspace_id, subject=user.email, role=invitation.role
            )
    return member


def _checked(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as problem:
        raise KliqsError("INVALID_EMAIL", field="email") from problem
    return address


def _renew(invitation: Invitation) -> str:
    token = secrets.token_urlsafe(32)
    invitation.token_hash = _hash_of(token)
    invitation.expires_at = timezone.now() + LASTS
    invitation.save()
    return token


def _of_workspace(actor: Member, invitation_id: int) -> Invitation:
    invitation = (
        Invitation.objects.select_related("workspace").filter(workspace_id=actor.workspace_id, pk=invitation_id).first()
    )
    if invitation is None:
        raise KliqsError("INVITATION_NOT_FOUND")
    return invitation


def _hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _tell(action: str, actor: Member, invitation: Invitation) -> None:
    record_audit(
        action, actor.user, workspace_id=actor.workspace_id, subject=invitation.email, role=str(invitation.role)
    )
