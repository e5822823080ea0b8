"""`python -m bench [ROW ...]`: measure, print one table, keep `build/bench.json`.

Ends with 1 when a row could not be measured or a click went missing; a missed budget is told in the table.
"""

import argparse
import dataclasses
import platform
import sys
import time
from collections.abc import Callable
from importlib import import_module

from bench.cores import machine
from bench.places import BUILD, QUICK, Effort
from bench.processes import BenchFailed
from bench.report import Report, keep, show

ROWS = {
    "hot": "hot redirect against nginx",
    "bio": "bio page from the cache against a hot redirect",
    "missing": "redirect not in the cache, in a small and a large database",
    "create": "API create on SQLite against a bare echo, and on PostgreSQL",
    "dashboards": "redirect p99 while dashboards are being loaded",
    "table": "pages of the dashboard's table of 100,000 links",
    "loader": "clicks loaded a second",
    "panels": "every panel of analytics over 20 million clicks",
    "memory": "memory, idle and for each cached link",
}


def main() -> int:
    options = _options()
    effort = QUICK if options.quick else Effort()
    if options.rounds:
        effort = dataclasses.replace(effort, rounds=options.rounds)
    if options.seconds:
        effort = dataclasses.replace(effort, seconds=options.seconds)
    report, failed = Report(), []
    for row in options.rows or ROWS:
        started = time.monotonic()
        print(f"{row}: {ROWS[row]} ...", file=sys.stderr, flush=True)
        measure: Callable[[Effort], Report] = import_module(f"bench.rows.{row}").measure
        try:
            report.add(measure(effort))
        except BenchFailed as problem:
            failed.append(row)
            print(f"{row} could not be measured: {problem}", file=sys.stderr)
        print(f"{row}: {time.monotonic() - started:.0f} s", file=sys.stderr)
    seen_on = machine() | {"python": platform.python_version()}
    show(report, seen_on)
    keep(report, seen_on, BUILD / "bench.json", failed)
    return 1 if failed or not all(count.holds for count in report.counts) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure Kliqs against its peers.")
    parser.add_argument(
        "rows", nargs="*", choices=[*ROWS, []], metavar="ROW", help=f"of {', '.join(ROWS)}; default: all"
    )
    parser.add_argument("--rounds", type=int, help="rounds to keep of each measurement")
    parser.add_argument("--seconds", type=int, help="seconds of each contender in a round")
    parser.add_argument(
        "--quick", action="store_true", help="few short rounds and a smaller database: for a first look"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
