"""A page of a long table without counting it: ids first, along an index, then the rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

SIZE = 50
LAST_PAGE = 200  # who is still looking should search

Row = TypeVar("Row", bound=Model)

Status = tuple[str, Promise]  # what `?status=` says, and what its tab is called
ALL: Status = ("", gettext_lazy("All"))
DISABLED: Status = ("disabled", gettext_lazy("Disabled"))


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """`before` and `after` are the query strings of the neighbours, None where there is none."""

    rows: list[Row]
    before: str | None
    after: str | None


def page_of(request: HttpRequest, rows: "QuerySet[Row, Any]") -> Page[Row]:
    """The page that the query string asks for; a number that is none means the first."""
    asked = request.GET.get("page", "")
    number = min(int(asked), LAST_PAGE) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 6 else 1
    number = max(number, 1)
    start = (number - 1) * SIZE
    ids = list(rows.values_list("pk", flat=True)[start : start + SIZE + 1])
    found = {row.pk: row for row in rows.order_by().filter(pk__in=ids[:SIZE])}
    has_more = len(ids) > SIZE and number < LAST_PAGE
    return Page(
        [found[pk] for pk in ids[:SIZE] if pk in found],
        _query(request, number - 1) if number > 1 else None,
        _query(request, number + 1) if has_more else None,
    )


def status_of(request: HttpRequest, statuses: Sequence[Status]) -> str:
    """The one that the query string asks for; the first where it asks for none of them."""
    asked = request.GET.get("status", "")
    return asked if asked in dict(statuses) else statuses[0][0]


def searched(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:300]


def _query(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
