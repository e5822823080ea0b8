"""What is committed tells nothing of the machine it was written on, and its pins agree with each other."""

import re
import subprocess
import tomllib
from functools import lru_cache

import pytest

from running.commands import REPOSITORY

# Written apart, so that this file does not name what it forbids.
FORBIDDEN = [
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "registry.npmjs" + ".org",
    "registry.yarnpkg" + ".com",
    "deb.debian" + ".org",
    "--index" + "-url",
    "--extra-index" + "-url",
    "--find" + "-links",
]
MACHINE_PATH = re.compile(r"(?<![\w.$}/-])/(?:work|root|home/\w+|Users/\w+)(?:/|\b)")
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)(?: ; (.+?))?(?: \\)?$", re.MULTILINE)


@lru_cache(maxsize=1)
def committed_texts() -> dict[str, str]:
    """Every text file that is, or is about to be, committed, by its path."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout.split("\0")
    texts = {}
    for name in filter(None, names):
        path = REPOSITORY / name
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            texts[name] = content.decode()
    return texts


@pytest.mark.parametrize("forbidden", FORBIDDEN)
def test_no_file_names_a_package_index(forbidden: str) -> None:
    assert [name for name, text in committed_texts().items() if forbidden in _without_lock_flags(text)] == []


def test_no_file_names_a_path_of_this_machine() -> None:
    named = {name: match[0] for name, text in committed_texts().items() if (match := MACHINE_PATH.search(text))}
    named.pop("tests/tooling/test_committed_files.py", None)
    assert named == {}


def test_every_requirement_is_pinned_with_hashes() -> None:
    for name in ("app", "dev", "uv"):
        text = _requirements(name)
        assert PIN.findall(text)
        unpinned = [
            line
            for line in text.splitlines()
            if line and not line.startswith(("#", "    #")) and not PIN.match(line) and "--hash=sha256:" not in line
        ]
        assert unpinned == []
        assert text.count("--hash=sha256:") >= len(PIN.findall(text))


def test_development_runs_on_the_very_versions_that_serve() -> None:
    served, developed = _pins("app"), _pins("dev")
    assert served.items() <= developed.items()


def test_the_pins_are_those_of_the_lists_beside_them() -> None:
    """Every name in an `.in` file is pinned; `make lock` was not forgotten."""
    for name in ("app", "dev", "uv"):
        wanted = re.findall(r"^([A-Za-z0-9._-]+)", (REPOSITORY / f"requirements/{name}.in").read_text(), re.MULTILINE)
        pinned = {pin for pin, _ in _pins(name)}
        assert [each for each in wanted if not each.startswith("-") and each.lower() not in pinned] == []


def test_the_package_needs_what_is_pinned_for_it() -> None:
    """`pyproject.toml` and `requirements/app.in` name the same, but for what only builds assets."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    listed = set((REPOSITORY / "requirements/app.in").read_text().split("\n")[1:])
    assert set(project["dependencies"]) - listed == set()


@pytest.mark.parametrize(
    "name", [".ci/run", "scripts/lint", "scripts/test", "scripts/chromium", "scripts/php", "scripts/assets"]
)
def test_scripts_can_be_run(name: str) -> None:
    assert (REPOSITORY / name).stat().st_mode & 0o111


def test_no_source_file_has_grown_beyond_a_screenful_of_ideas() -> None:
    limit = 300
    long = {
        name: lines
        for name, text in committed_texts().items()
        if name.endswith(".py") and (lines := text.count("\n")) > limit
    }
    assert long == {}


def _requirements(name: str) -> str:
    return (REPOSITORY / f"requirements/{name}.txt").read_text()


def _pins(name: str) -> dict[tuple[str, str], str]:
    """Versions by package and marker."""
    return {(package, marker): version for package, version, marker in PIN.findall(_requirements(name))}


def _without_lock_flags(text: str) -> str:
    """The flag that keeps an index out of the pins contains the name of the one that puts it in."""
    return text.replace("--no-emit-index" + "-url", "")


def test_the_help_of_make_lists_every_verb() -> None:
    listed = subprocess.run(
        ["make", "--no-print-directory"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    ).stdout
    makefile = (REPOSITORY / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony is not None
    assert [line.split()[0] for line in listed.splitlines()] == phony[1].split()
