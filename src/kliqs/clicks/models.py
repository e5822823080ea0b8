"""What the main database keeps of clicks: the manifest of files, how far each log is loaded, and counts."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class ClickFile(models.Model):
    """One immutable Parquet file in the click store. It exists for readers when its row does.

    `first_ms` and `last_ms` are ms since 1970 UTC. A file replaced by a merged one stays an hour for its readers.
    """

    name = models.CharField(max_length=80, unique=True)
    rows = models.BigIntegerField()
    size = models.BigIntegerField()  # bytes
    first_ms = models.BigIntegerField()
    last_ms = models.BigIntegerField()
    created_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)
    shipped_at = models.DateTimeField(null=True)  # when it was in ClickHouse, where clicks are kept there

    def __str__(self) -> str:
        return self.name


class LogPosition(models.Model):
    """How many bytes of a click-log segment are loaded. `finished` once its owner is gone and all of it is."""

    segment = models.CharField(max_length=80, unique=True)
    position = models.BigIntegerField()
    finished = models.BooleanField(default=False)


class LinkDay(models.Model):
    """Clicks of one link on one UTC day. `visitors` are distinct people of that day."""

    link_id = models.BigIntegerField()
    workspace_id = models.BigIntegerField()
    day = models.DateField()
    human = models.BigIntegerField(default=0, db_default=0)
    preview = models.BigIntegerField(default=0, db_default=0)
    bot = models.BigIntegerField(default=0, db_default=0)
    visitors = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["link_id", "day"], name="one_row_a_link_and_day")]


class LinkTotal(models.Model):
    """All clicks of one link: the sum of its days, for tables that show and sort many links at once."""

    link_id = models.BigIntegerField(primary_key=True)
    workspace_id = models.BigIntegerField()
    human = models.BigIntegerField(default=0, db_default=0)
    preview = models.BigIntegerField(default=0, db_default=0)
    bot = models.BigIntegerField(default=0, db_default=0)
    visitors = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace_id", "-human", "-link_id"], name="links_by_clicks")]


class ClickDay(models.Model):
    """One UTC day of clicks. `changes` grows with every batch that brings some; its totals are those of the change
    `totalled`, kept where `totalled_in` says (there in `file`), and what its month says of it is that of `summed`."""

    day = models.DateField(primary_key=True)
    changes = models.BigIntegerField(default=0, db_default=0)
    totalled = models.BigIntegerField(default=0, db_default=0)
    totalled_in = models.CharField(max_length=10, default="files", db_default="files")
    summed = models.BigIntegerField(default=0, db_default=0)
    file = models.CharField(max_length=80, blank=True, db_default="")


class ClickMonth(models.Model):
    """The file with the sums of a UTC month's days. `month` is its first day."""

    month = models.DateField(primary_key=True)
    file = models.CharField(max_length=80)


class RawKept(models.Model):
    """Since which UTC day a workspace's raw clicks are kept; older ones are dropped, or about to be."""

    workspace_id = models.BigIntegerField(primary_key=True)
    since = models.DateField()


class HonouredSignals(models.Model):
    """A workspace that honours Do-Not-Track and Global-Privacy-Control; see `privacy`."""

    workspace_id = models.BigIntegerField(primary_key=True)


class DaySalt(models.Model):
    """The secret that visitors of one UTC day are told apart with; thrown away when that day is loaded."""

    day = models.DateField(unique=True)
    salt = models.CharField(max_length=64)


class LoaderCount(models.Model):
    """Running totals of what the loader could not use, by reason."""

    reason = models.CharField(max_length=40, unique=True)
    count = models.BigIntegerField(default=0, db_default=0)


class SavedView(models.Model):
    """A board as somebody wants to see it again, kept for all of the workspace: `query` is what its address says."""

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    query = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "name"], name="one_saved_view_a_name")]


class SharedBoard(models.Model):
    """The analytics of one link or one tag, open to everybody with its address, and with its password if it has one.

    `token` is the secret part of the address. `zone` is an IANA name: what a day is to its readers.
    """

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+")
    link = models.ForeignKey("links.Link", on_delete=models.CASCADE, null=True, related_name="+")
    tag = models.ForeignKey("links.Tag", on_delete=models.CASCADE, null=True, related_name="+")
    token = models.CharField(max_length=32, unique=True)
    zone = models.CharField(max_length=64)
    password_hash = models.CharField(max_length=128, blank=True, db_default="")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["link"], name="one_shared_board_a_link"),
            models.UniqueConstraint(fields=["tag"], name="one_shared_board_a_tag"),
            models.CheckConstraint(
                condition=models.Q(link__isnull=False, tag__isnull=True)
                | models.Q(link__isnull=True, tag__isnull=False),
                name="shared_boards_show_one_thing",
            ),
        ]


class DroppedClicks(models.Model):
    """That no click and no count of a deleted workspace is left in the store."""

    workspace_id = models.BigIntegerField(primary_key=True)
    dropped_at = models.DateTimeField()
