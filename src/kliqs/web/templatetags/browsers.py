"""`{{ agent|browser }}`: a user agent in words, such as `Chrome · Android`."""

from django import template
from django.utils.translation import gettext

from kliqs.clicks.classification import classify

register = template.Library()


@register.filter
def browser(agent: str) -> str:
    seen = classify(agent)
    parts = [part for part in (seen.browser or seen.app, seen.os) if part]
    return " · ".join(parts) or gettext("Unknown browser")
