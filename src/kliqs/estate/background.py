"""What is left to do after deletions, now and then."""

from datetime import UTC, datetime

from kliqs.background import now_and_then
from kliqs.estate.deleting import finish_deletions

EVERY_S = 60.0


async def finish_forever() -> None:
    """In every process: whichever comes first does it, and doing it twice changes nothing."""
    await now_and_then("finishing", EVERY_S, lambda: finish_deletions(datetime.now(UTC)))
