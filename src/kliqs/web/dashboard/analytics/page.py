"""The board itself: the figures, the chart and the controls; its panels load by themselves."""

from datetime import UTC, datetime, time, timedelta
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from kliqs.accounts.membership import may_change
from kliqs.clicks.models import SavedView
from kliqs.clicks.questions.asking import click_reader
from kliqs.clicks.questions.scope import EVERYBODY, KINDS
from kliqs.clicks.questions.series import series
from kliqs.clicks.questions.totals import totals
from kliqs.clicks.sharing import board_about
from kliqs.web.dashboard.analytics.asking import CUSTOM, PERIODS
from kliqs.web.dashboard.analytics.boards import Board
from kliqs.web.dashboard.analytics.charts import KIND_NAMES, data_of, rows_of, stats_of
from kliqs.web.dashboard.analytics.filters import chips_of


@require_safe
def show(request: HttpRequest, board: Board) -> HttpResponse:
    """The page; for htmx the board alone."""
    asked, now, reader = board.asked, datetime.now(UTC), click_reader()
    figures = reader.now(totals, board.scope_of(asked.of_kinds(EVERYBODY)), compare=asked.compares)
    course = reader.now(series, board.scope, asked.interval, compare=asked.compares, visitors=False)
    context: dict[str, object] = {
        "board": board,
        "member": board.member,
        "asked": asked,
        "stats": stats_of(figures),
        "chart": data_of(course, board.scope.counted, asked.since, asked.until),
        "rows": rows_of(course, board.scope.counted),
        "counted": [(kind, KIND_NAMES[kind]) for kind in KINDS if kind in board.scope.counted],
        "is_compared": course.before is not None,
        "coverage": figures.coverage,
        "periods": [(name, title, board.address_of(asked.during(name, now))) for name, title in PERIODS.items()],
        "is_running": asked.until > now,
        "is_custom": asked.period == CUSTOM,
        "last_day": asked.until - timedelta(minutes=1),
        "has_times": {asked.since.time(), asked.until.time()} != {time()},
        "unfiltered": board.address_of(asked.unfiltered()),
        "kinds": [
            (
                kind,
                KIND_NAMES[kind],
                kind in board.scope.counted,
                board.address_of(asked.of_kinds(asked.kinds ^ {kind})),
            )
            for kind in KINDS
        ],
        "kinds_shown": ", ".join(str(KIND_NAMES[kind]) for kind in KINDS if kind in asked.kinds),
        "comparing": board.address_of(asked.comparing(compares=not asked.compares)),
        "chips": chips_of(board),
    }
    if board.member is not None:
        context |= _members_own(board)
    template = "exchanged" if "HX-Request" in request.headers else "index"
    response = render(request, f"dashboard/analytics/{template}.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _members_own(board: Board) -> dict[str, object]:
    """What only the workspace's people see: their kept views, and whether this board is shared."""
    assert board.member is not None
    about = board.to_share
    shared = None if about is None else board_about(board.workspace, about)
    return {
        "views": SavedView.objects.filter(workspace=board.workspace).order_by("name"),
        "may_change": may_change(board.member),
        "about": about,
        "about_value": quote(about.include[0], safe="") if about else "",
        "shared": shared,
    }
