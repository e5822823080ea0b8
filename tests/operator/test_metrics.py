"""The metrics port."""

import re
from collections import defaultdict

import httpx
import pytest

from cast import VPS, slug
from running.ports import free_port
from running.server import Server
from running.servers import Servers
from running.waiting import eventually


def _scrape(port: int) -> dict[str, float]:
    """Values by name and labels, added up over processes."""
    values: dict[str, float] = defaultdict(float)
    for line in httpx.get(f"http://127.0.0.1:{port}/metrics").text.splitlines():
        if line.startswith("#"):
            continue
        name, value = line.rsplit(" ", 1)
        name = re.sub(r'process="\d+",?', "", name).replace(",}", "}").replace("{}", "")
        values[name] += float(value)
    return values


@pytest.mark.parametrize("workers", [1, 3])
def test_it_counts_what_happened_in_every_process(start_server: Servers, workers: int) -> None:
    port = free_port()
    server: Server = start_server(workers=workers, KLIQS_METRICS_PORT=str(port))
    api, name = server.api(server.key()), slug()
    assert api.post("/links", json={"url": VPS, "slug": name}).status_code == 201
    assert api.post("/links", json={"url": VPS, "slug": name}).status_code == 409
    for _ in range(20):
        assert server.visit(f"/{name}").status_code == 302
        assert server.visit("/nothing-there").status_code == 404

    def counted() -> bool:
        seen = _scrape(port)
        assert seen['kliqs_visits_total{outcome="redirected"}'] == 20
        assert seen['kliqs_visits_total{outcome="unknown"}'] == 20
        assert seen['kliqs_answers_total{status="201",surface="api"}'] == 1
        assert seen['kliqs_answers_total{status="409",surface="api"}'] == 1
        assert seen["kliqs_click_log_written_total"] == 40
        assert seen["kliqs_loader_rows_total"] == 40
        assert seen["kliqs_create_batch_size_count"] == 2
        assert seen["kliqs_create_batch_seconds_sum"] > 0
        looked_up = seen["kliqs_cache_hits_total"] + seen["kliqs_cache_misses_total"]
        assert looked_up == 40, httpx.get(f"http://127.0.0.1:{port}/metrics").text  # which process counts otherwise
        assert seen["kliqs_loader_elected"] == 1
        return seen["kliqs_database_up"] == 1

    eventually(counted, within_s=20)


@pytest.mark.any_engine
def test_no_metrics_are_served_to_visitors(server: Server) -> None:
    assert server.visit("/metrics").status_code == 404
