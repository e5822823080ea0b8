"""Creating links inside a transaction that is open already, by the rules of every create."""

from collections.abc import Sequence

from kliqs.accounts.usage import Usage
from kliqs.database import Connection
from kliqs.errors import KliqsError
from kliqs.links.batches import Batch, utc_now
from kliqs.links.creation import Created, Creation, NewLink, Refused


def create_in(connection: Connection, creations: Sequence[Creation]) -> list[NewLink | KliqsError]:
    """Create them, each with its own outcome, in order. Their Idempotency-Keys and requests are the caller's care."""
    outcomes = Batch(connection, _keeps_no_answer, utc_now()).run(list(creations))
    return [_link_or_refusal(outcomes[each]) for each in creations]


def refuse_beyond(usage: Usage, count: int) -> None:
    """Raise SHORTLINK_LIMIT_REACHED unless the plan has room for so many links."""
    if usage.links_left < count:
        raise KliqsError(
            "SHORTLINK_LIMIT_REACHED", f"The plan has room for {usage.links_left} more links, not {count}."
        )


def _link_or_refusal(outcome: Created | Refused) -> NewLink | KliqsError:
    if isinstance(outcome, Refused):
        return outcome.error
    assert outcome.link is not None
    return outcome.link


def _keeps_no_answer(created: Created) -> str:
    raise AssertionError(f"answers are kept under an Idempotency-Key alone: {created}")
