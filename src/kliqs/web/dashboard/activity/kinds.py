"""What the log can be filtered by: kinds of deeds as people think of them, each with the subjects of its actions."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


@dataclass(frozen=True, slots=True)
class Kind:
    """`subjects` are first parts of actions' names; `icon` stands before each of its sentences."""

    name: str
    label: Promise
    icon: str
    subjects: tuple[str, ...]


KINDS = (
    Kind("accounts", gettext_lazy("Sign-ins and accounts"), "lock", ("account", "user")),
    Kind("people", gettext_lazy("Members and invitations"), "person", ("member", "invitation")),
    Kind("keys", gettext_lazy("API keys"), "key", ("key",)),
    Kind("links", gettext_lazy("Links"), "link", ("link", "host", "report", "board")),
    Kind("pages", gettext_lazy("Bio pages"), "home", ("page",)),
    Kind("workspace", gettext_lazy("Workspace and plan"), "settings", ("workspace",)),
)


def kind_of(action: str) -> Kind | None:
    subject = action.partition(".")[0]
    return next((kind for kind in KINDS if subject in kind.subjects), None)
