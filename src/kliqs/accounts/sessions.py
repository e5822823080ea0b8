"""Ending sessions from afar, which the audit log remembers."""

from collections.abc import Iterable

from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.db import transaction

from kliqs.accounts.watching import note_deed


class SessionsAdapter(DefaultUserSessionsAdapter):
    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        """End each; the browser that had it is asked to sign in with its next request."""
        with transaction.atomic():
            for session in sessions:
                note_deed("account.session_ended", session.user, by=session.user, began=session.created_at.isoformat())
                session.end()
