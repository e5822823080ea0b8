"""Users, workspaces, members, API keys, monthly usage and kept answers."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from kliqs.accounts.key_format import TEST_PREFIX


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail; addresses are kept lower-case, so one person is one account."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in, by e-mail."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=2, blank=True)
    time_zone = models.CharField(max_length=64, default="Asia/Jakarta")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    disabled_reason = models.CharField(max_length=300, blank=True, db_default="")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.email


class Workspace(models.Model):
    """What owns links, keys and usage. `link_count` moves in the same transaction as the links it counts.

    With `sandbox_of` it is the sandbox of another one; see `sandboxes`. Nobody is a member of a sandbox.
    A deleted workspace has nobody and nothing any more but its row, which holds its slugs: see `kliqs.estate`.
    """

    name = models.CharField(max_length=120)
    plan = models.CharField(max_length=32)
    link_count = models.PositiveIntegerField(default=0, db_default=0)
    sandbox_of = models.OneToOneField("self", on_delete=models.CASCADE, null=True, blank=True, related_name="sandbox")
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_reason = models.CharField(max_length=300, blank=True, db_default="")
    deleted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["deleted_at"], condition=Q(deleted_at__isnull=False), name="deleted_workspaces")
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    OWNER = "owner"
    MEMBER = "member"
    VIEWER = "viewer"


class Member(models.Model):
    """A user's place in a workspace. `summary_week` is the Monday of the last week whose summary they were mailed."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role.choices)
    weekly_summary = models.BooleanField(default=False, db_default=False)
    summary_week = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "user"], name="one_membership_each")]


class Invitation(models.Model):
    """A place in a workspace offered to an e-mail address. Only the token's SHA-256 is kept; the e-mail carries it."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    email = models.EmailField()
    role = models.CharField(max_length=8, choices=Role.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "email"], name="one_invitation_an_address")
        ]


LONGEST_KEY_NAME = 80


class ApiKey(models.Model):
    """A key of a workspace. Only its SHA-256 is kept; `prefix` and `last_four` let a person tell keys apart.

    `expires_at` ends a key by itself: a rotated one works on for its overlap.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="api_keys")
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=LONGEST_KEY_NAME)
    hash = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=24)
    last_four = models.CharField(max_length=4)
    scopes = models.CharField(max_length=200, blank=True, db_default="")  # separated by spaces; without any, all
    created_at = models.DateTimeField(db_default=Now())
    last_used_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def is_test(self) -> bool:
        """Whether it makes links in the sandbox alone."""
        return self.prefix.startswith(TEST_PREFIX)


class MonthlyUsage(models.Model):
    """Metered requests of a workspace in one UTC month. Moves only inside the transaction it counts."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="usage")
    month = models.CharField(max_length=7)  # 2026-11
    requests = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "month"], name="one_usage_row_a_month")]


class DailyUsage(models.Model):
    """Metered requests of a workspace on one UTC day. Moves with `MonthlyUsage`, whose days it tells apart."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    requests = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "day"], name="one_usage_row_a_day")]


class UsageNotice(models.Model):
    """That members were told of reaching a share of a limit: once each a month. `limit` is `requests` or `links`."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    month = models.CharField(max_length=7)
    limit = models.CharField(max_length=8)
    percent = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "month", "limit", "percent"], name="one_notice_each")
        ]


class CacheEntry(models.Model):
    """The table of Django's database cache, in which attempts to sign in are counted."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)


class KeptAnswer(models.Model):
    """The 2xx answer of a write that carried an Idempotency-Key, kept 24 hours, committed with the write."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=201, db_default=201)
    answer = models.TextField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "key"], name="one_answer_a_key")]
