"""The panels: a dimension's values with their clicks, as a list, as a map, as a file."""

from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kliqs.bio.naming import labelled
from kliqs.clicks.questions.answers import Ranked, Top
from kliqs.clicks.questions.asking import click_reader
from kliqs.clicks.questions.dimensions import DIMENSIONS
from kliqs.clicks.questions.series import series
from kliqs.clicks.questions.top import top
from kliqs.web.dashboard.analytics.asking import Asked
from kliqs.web.dashboard.analytics.boards import Board
from kliqs.web.dashboard.analytics.files import Rows, chart_file, csv_file, file_name, values_file
from kliqs.web.dashboard.analytics.panels import PANELS, label

SHOWN = 8  # rows of a panel
SHOWN_WHOLE = 1_000
MAPS = {"country": "world", "region": "indonesia"}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a panel: its name, and where a click on it, or on “all but this”, leads. A click on one that is chosen
    takes the choice back."""

    name: str
    row: Ranked
    only: str
    but: str
    is_chosen: bool


@require_safe
def panel(request: HttpRequest, board: Board, name: str) -> HttpResponse:
    """One panel's list of one of its dimensions."""
    if name not in PANELS:
        raise Http404
    shown = board.panel(PANELS[name])
    dimension = request.GET.get("dimension", shown.dimensions[0])
    if dimension not in shown.dimensions:
        raise Http404
    is_whole = request.GET.get("all") == "yes"
    found = _top(board, dimension, SHOWN_WHOLE if is_whole else SHOWN, visitors=False)
    context = {
        "board": board,
        "panel": shown,
        "dimension": dimension,
        "lines": [_line(board, dimension, row) for row in found.rows],
        "most": max((row.counts.clicks for row in found.rows), default=0),
        "more": 0 if is_whole else found.values - len(found.rows),
        "whole": f"{board.home}/panels/{name}?{board.asked.query}&dimension={dimension}&all=yes",
        "found": found,
    }
    if dimension in MAPS:
        context["map"] = _map(board, dimension)
    return render(request, "dashboard/analytics/panel.html", context)


@require_safe
def export(request: HttpRequest, board: Board) -> HttpResponse:
    """What is on screen as CSV: a panel's list (`dimension`), or the chart."""
    dimension = request.GET.get("dimension", "")
    if dimension and not any(dimension in each.dimensions for each in board.panels):
        raise Http404
    return csv_file(file_name(board, dimension or "clicks"), _rows(board, dimension))


def _rows(board: Board, dimension: str) -> Rows:
    if dimension:
        return values_file(dimension, _top(board, dimension, SHOWN_WHOLE, visitors=True))
    asked = board.asked
    return chart_file(click_reader().now(series, board.scope, asked.interval, compare=asked.compares))


def _top(board: Board, dimension: str, size: int, *, visitors: bool) -> Top:
    """With the values that are not chosen, so that another one can be. Telling visitors apart costs most of a ranking's
    time, and lists on screen do not show them."""
    compare, scope = board.asked.compares, board.scope_of(board.asked.any_of(dimension))
    found = click_reader().now(top, scope, dimension, size=size, compare=compare, visitors=visitors)
    if dimension != "link" or board.member is None:
        return found
    return replace(found, rows=labelled(board.workspace.pk, found.rows))


def _line(board: Board, dimension: str, row: Ranked) -> Line:
    is_chosen = board.asked.chooses(dimension, row.value)
    but = _showing(board.asked, dimension).freed(dimension, row.value).but(dimension, row.value)
    only = board.address_of(_chosen(board.asked, dimension, row.value))
    return Line(label(dimension, row), row, only, board.address_of(but), is_chosen)


def _chosen(asked: Asked, dimension: str, value: str) -> Asked:
    """The same with this value among the chosen ones; without it where it is one of them already."""
    if asked.chooses(dimension, value):
        return asked.freed(dimension, value)
    return _showing(asked, dimension).only(dimension, value)


def _showing(asked: Asked, dimension: str) -> Asked:
    """The same with the clicks that have such values at all: an app that makes previews has no clicks of people."""
    kind = DIMENSIONS[dimension].kind
    return asked if kind is None else asked.of_kinds(asked.kinds | {kind})


def _map(board: Board, dimension: str) -> dict[str, object]:
    """The map's name, and for each place its clicks, its name, and where a click on it leads."""
    found = _top(board, dimension, SHOWN_WHOLE, visitors=False)
    lines = [_line(board, dimension, row) for row in found.rows if row.value]
    places = {line.row.value: [line.row.counts.clicks, line.name, line.only] for line in lines}
    return {"name": MAPS[dimension], "places": places}
