"""Which core serves and which makes the load, what a process used of them, and how much others took meanwhile."""

import os
import resource
from pathlib import Path

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
_allowed = sorted(os.sched_getaffinity(0))
SERVER_CORE = _allowed[0]
LOAD_CORE = _allowed[-1]


def pinned(core: int, command: list[str]) -> list[str]:
    """The command, held on one core with every thread and child it starts."""
    return ["taskset", "--cpu-list", str(core), *command]


def cpu_seconds(pid: int) -> float:
    """CPU time that a process has used so far, in the kernel and out of it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND


def family_seconds(pid: int) -> float:
    """CPU time of a process and of its children that still run, as PostgreSQL's connections do."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return cpu_seconds(pid) + sum(family_seconds(int(child)) for child in children)


def ended_children_seconds() -> float:
    """CPU time of this program and of everything it started and has waited for."""
    used = 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        usage = resource.getrusage(who)
        used += usage.ru_utime + usage.ru_stime
    return used


def busy_seconds() -> float:
    """CPU time that anybody used on this machine since it started, on all cores."""
    with Path("/proc/stat").open() as file:
        user, nice, system, _idle, _waiting, *interrupts = map(int, file.readline().split()[1:9])
    return (user + nice + system + sum(interrupts)) / TICKS_A_SECOND


def resident_kb(pid: int, field: str = "VmRSS") -> int:
    """A process's memory in kB: `VmRSS` is all of it in RAM, `RssAnon` what is its own and no file's."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name == field:
            return int(value.split()[0])
    raise ValueError(f"/proc/{pid}/status has no {field}")


def machine() -> dict[str, str]:
    """What the figures were seen on."""
    described = {"cores": str(os.cpu_count()), "kernel": os.uname().release}
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            described["cpu"] = value.strip()
            break
    return described
