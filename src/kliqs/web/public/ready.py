"""The pages that the redirect lane sends by itself: the same for every slug, so rendered once, at start."""

from django.template.loader import render_to_string
from django.utils import translation

from kliqs.errors import ConfigurationError
from kliqs.web.context import hosts

NAMES = ("not_found", "expired", "disabled", "unavailable")
LANGUAGES = ("en", "id")


def ready_pages() -> dict[tuple[str, str], bytes]:
    """Complete HTML by (name, language). Raises ConfigurationError when `make assets` has not been run."""
    return {(name, language): _render(name, language) for name in NAMES for language in LANGUAGES}


def _render(name: str, language: str) -> bytes:
    try:
        with translation.override(language):
            return render_to_string(f"public/{name}.html", hosts()).encode()
    except ValueError as problem:  # Django's word for a static file that its manifest does not list
        raise ConfigurationError(f"The pages' style sheet is not built. Run `make assets`. ({problem})") from problem
