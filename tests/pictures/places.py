"""Where pictures are kept during a test."""

import pytest
from django.conf import settings as django_settings
from django.core.files.storage import storages

from kliqs.django_settings import media_storage
from kliqs.pictures import keeping


def keep_in(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on, in the place of this KLIQS_MEDIA_URL."""
    monkeypatch.setattr(django_settings, "STORAGES", {**django_settings.STORAGES, "default": media_storage(url)})
    monkeypatch.setattr(storages, "_backends", None)
    monkeypatch.delitem(storages.__dict__, "backends", raising=False)
    monkeypatch.setattr(storages, "_storages", {})
    monkeypatch.setattr(keeping, "default_storage", storages["default"])
