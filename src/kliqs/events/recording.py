"""Recording a change inside a Django transaction. What runs without Django uses `changes.record`."""

import json

from django.db import connection
from django.utils import timezone

from kliqs.events.changes import CHANNEL
from kliqs.events.models import Change


def record_change(topic: str, keys: list[str]) -> None:
    """Tell every process that what it cached under these keys is stale, when the open transaction commits."""
    Change.objects.create(topic=topic, keys=json.dumps(keys), created_at=timezone.now())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
