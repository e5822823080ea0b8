"""The change table."""

from django.db import models


class Change(models.Model):
    """Something that caches may hold has changed: `topic` says what kind, `keys` which ones.

    Read by every process in order of `id`; rows older than an hour are swept.
    """

    id = models.BigAutoField(primary_key=True)
    topic = models.CharField(max_length=16)
    keys = models.TextField()  # a JSON array of strings
    created_at = models.DateTimeField(db_index=True)
