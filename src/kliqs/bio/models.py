"""Pages, what was published of them, what is counted of them, and their pictures for social previews."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class Page(models.Model):
    """A bio page. `draft` is a `document.Document` as JSON, whose every change moves `draft_number`.

    Its slug is taken in `routes` from the first day on; the Route answers once something is published.
    """

    public_id = models.UUIDField(unique=True)
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="pages")
    domain = models.ForeignKey("routes.Domain", on_delete=models.PROTECT, related_name="+", db_index=False)
    slug = models.CharField(max_length=64)
    draft = models.TextField()
    draft_number = models.PositiveIntegerField(default=1, db_default=1)
    published = models.ForeignKey("Version", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    password_hash = models.CharField(max_length=128, blank=True, db_default="")
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_reason = models.CharField(max_length=300, blank=True, db_default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "-id"], name="pages_of_a_workspace")]

    def __str__(self) -> str:
        return self.slug


class Version(models.Model):
    """A page as it was published once; `number` counts from 1 within the page. Never changed."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.TextField()
    made_by = models.CharField(max_length=254, blank=True, db_default="")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["page", "number"], name="one_version_a_number")]


class Counted(models.Model):
    """What the click log knows as link `-id`: a page's views where `block` is empty, presses of that button otherwise.

    Kept as long as the page's row, so that a block that comes back has its history.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="counted")
    block = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["page", "block"], name="counted_once")]


class Card(models.Model):
    """The picture that chat and social apps show with a page: a JPEG of 1200 by 630 pixels, named by its content."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="cards")
    digest = models.CharField(max_length=16)
    content = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["page", "digest"], name="one_card_a_digest")]
