"""Every table with rows of workspaces, and when its rows go once the workspace is deleted. A test finds what is missing
here, so a new table cannot be forgotten."""

from django.db.models import Model

from kliqs.accounts.models import (
    ApiKey,
    DailyUsage,
    Invitation,
    KeptAnswer,
    Member,
    MonthlyUsage,
    UsageNotice,
)
from kliqs.bio.models import Page
from kliqs.clicks.models import DroppedClicks, HonouredSignals, LinkDay, LinkTotal, RawKept, SavedView, SharedBoard
from kliqs.events.models import AuditEntry
from kliqs.links.models import Link, Tag
from kliqs.pictures.models import Picture
from kliqs.routes.models import Domain, Route

# In the transaction of the deletion: nobody gets in, and no key works.
AT_ONCE: tuple[type[Model], ...] = (
    Member,
    Invitation,
    KeptAnswer,
    MonthlyUsage,
    DailyUsage,
    UsageNotice,
    ApiKey,
    SavedView,
    SharedBoard,
    HonouredSignals,
)
# Right after it, links and pages some at a time, so that other writers need not wait; see `deleting.clear`.
SOON: tuple[type[Model], ...] = (Link, Page, Tag, Picture)
# By the loader's housekeeping, with the clicks in the store; see `clicks.loader.dropping`.
WITH_CLICKS: tuple[type[Model], ...] = (LinkDay, LinkTotal, RawKept)
# When the slugs become free again; see `deleting.release`.
AFTER_THE_HOLD: tuple[type[Model], ...] = (Route, Domain, DroppedClicks)
# For good: the operator answers for what happened here. It holds no visitor's data.
KEPT: tuple[type[Model], ...] = (AuditEntry,)
