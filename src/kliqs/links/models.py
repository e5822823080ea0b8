"""Links."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Tag(models.Model):
    """A word that a workspace sorts its links by. `folded` is its name as `fields.fold` makes it: one tag each."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=50)
    folded = models.CharField(max_length=150)  # folding may make a name longer: ß becomes ss

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "folded"], name="one_tag_a_name")]

    def __str__(self) -> str:
        return self.name


class Link(models.Model):
    """A short link of a workspace. Its Route is published in the same transaction.

    `public_id` is what the API calls `id` (UUID version 7, so that new rows land together in the index).
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True)
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="links", db_index=False)
    domain = models.ForeignKey("routes.Domain", on_delete=models.PROTECT, related_name="+", db_index=False)
    slug = models.CharField(max_length=64)
    destination = models.TextField()
    host_reversed = models.CharField(max_length=260, blank=True, db_default="")  # see `destinations.turned`
    title = models.TextField(blank=True, db_default="")
    description = models.TextField(blank=True, db_default="")
    password_hash = models.CharField(max_length=128, blank=True, db_default="")
    expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    created_by_key = models.ForeignKey(
        "accounts.ApiKey", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False, db_constraint=False
    )
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False, db_constraint=False
    )
    image = models.TextField(blank=True, db_default="")  # an https address, or the path of a picture of ours
    external_id = models.CharField(max_length=200, blank=True, db_default="")  # the API caller's own name for it
    notes = models.TextField(blank=True, db_default="")
    tags: "models.ManyToManyField[Tag, LinkTag]" = models.ManyToManyField(Tag, through="LinkTag", related_name="links")
    archived_at = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_reason = models.CharField(max_length=300, blank=True, db_default="")
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace", "-id"], name="links_of_a_workspace"),
            models.Index(fields=["workspace", "slug", "id"], name="links_by_slug"),
            models.Index(
                fields=["workspace", "expires_at", "id"], condition=Q(expires_at__isnull=False), name="links_by_expiry"
            ),
            models.Index(fields=["created_at"], condition=Q(domain__lt=0), name="links_of_sandboxes"),
            models.Index(
                fields=["host_reversed", "id"], opclasses=["varchar_pattern_ops", "int8_ops"], name="links_to_a_host"
            ),
            models.Index(fields=["-id"], condition=Q(disabled_at__isnull=False), name="disabled_links"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "external_id"],
                condition=Q(deleted_at=None) & ~Q(external_id=""),
                name="one_link_an_external_id",
            )
        ]

    def __str__(self) -> str:
        return self.slug


class LinkTag(models.Model):
    """That a link carries a tag."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="+")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["tag", "link"], name="a_tag_once_a_link")]


class BlockedHost(models.Model):
    """A destination host, with everything below it, that no link may lead to (`UNSAFE_URL`)."""

    host = models.CharField(max_length=253, unique=True)
    reason = models.CharField(max_length=300, blank=True, db_default="")
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.host


class Report(models.Model):
    """What somebody told us of a short link, for the operator's queue. `email` only where they want an answer, which
    is then in `language`. `told_at` says when staff were mailed of it. Of a bio page it has the target of its Route."""

    class Reason(models.TextChoices):
        PHISHING = "phishing"
        MALWARE = "malware"
        SPAM = "spam"
        ILLEGAL = "illegal"
        OTHER = "other"

    slug = models.CharField(max_length=64)
    link = models.ForeignKey(Link, on_delete=models.SET_NULL, null=True, related_name="reports")
    page_target = models.BigIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=10, choices=Reason.choices)
    details = models.TextField(blank=True, db_default="")
    email = models.EmailField(blank=True, db_default="")
    language = models.CharField(max_length=2, blank=True, db_default="")
    created_at = models.DateTimeField(db_default=Now())
    told_at = models.DateTimeField(null=True, blank=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decision = models.CharField(max_length=300, blank=True, db_default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["handled_at", "-id"], name="reports_to_handle")]

    def __str__(self) -> str:
        return f"{self.slug}: {self.reason}"


class Trial(models.Model):
    """That a link was made on the home page, without an account. `visitor` is a keyed hash (`attempts.client_key`)."""

    link = models.OneToOneField(Link, on_delete=models.CASCADE, primary_key=True)
    visitor = models.CharField(max_length=32, db_index=True)

    def __str__(self) -> str:
        return str(self.link)


class PasswordAttempts(models.Model):
    """Recent wrong passwords of one visitor for one link, or of all visitors for one link, or reports of one visitor;
    see `attempts`.

    `key` is a keyed hash: no address is kept. Times are in ms since 1970, UTC.
    """

    key = models.CharField(max_length=32, unique=True)
    failures = models.PositiveIntegerField(default=0, db_default=0)
    next_at = models.BigIntegerField(default=0, db_default=0)
    updated_at = models.BigIntegerField(db_index=True)
