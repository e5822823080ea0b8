"""What of a built page is only known when it is served: the install's own addresses, and its plans.

Pages are written with the addresses of kliqs.me, in the form that readers copy; every install shows its own.
"""

import re

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext

from kliqs.accounts.plans import Plan
from kliqs.settings import Settings

PREFIX = "/~"  # stands before the paths of links within the docs: the language that the reader chose goes there
SERVED = ("plans",)  # parts that depend on the operator's files
ADDRESS = re.compile(r"(https://)?(?<![\w.-])(?:(api|dash|docs|home)\.)?kliqs\.me(/api/v1)?(?![\w-])(?!\.\w)")


def localized(text: str, settings: Settings) -> str:
    """The text with this install's addresses."""
    hosts = {
        "": settings.domain,
        "api": settings.api_host,
        "dash": settings.dash_host,
        "docs": settings.docs_host,
        "home": settings.home_host,
    }

    def address(found: re.Match[str]) -> str:
        scheme, surface, api = found[1], found[2] or "", found[3] or ""
        if scheme and api:
            return settings.sample_api
        return f"{settings.scheme}://{hosts[surface]}{api}" if scheme else f"{hosts[surface]}{api}"

    return ADDRESS.sub(address, text)


def plan_rows(plans: list[Plan]) -> str:
    """The plans as a Markdown table, in the language that is active."""
    heads = [gettext("Plan"), gettext("Requests a month"), gettext("Links"), gettext("Days of single clicks")]
    return "\n".join([f"| {' | '.join(heads)} |", "|---|---|---|---|", *map(_row, plans)])


def _row(plan: Plan) -> str:
    counts = (plan.requests_per_month, plan.links, plan.raw_days)
    limits = [gettext("unlimited") if each < 0 else intcomma(each) for each in counts]
    return f"| {' | '.join([plan.title, *limits])} |"
