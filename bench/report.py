"""What a row says, and how all of it is printed and kept."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: a ratio against its budget, which it must reach or (`is_ceiling`) stay under."""

    what: str
    figure: str
    peer: str
    ratio: float
    budget: float
    is_ceiling: bool = False
    details: dict[str, float | str] = field(default_factory=dict)

    @property
    def is_met(self) -> bool:
        return self.ratio <= self.budget if self.is_ceiling else self.ratio >= self.budget

    @property
    def verdict(self) -> str:
        if self.is_met:
            return "met"
        return f"missed by {abs(self.ratio - self.budget) / self.budget:.0%}"


@dataclass(frozen=True, slots=True)
class Count:
    """A promise of exactness: what was answered is counted, and nothing that was never sent."""

    what: str
    answered: int
    counted: int
    most_sent: int

    @property
    def holds(self) -> bool:
        return self.answered <= self.counted <= self.most_sent

    def __str__(self) -> str:
        verdict = "holds" if self.holds else "BROKEN"
        promise = f"answered {self.answered:,} <= counted {self.counted:,} <= sent {self.most_sent:,}"
        return f"{self.what}: {promise}: {verdict}"


@dataclass(slots=True)
class Report:
    """What one row found; rows' reports add up to the bench's."""

    lines: list[Line] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, other: "Report") -> None:
        self.lines += other.lines
        self.counts += other.counts
        self.notes += other.notes


def show(report: Report, machine: dict[str, str]) -> None:
    """Print the table, the counts and the notes."""
    table = Table(title=" · ".join(f"{name} {value}" for name, value in machine.items()), title_justify="left")
    for heading in ("what", "figure", "peer"):
        table.add_column(heading)
    for heading in ("ratio", "budget"):
        table.add_column(heading, justify="right")
    table.add_column("verdict")
    for line in report.lines:
        sign = "<=" if line.is_ceiling else ">="
        colour = "green" if line.is_met else "red"
        table.add_row(
            line.what, line.figure, line.peer, f"{line.ratio:.2f}", f"{sign} {line.budget:.2g}",
            f"[{colour}]{line.verdict}[/{colour}]",
        )  # fmt: skip
    console = Console(width=None if Console().is_terminal else 160)
    console.print(table)
    for text in (*map(str, report.counts), *report.notes):
        console.print(f"- {text}", highlight=False)


def keep(report: Report, machine: dict[str, str], path: Path, failed: Sequence[str]) -> None:
    """Write everything as JSON, for comparing runs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = {
        "machine": machine,
        "lines": [asdict(line) | {"verdict": line.verdict} for line in report.lines],
        "counts": [asdict(count) | {"holds": count.holds} for count in report.counts],
        "notes": report.notes,
        "failed": list(failed),
    }
    path.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")
