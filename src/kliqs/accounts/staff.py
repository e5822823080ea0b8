"""Who looks after the install: staff may enter the back office."""

from django.db import transaction

from kliqs.accounts.models import User
from kliqs.events.audit import Actor, record_audit


def set_staff(user_id: int, *, is_staff: bool, actor: Actor | None) -> bool:
    """Make somebody staff, or take that back; their next request obeys. Returns whether it changed anything."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        if user.is_staff == is_staff:
            return False
        user.is_staff = is_staff
        user.save(update_fields=["is_staff"])
        action = "user.staff_added" if is_staff else "user.staff_removed"
        record_audit(action, actor, workspace_id=None, subject=user.email)
    return True
