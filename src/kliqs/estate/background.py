"""What is left to do after deletions, and sweeping, now and then."""

from datetime import UTC, datetime

from kliqs.background import now_and_then
from kliqs.estate.deleting import finish_deletions
from kliqs.estate.pictures import sweep_pictures

EVERY_S = 60.0
SWEEP_EVERY_S = 1800.0


async def finish_forever() -> None:
    """In every process: whichever comes first does it, and doing it twice changes nothing."""
    await now_and_then("finishing", EVERY_S, lambda: finish_deletions(datetime.now(UTC)))


async def sweep_pictures_forever() -> None:
    """As above."""
    await now_and_then("sweeping pictures", SWEEP_EVERY_S, lambda: sweep_pictures(datetime.now(UTC)))
