"""Visits that led nowhere: a card of the board, and a file. Members see them, shared boards have none."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kliqs.clicks.questions.asking import click_reader
from kliqs.clicks.questions.orphans import LARGEST, orphans
from kliqs.estate.tables import no_formula
from kliqs.web.dashboard.analytics.boards import Board
from kliqs.web.dashboard.analytics.files import csv_file, file_name

SHOWN = 8
REASONS = {
    "unknown": gettext_lazy("never was"),
    "deleted": gettext_lazy("deleted"),
    "expired": gettext_lazy("expired"),
}


@require_safe
def card(request: HttpRequest, board: Board) -> HttpResponse:
    """The addresses most visited in vain."""
    is_whole = request.GET.get("all") == "yes"
    found = click_reader().now(orphans, board.scope, size=LARGEST if is_whole else SHOWN)
    context = {
        "board": board,
        "lines": [(row, REASONS[row.reason]) for row in found.rows],
        "more": 0 if is_whole else found.values - len(found.rows),
        "whole": f"{board.home}/orphans?{board.asked.query}&all=yes",
        "coverage": found.coverage,
    }
    return render(request, "dashboard/analytics/orphans.html", context)


@require_safe
def export(request: HttpRequest, board: Board) -> HttpResponse:
    """The same as CSV."""
    found = click_reader().now(orphans, board.scope, size=LARGEST)
    rows = [
        [no_formula(row.host), no_formula(row.slug), row.reason, row.visits, row.last_at.isoformat(timespec="seconds")]
        for row in found.rows
    ]
    return csv_file(file_name(board, "orphans"), [["host", "slug", "reason", "visits", "last"], *rows])
