"""What every template may use."""

from django.http import HttpRequest

from kliqs.settings import Settings, load


def hosts(request: HttpRequest | None = None) -> dict[str, Settings]:
    """`kliqs`: the settings, for the hosts and origins of the other surfaces."""
    return {"kliqs": load()}
