"""The contract of questions. It runs on Parquet files, and in `test_clickhouse.py` once more on ClickHouse."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from clicks.conftest import Store

if TYPE_CHECKING:
    from clicks.questions.shop import Shop


@pytest.fixture
def shop(models: str, store: Store) -> "Iterator[Shop]":
    from clicks.questions.shop import open_shop  # models can be imported once Django is set up

    with open_shop(store) as shop:
        yield shop
