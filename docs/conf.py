"""How Sphinx builds the pages of docs/en and docs/id. `scripts/assets` runs it once for each language."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kliqs.django_settings")

import django
import typer.main

django.setup()

from kliqs.cli import app  # noqa: E402
from kliqs.metrics.families import FAMILIES  # noqa: E402
from kliqs.web.docs.building.commands import command_reference  # noqa: E402
from kliqs.web.docs.building.generated import PARTS  # noqa: E402

extensions = ["myst_parser", "kliqs.web.docs.building.extension"]
root_doc = "contents"
source_suffix = {".md": "markdown"}
smartquotes = False
html_copy_source = False
myst_heading_anchors = 3
myst_heading_slug_func = "kliqs.web.docs.building.doctrees.anchor"

# Parts that are made from rooms above the pages. They are called in each page's language.
PARTS["commands"] = lambda: command_reference(typer.main.get_command(app))
PARTS["metrics"] = lambda: "\n".join(f"- `{name}`: {family.meaning}" for name, family in FAMILIES.items())
