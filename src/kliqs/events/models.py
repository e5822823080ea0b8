"""The change table and the audit log."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class Change(models.Model):
    """Something that caches may hold has changed: `topic` says what kind, `keys` which ones.

    Read by every process in order of `id`; rows older than an hour are swept.
    """

    id = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=16)
    keys = models.TextField()  # a JSON array of strings
    created_at = models.DateTimeField(db_index=True)


class AuditEntry(models.Model):
    """Who did what, when: written in the transaction of the deed, never changed.

    Holds ids and words instead of foreign keys, so that it outlives whom and what it tells of. `action` is a dotted
    name such as `key.revoked`; `subject` says in a person's words what it was done to.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    workspace_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=254, blank=True, db_default="")  # an e-mail address, or "command line"
    action = models.CharField(max_length=40)
    subject = models.CharField(max_length=300, blank=True, db_default="")
    details = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "-id"], name="audit_of_a_workspace"),
            models.Index(fields=["actor_id", "-id"], name="audit_of_a_person"),
        ]
