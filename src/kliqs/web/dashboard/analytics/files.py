"""What the board gives as files: their names and their rows."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext

from kliqs.clicks.questions.answers import Counts, Series, Top
from kliqs.estate.tables import no_formula
from kliqs.web.dashboard.analytics.boards import Board
from kliqs.web.dashboard.analytics.panels import label

NUMBERS = ("people", "previews", "bots", "visitors")
LONGEST_SUBJECT = 60

Rows = list[list[object]]


def csv_file(name: str, rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Rows as `<name>.csv`, to be saved."""
    file = io.StringIO()
    file.write("\ufeff")  # without the mark spreadsheets take UTF-8 for something else
    csv.writer(file).writerows(rows)
    response = HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def file_name(board: Board, what: str) -> str:
    """`clicks-toko-2026-11-01-2026-11-27`: what is in it, of which link or tag, first and last day."""
    last = board.asked.until - timedelta(minutes=1)
    subject = slugify(board.subject)[:LONGEST_SUBJECT]
    parts = [what, subject, f"{board.asked.since:%Y-%m-%d}", f"{last:%Y-%m-%d}"]
    return "-".join(part for part in parts if part)


def values_file(dimension: str, found: Top) -> Rows:
    """A panel's list; what it leaves out stands in the last line."""
    rows: Rows = [[dimension, "name", *NUMBERS]]
    for row in found.rows:
        rows.append([no_formula(row.value), no_formula(label(dimension, row)), *_numbers(row.counts)])
    if found.values > len(found.rows):
        more = intcomma(found.values - len(found.rows))
        rows.append(["…", gettext("%(number)s more that are not listed") % {"number": more}, *[""] * len(NUMBERS)])
    return rows


def chart_file(course: Series) -> Rows:
    """The chart, with the period before beside it where that was asked for."""
    head: list[object] = ["start", *NUMBERS]
    rows: Rows = [[point.start.isoformat(), *_numbers(point.counts)] for point in course.points]
    if course.before is None:
        return [head, *rows]
    beside: Rows = [[*row, *_numbers(earlier.counts)] for row, earlier in zip(rows, course.before, strict=True)]
    return [[*head, *(f"before_{name}" for name in NUMBERS)], *beside]


def _numbers(counts: Counts) -> list[object]:
    return [counts.human, counts.preview, counts.bot, counts.visitors]
