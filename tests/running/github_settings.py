"""Kliqs' own settings, with GitHub at the address of the stand-in."""

import os

from kliqs.django_settings import *  # noqa: F403
from kliqs.django_settings import SOCIALACCOUNT_PROVIDERS

SOCIALACCOUNT_PROVIDERS["github"]["GITHUB_URL"] = os.environ["GITHUB_STAND_IN"]
