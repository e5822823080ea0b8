"""Domains and Routes."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class Domain(models.Model):
    """A host that short links live on. Row 1 is the install's own short host, whatever KLIQS_DOMAIN names; host ''."""

    host = models.CharField(max_length=253, unique=True, blank=True)
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, null=True, related_name="domains")
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.host


class Route(models.Model):
    """What `domain/slug` answers. Finished: the edge needs nothing else to answer, and knows nothing else.

    `target` is the id of the link that published it, or for a page what its views are counted under, below zero: no
    link can be taken for it. `expires_at` is in ms since 1970, UTC.
    """

    class Kind(models.TextChoices):
        LINK = "link"
        PAGE = "page"

    domain = models.ForeignKey(Domain, on_delete=models.CASCADE, related_name="routes", db_index=False)
    slug = models.CharField(max_length=64)
    kind = models.CharField(max_length=4, choices=Kind.choices, default=Kind.LINK, db_default=Kind.LINK)
    target = models.BigIntegerField(db_index=True)
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False)
    destination = models.TextField()
    title = models.TextField(blank=True, db_default="")
    description = models.TextField(blank=True, db_default="")
    image = models.TextField(blank=True, db_default="")
    expires_at = models.BigIntegerField(null=True)
    password_hash = models.CharField(max_length=128, blank=True, db_default="")
    disabled = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["domain", "slug"], name="one_route_a_slug")]


class Body(models.Model):
    """What a page's Route answers from `from_ms` until `until_ms` (ms since 1970 UTC): a packed `ReadyPage`."""

    route = models.ForeignKey(
        Route, on_delete=models.CASCADE, related_name="bodies", db_index=False, db_constraint=False
    )
    from_ms = models.BigIntegerField()
    until_ms = models.BigIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["route", "from_ms"], name="one_body_at_a_time")]
