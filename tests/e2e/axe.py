"""axe-core in a page under test: what a person with a keyboard, a screen reader or weak eyes would stumble over."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = ("serious", "critical")
# What fades in is measured when it is there; what goes round for ever is not waited for.
SETTLED = """
() => Promise.all(
  document.getAnimations().filter((each) => each.effect.getComputedTiming().endTime < Infinity)
    .map((each) => each.finished.catch(() => null)),
)
"""
RUN = "() => axe.run(document, {resultTypes: ['violations'], preload: false})"


def serious_findings(page: Page) -> list[str]:
    """One line for each element with a serious or critical finding: the rule, the element, what is wrong with it."""
    page.evaluate(_axe())  # by the browser's own hand, which a page's policy does not stop
    page.evaluate(SETTLED)
    report: dict[str, Any] = page.evaluate(RUN)
    return [
        f"{finding['id']}: {' '.join(node['target'])}: {node['failureSummary']}"
        for finding in report["violations"]
        if finding["impact"] in SERIOUS
        for node in finding["nodes"]
    ]


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")
