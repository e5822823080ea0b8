"""Pictures."""

from django.db import models
from django.db.models.functions import Now


class Picture(models.Model):
    """A picture of a workspace. Its file, of this name in the default storage, is no other workspace's, and goes when
    the row goes. `size` is in bytes. `unused_since` is when nothing was found to show it; see `estate.pictures`."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="pictures")
    name = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField(db_default=Now())
    unused_since = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
