"""Which engine an install has."""

from kliqs.clicks.engines import Engine
from kliqs.clicks.engines.parquet import ParquetEngine
from kliqs.settings import Settings


def open_engine(settings: Settings) -> Engine:
    """The one that `KLIQS_CLICKS_URL` names."""
    if settings.uses_clickhouse:
        from kliqs.clicks.engines.clickhouse import ClickHouseEngine  # only where it is used: 0.2 s to import

        return ClickHouseEngine(settings.clicks_url)
    return ParquetEngine(settings.clicks_dir, settings.data_dir / "scratch")
