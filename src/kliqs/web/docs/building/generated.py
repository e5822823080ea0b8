"""Parts of pages that are made from the program's own tables, so that they cannot drift.

A page says where one goes: `<!-- kliqs:errors -->` on a line of its own; a
file of the examples by `<!-- kliqs:example shop/shop/linking.py -->`. They speak the language that is active.
"""

import re
from collections.abc import Callable
from pathlib import Path

from django.utils.translation import gettext

from kliqs.errors import ERRORS
from kliqs.web.docs.places import SERVED
from kliqs.web.docs.reference import settings_table

CHANGELOG = Path(__file__).parents[5] / "CHANGELOG.md"
EXAMPLES = CHANGELOG.parent / "examples"
MARK = re.compile(r"^<!-- kliqs:([a-z]+)(?: (\S+))? -->$", re.MULTILINE)


def fill_in(markdown: str) -> str:
    """The page with its generated parts. Raises KeyError for a part that does not exist."""

    def part(mark: re.Match[str]) -> str:
        name, path = mark.groups()
        if name in SERVED:
            return mark[0]
        return example(path) if name == "example" else PARTS[name]()

    return MARK.sub(part, markdown)


def errors() -> str:
    """A part for each code."""
    return "\n".join(
        f"## `{code}`\n\n**{kind.status}** · {gettext(kind.meaning)}\n\n{gettext(kind.cure)}\n"
        for code, kind in ERRORS.items()
    )


def settings() -> str:
    rows = [
        f"| `{row.name}` | {f'`{row.default}`' if row.default else '–'} | {gettext(row.meaning)} |"
        for row in settings_table()
    ]
    heads = (gettext("Variable"), gettext("Default"), gettext("Meaning"))
    return "\n".join([f"| {' | '.join(heads)} |", "|---|---|---|", *rows])


def changelog() -> str:
    """Without its title, which the page has."""
    return CHANGELOG.read_text(encoding="utf-8").partition("\n")[2].strip()


# `docs/conf.py` adds those that are made from rooms above the pages.
def example(path: str) -> str:
    """A file of `examples/`, as the suite runs it. It is no sample to paste, hence `py` and not `python`."""
    code = (EXAMPLES / path).read_text(encoding="utf-8").strip()
    return f"`examples/{path}`:\n\n```py\n{code}\n```"


PARTS: dict[str, Callable[[], str]] = {
    "errors": errors,
    "settings": settings,
    "changelog": changelog,
}
