"""Indonesia's provinces are called what Indonesians call them."""

import json

import pytest
from django.utils import translation

from kliqs.clicks.questions.answers import NONE, Ranked
from kliqs.web.dashboard.analytics.panels import label, named
from kliqs.web.dashboard.analytics.provinces import PROVINCES
from running.commands import REPOSITORY

MAP = REPOSITORY / "src/kliqs/web/static/dist/indonesia.json"


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("ID/West Java", "Jawa Barat"),
        ("ID/Yogyakarta", "DI Yogyakarta"),
        ("ID/Southwest Papua", "Papua Barat Daya"),
        ("ID/Bangka–Belitung Islands", "Kepulauan Bangka Belitung"),
        ("ID/Special Region of Yogyakarta", "DI Yogyakarta"),
        ("ID/Somewhere new", "Somewhere new"),
        ("MY/Johor", "Johor"),
        ("XX/West Java", "West Java"),
    ],
)
def test_a_province_has_its_indonesian_name_for_who_reads_indonesian(value: str, name: str) -> None:
    with translation.override("id"):
        assert named("region", value) == name
        assert label("region", Ranked(value, value.rpartition("/")[2], NONE)) == name
    with translation.override("en"):
        assert named("region", value) == value.rpartition("/")[2]


def test_there_are_38_provinces_and_every_one_of_the_map_is_among_them() -> None:
    assert len(set(PROVINCES.values())) == 38
    on_map = {value for place in json.loads(MAP.read_text())["places"] for value in place["values"]}
    assert {value.partition("/")[2] for value in on_map} <= set(PROVINCES)


@pytest.mark.parametrize(("language", "name"), [("en", "Without a tag"), ("id", "Tanpa tag")])
def test_links_without_a_tag_are_called_that(language: str, name: str) -> None:
    with translation.override(language):
        assert named("tag", "") == name
