"""Whether somebody whose page goes on may still see a board: asked again and again, outside of any request."""

from django.contrib.auth import get_user
from django.db import close_old_connections
from django.http import HttpRequest

from kliqs.accounts.models import Member
from kliqs.clicks.sharing import open_board
from kliqs.web.dashboard.analytics.boards import Board
from kliqs.web.dashboard.analytics.locks import is_unlocked


def may_see(request: HttpRequest, board: Board) -> bool:
    """What the page's next request would find: a session, a member, a workspace that is not disabled; of a shared
    board, that it still is and has no other password. Gives the database back, which a page that is open for minutes
    would else keep from others."""
    try:
        if board.member is not None:
            return _is_still_member(request, board.member)
        shared = None if board.shared is None else open_board(board.shared.token)
        return shared is not None and is_unlocked(request, shared)
    finally:
        close_old_connections()


def _is_still_member(request: HttpRequest, member: Member) -> bool:
    now = HttpRequest()
    now.session = type(request.session)(request.session.session_key)
    if get_user(now).pk != member.user_id:
        return False
    return Member.objects.filter(pk=member.pk, workspace__disabled_at=None).exists()
