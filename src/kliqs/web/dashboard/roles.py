"""The roles in words: what they are called, and what each may do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kliqs.accounts.models import Role

NAMES: dict[str, Promise] = {
    Role.OWNER: gettext_lazy("Owner"),
    Role.MEMBER: gettext_lazy("Member"),
    Role.VIEWER: gettext_lazy("Viewer"),
}
MAY: dict[str, Promise] = {
    Role.OWNER: gettext_lazy("Everything, also people, the plan and the workspace itself."),
    Role.MEMBER: gettext_lazy("Make and change links and API keys."),
    Role.VIEWER: gettext_lazy("Look at everything, change nothing."),
}
CHOICES = [(role, NAMES[role]) for role in (Role.MEMBER, Role.VIEWER, Role.OWNER)]
EXPLAINED = [(NAMES[role], MAY[role]) for role in (Role.OWNER, Role.MEMBER, Role.VIEWER)]
