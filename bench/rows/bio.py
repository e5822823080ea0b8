"""A bio page from the cache: a shop's page of ten blocks, compressed, against the hot redirect of the same server.

Both with a browser's header fields, `Accept-Encoding` among them; every view is logged as every redirect is.
"""

import json
import subprocess
import sys

from bench.kliqs import Kliqs
from bench.load import Load, load
from bench.places import SCRIPTS, WORK, Effort, environment
from bench.processes import BenchFailed
from bench.report import Line, Report
from bench.rounds import Contender, alternate
from bench.visitors import BROWSER

PAGE, LINK = "warung", "hot"
BUDGET = 0.8
FIELDS = {**BROWSER, "Accept-Encoding": "gzip, deflate, br"}
BLOCKS = [
    {"type": "link", "label": f"Menu hari ke-{day}", "url": f"https://marketku.id/menu/{day}", "description": "Pedas"}
    for day in range(10)
]
PUBLISH = """
import json, sys, django
django.setup()
from kliqs.accounts.models import Workspace
from kliqs.bio.pages import create_page, publish
from kliqs.settings import load
slug, document = sys.argv[1], json.loads(sys.argv[2])
workspace = Workspace.objects.get()
page = create_page(workspace.pk, slug, load(), values=document, actor=None)
publish(workspace.pk, page.public_id, load(), actor=None)
"""


def measure(effort: Effort) -> Report:
    with Kliqs(WORK / "bio") as kliqs:
        _publish(kliqs)
        kliqs.create(LINK, "https://marketku.id/products/8f3f4f3f-1231-1231-1231")

        def ask(slug: str) -> Load:
            arguments = tuple(part for field in FIELDS.items() for part in field)
            url = f"{kliqs.base}/{slug}"
            return kliqs.visited(load(url, effort.seconds, effort.connections, SCRIPTS / "browser.lua", arguments))

        ask(PAGE)
        ask(LINK)
        contenders = [
            Contender("page", kliqs.server, lambda: ask(PAGE)),
            Contender("redirect", kliqs.server, lambda: ask(LINK)),
        ]
        seen = alternate(contenders, effort.rounds)
        count = kliqs.count("views and redirects")
    line = Line(
        what="bio page from the cache",
        figure=seen.figure("page"),
        peer=f"hot redirect {seen.figure('redirect')}",
        ratio=seen.ratio("page", "redirect"),
        budget=BUDGET,
        details={"others": seen.others},
    )
    return Report([line], [count])


def _publish(kliqs: Kliqs) -> None:
    """With the product's own functions, in a program of its own."""
    document = {"profile": {"name": "Warung Ani", "about": "Masakan rumahan dari Tebet"}, "blocks": BLOCKS}
    env = environment(kliqs.settings) | {"DJANGO_SETTINGS_MODULE": "kliqs.django_settings"}
    command = [sys.executable, "-c", PUBLISH, PAGE, json.dumps(document)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BenchFailed(f"the page could not be published:\n{done.stderr}")
