"""The form of a link, for creating and for changing. It asks; the rules are those of `kliqs.links.fields`."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kliqs.links import fields
from kliqs.links.models import Link
from kliqs.routes.slugs import MAX_LENGTH as LONGEST_SLUG

MOMENT = "%Y-%m-%dT%H:%M"
LASTS: tuple[tuple[Promise, timedelta], ...] = (
    (gettext_lazy("1 hour"), timedelta(hours=1)),
    (gettext_lazy("1 day"), timedelta(days=1)),
    (gettext_lazy("1 week"), timedelta(days=7)),
    (gettext_lazy("1 month"), timedelta(days=30)),
)


class LinkForm(forms.Form):
    """Values as `create_directly` and `change_link` take them come from `values`."""

    url = forms.CharField(
        label=gettext_lazy("Destination"),
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off", "inputmode": "url"}),
        error_messages={"required": gettext_lazy("Where should the link lead? Paste the whole address here.")},
    )
    slug = forms.CharField(
        label=gettext_lazy("Short name"),
        required=False,
        max_length=LONGEST_SLUG,
        help_text=gettext_lazy("The part after the slash. Leave it empty for a random one."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=fields.MAX_TITLE)
    description = forms.CharField(
        label=gettext_lazy("Description"),
        required=False,
        max_length=fields.MAX_DESCRIPTION,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    image = forms.CharField(required=False)
    picture = forms.FileField(required=False)
    tags = forms.CharField(
        label=gettext_lazy("Tags"),
        required=False,
        help_text=gettext_lazy("Separated by commas."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "known-tags"}),
    )
    expires_at = forms.DateTimeField(
        label=gettext_lazy("Expires"),
        required=False,
        input_formats=[MOMENT, f"{MOMENT}:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        max_length=fields.MAX_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    remove_password = forms.BooleanField(label=gettext_lazy("Take the password away"), required=False)
    notes = forms.CharField(
        label=gettext_lazy("Notes"),
        required=False,
        max_length=fields.MAX_NOTES,
        help_text=gettext_lazy("For you and your team; visitors never see them."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *arguments: Any, link: Link | None = None, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._link = link
        if link is None:
            self.fields["url"].widget.attrs["autofocus"] = True  # where a new link begins; the panel would take “Close”
        if link is None or not link.password_hash:
            del self.fields["remove_password"]

    @property
    def values(self) -> dict[str, Any]:
        """The cleaned values under the domain's names. An empty password leaves the link's own as it is."""
        cleaned = self.cleaned_data
        values = {name: cleaned[name] for name in ("url", "slug", "title", "description", "image", "notes")}
        values["tags"] = [name for part in cleaned["tags"].split(",") if (name := part.strip())]
        values["expires_at"] = self._moment(cleaned["expires_at"])
        if cleaned["password"] or cleaned.get("remove_password"):
            values["password"] = cleaned["password"]
        return values

    def _moment(self, asked: datetime | None) -> str | None:
        """As ISO 8601. The picker knows minutes: what it shows unchanged stays what it was to the microsecond."""
        before = self._link.expires_at if self._link else None
        if asked is not None and before is not None and asked == before.replace(second=0, microsecond=0):
            asked = before
        return None if asked is None else asked.isoformat()


def quick_moments(now: datetime) -> list[tuple[Promise, str]]:
    """Choices of an expiry as the picker takes them; `now` is in the person's zone."""
    zone = now.tzinfo
    return [(name, (now.astimezone(UTC) + lasts).astimezone(zone).strftime(MOMENT)) for name, lasts in LASTS]


def filled_in(link: Link) -> dict[str, Any]:
    """A link as the form shows it. The password is never shown."""
    return {
        "url": link.destination,
        "slug": link.slug,
        "title": link.title,
        "description": link.description,
        "image": link.image,
        "tags": ", ".join(tag.name for tag in link.tags.order_by("name")),
        "expires_at": link.expires_at,
        "notes": link.notes,
    }
