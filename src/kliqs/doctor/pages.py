"""Checks of bio pages against what the edge answers for them."""

from collections.abc import Iterator

from kliqs.bio.rebuilding import lonely_routes, unlike
from kliqs.doctor.findings import Finding, Patient

MENDS = "Run: kliqs doctor --fix"


def pages(patient: Patient) -> Iterator[Finding]:
    """Every page has the Route that it would publish, and every Route of a page its page."""
    different = sum(1 for _ in unlike(patient.settings))
    if different:
        wrong = f"{different:,} bio pages do not answer as this version would publish them."
        yield Finding(wrong, MENDS)
    lonely = len(lonely_routes())
    if lonely:
        yield Finding(f"{lonely:,} Routes answer for bio pages that are no longer there.", MENDS)
