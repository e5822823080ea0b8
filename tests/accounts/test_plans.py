"""The plan table, and the operator's own."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from kliqs.accounts import plans
from kliqs.accounts.plans import BUILT_IN, SANDBOX, Plan
from kliqs.errors import ConfigurationError
from kliqs.settings import load

CROWD = 200  # creates at once that must meet the plan's own limits first

Write = Callable[[str], dict[str, Plan]]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Puts a `plans.toml` into the data folder and returns the plans as Kliqs then has them."""
    monkeypatch.setattr(plans, "load", lambda: msgspec.structs.replace(load(), data_dir=tmp_path))

    def write(text: str) -> dict[str, Plan]:
        (tmp_path / "plans.toml").write_text(text)
        plans.plans.cache_clear()
        return plans.plans()

    yield write
    plans.plans.cache_clear()


def test_the_plans_are_those_of_the_public_page() -> None:
    published = {plan.name: (plan.requests_per_month, plan.links) for plan in BUILT_IN if plan.listed}
    assert published == {"free": (30, 5), "starter": (1_000, 50), "pro": (10_000, 200), "business": (30_000, 500)}


@pytest.mark.parametrize("plan", [plan for plan in BUILT_IN if plan.listed], ids=lambda plan: plan.name)
def test_every_plans_burst_is_deep_enough_for_a_crowd(plan: Plan) -> None:
    assert plan.burst >= CROWD


def test_an_operators_plan_joins_the_others(write: Write) -> None:
    table = write("[toko]\nrequests_per_month = 9\nlinks = 3\n")
    assert table["toko"] == Plan("toko", "Toko", 9, 3, burst=300, per_second=5.0)
    assert table.keys() >= {plan.name for plan in BUILT_IN}


def test_an_operators_plan_replaces_the_one_of_its_name(write: Write) -> None:
    assert write("[free]\nrequests_per_month = 7\nlinks = 2\n")["free"].requests_per_month == 7


def test_a_plan_may_name_everything(write: Write) -> None:
    text = '[x]\ntitle="X!"\nrequests_per_month=-1\nlinks=-1\nburst=-1\nper_second=-1\npages=-1\nlisted=false\n'
    assert write(text)["x"] == replace(BUILT_IN[-1], name="x", title="X!")


@pytest.mark.parametrize(
    "text",
    [
        "[toko",
        "[toko]\nlinks = 3\n",
        "[toko]\nrequests_per_month = 'many'\nlinks = 3\n",
        "[toko]\nrequests_per_month = 9\nlinks = 3\ntypo = 1\n",
        "toko = 3\n",
        "[toko]\nrequests_per_month = -2\nlinks = 3\n",
        "[toko]\nrequests_per_month = 9\nlinks = 3\nper_second = 0\n",
        "[toko]\nrequests_per_month = 9\nlinks = 3\nburst = 0\n",
        "[toko]\nrequests_per_month = 9\nlinks = 3\npages = -2\n",
    ],
)
def test_a_table_that_makes_no_sense_names_its_file(write: Write, text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"plans\.toml"):
        write(text)


def test_a_plan_that_was_taken_away_becomes_the_default(write: Write) -> None:
    write("")
    assert plans.plan("no-longer-sold") == BUILT_IN[0]


def test_the_docs_tell_every_burst() -> None:
    docs = Path(__file__).parents[2] / "docs"
    for plan in (each for each in BUILT_IN if each.listed or each.name == SANDBOX):
        row = f" | {plan.burst:,} | {plan.per_second:g} |"
        english, indonesian = plan.title, plan.title
        if plan.name == SANDBOX:
            english, indonesian = "Test keys", "Key uji"
        assert f"| {english}{row}" in (docs / "en/limits.md").read_text()
        assert f"| {indonesian}{row}".replace(",", ".") in (docs / "id/limits.md").read_text()
