"""Each action of the audit log as a sentence. A test finds every action that the code writes here."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy

from kliqs.accounts.plans import plan
from kliqs.events.models import AuditEntry
from kliqs.web.dashboard.roles import NAMES

SENTENCES: dict[str, Promise] = {
    "account.created": gettext_lazy("%(actor)s made their account"),
    "account.deleted": gettext_lazy("%(actor)s deleted their account"),
    "account.first": gettext_lazy("%(actor)s made the first account of this Kliqs"),
    "account.signed_in": gettext_lazy("%(actor)s signed in"),
    "account.signed_out": gettext_lazy("%(actor)s signed out"),
    "account.sign_in_refused": gettext_lazy("Somebody tried to sign in as %(actor)s and was refused"),
    "account.session_ended": gettext_lazy("%(actor)s ended a session from afar"),
    "account.login_link_made": gettext_lazy("%(actor)s made a login link for %(subject)s"),
    "account.password_changed": gettext_lazy("%(actor)s changed their password"),
    "account.password_reset": gettext_lazy("%(actor)s set a new password by e-mail"),
    "account.email_changed": gettext_lazy("%(actor)s changed their e-mail address to %(subject)s"),
    "account.second_step_added": gettext_lazy("%(actor)s added to their sign-in: %(kind)s"),
    "account.second_step_removed": gettext_lazy("%(actor)s removed from their sign-in: %(kind)s"),
    "account.second_step_renewed": gettext_lazy("%(actor)s renewed for their sign-in: %(kind)s"),
    "account.provider_connected": gettext_lazy("%(actor)s connected %(provider)s to their account"),
    "account.provider_disconnected": gettext_lazy("%(actor)s disconnected %(provider)s from their account"),
    "key.created": gettext_lazy("%(actor)s made the API key %(subject)s (%(key)s)"),
    "key.rotated": gettext_lazy("%(actor)s replaced the API key %(subject)s (%(key)s) by %(new)s"),
    "key.revoked": gettext_lazy("%(actor)s revoked the API key %(subject)s (%(key)s)"),
    "member.invited": gettext_lazy("%(actor)s invited %(subject)s as %(role)s"),
    "member.joined": gettext_lazy("%(actor)s joined as %(role)s"),
    "member.role_changed": gettext_lazy("%(actor)s made %(subject)s %(new)s, before %(old)s"),
    "member.removed": gettext_lazy("%(actor)s removed %(subject)s from the workspace"),
    "member.left": gettext_lazy("%(actor)s left the workspace"),
    "invitation.resent": gettext_lazy("%(actor)s sent the invitation of %(subject)s again"),
    "invitation.cancelled": gettext_lazy("%(actor)s took the invitation of %(subject)s back"),
    "workspace.created": gettext_lazy("%(actor)s made the workspace %(subject)s"),
    "workspace.renamed": gettext_lazy("%(actor)s renamed the workspace from %(old)s to %(subject)s"),
    "workspace.plan_changed": gettext_lazy("%(actor)s changed the plan from %(old)s to %(new)s"),
    "workspace.deleted": gettext_lazy("%(actor)s deleted the workspace %(subject)s"),
    "workspace.exported": gettext_lazy("%(actor)s downloaded all data of the workspace"),
    "workspace.disabled": gettext_lazy("%(actor)s disabled the workspace %(subject)s. Reason: %(reason)s"),
    "workspace.enabled": gettext_lazy("%(actor)s enabled the workspace %(subject)s again"),
    "user.disabled": gettext_lazy("%(actor)s disabled the account of %(subject)s. Reason: %(reason)s"),
    "user.enabled": gettext_lazy("%(actor)s enabled the account of %(subject)s again"),
    "user.staff_added": gettext_lazy("%(actor)s let %(subject)s into the back office"),
    "user.staff_removed": gettext_lazy("%(actor)s let %(subject)s into the back office no more"),
    "report.resolved": gettext_lazy("%(actor)s resolved the reports of %(subject)s: %(decision)s"),
    "link.deleted": gettext_lazy("%(actor)s deleted the link %(subject)s"),
    "link.restored": gettext_lazy("%(actor)s brought the link %(subject)s back"),
    "link.disabled": gettext_lazy("%(actor)s disabled the link %(subject)s. Reason: %(reason)s"),
    "link.enabled": gettext_lazy("%(actor)s enabled the link %(subject)s again"),
    "link.exported": gettext_lazy("%(actor)s downloaded a list of links"),
    "board.shared": gettext_lazy("%(actor)s opened the analytics of %(subject)s to everybody with their address"),
    "board.locked": gettext_lazy("%(actor)s put a password on the shared analytics of %(subject)s"),
    "board.unlocked": gettext_lazy("%(actor)s took the password off the shared analytics of %(subject)s"),
    "board.closed": gettext_lazy("%(actor)s closed the shared analytics of %(subject)s"),
    "page.created": gettext_lazy("%(actor)s made the page %(subject)s"),
    "page.published": gettext_lazy("%(actor)s published the page %(subject)s, version %(version)s"),
    "page.unpublished": gettext_lazy("%(actor)s took the page %(subject)s off the web"),
    "page.restored": gettext_lazy("%(actor)s made version %(version)s of the page %(subject)s its draft again"),
    "page.renamed": gettext_lazy("%(actor)s renamed the page %(before)s to %(subject)s"),
    "page.protected": gettext_lazy("%(actor)s set a password for the page %(subject)s"),
    "page.opened": gettext_lazy("%(actor)s took the password away from the page %(subject)s"),
    "page.deleted": gettext_lazy("%(actor)s deleted the page %(subject)s"),
    "page.undeleted": gettext_lazy("%(actor)s brought the page %(subject)s back"),
    "page.disabled": gettext_lazy("%(actor)s disabled the page %(subject)s. Reason: %(reason)s"),
    "page.enabled": gettext_lazy("%(actor)s enabled the page %(subject)s again"),
    "host.blocked": gettext_lazy("%(actor)s blocked links to %(subject)s. Reason: %(reason)s"),
    "host.unblocked": gettext_lazy("%(actor)s allows links to %(subject)s again"),
}
OF_MANY: dict[str, Promise] = {
    "link.deleted": gettext_lazy("%(actor)s deleted %(count)s links: %(subject)s"),
    "link.restored": gettext_lazy("%(actor)s brought %(count)s links back: %(subject)s"),
}
STEPS = {
    "totp": gettext_lazy("an authenticator app"),
    "recovery_codes": gettext_lazy("recovery codes"),
    "webauthn": gettext_lazy("a passkey"),
}
# Details that are words of ours, to be said in the reader's language; all others are somebody's own words.
SPOKEN: dict[str, Mapping[str, Promise]] = {
    "account.second_step_added": STEPS,
    "account.second_step_removed": STEPS,
    "account.second_step_renewed": STEPS,
    "member.invited": NAMES,
    "member.joined": NAMES,
    "member.role_changed": NAMES,
}
MISSING = "–"


def sentence(entry: AuditEntry, actor: str) -> SafeString:
    """What the entry tells, as HTML: everything that people wrote is escaped and set in bold. `actor` is how the reader
    knows who did it. An action of an older version, which is in no table any more, is shown by its name."""
    template = SENTENCES.get(entry.action)
    if template is None:
        return format_html("<b>{}</b>: {} <b>{}</b>", actor, entry.action, entry.subject)
    if entry.details.get("count", 1) != 1:
        template = OF_MANY.get(entry.action, template)
    values = _Bold({"actor": actor, "subject": entry.subject or MISSING, **_details(entry)})
    return mark_safe(gettext(str(template)) % values)  # our own words around what `_Bold` has escaped


def _details(entry: AuditEntry) -> dict[str, object]:
    if entry.action == "workspace.plan_changed":
        return {name: plan(str(value)).title for name, value in entry.details.items()}
    spoken = SPOKEN.get(entry.action, {})
    return {name: spoken.get(str(value), value) for name, value in entry.details.items()}


class _Bold(dict[str, object]):
    """Values that may stand in HTML. One that an older version did not write is a dash, not a page that fails."""

    def __getitem__(self, name: str) -> SafeString:
        return format_html("<b>{}</b>", self.get(name) or MISSING)
