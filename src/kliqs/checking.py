"""Checking decoded values field by field, so that a caller hears of every problem of a body at once."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from kliqs.errors import InvalidBody, KliqsError, Problem
from kliqs.settings import Settings

MOST_UNKNOWN_TOLD = 10  # so that the answer to a hostile body is smaller than the body

# PostgreSQL refuses NUL, and lone surrogates have no UTF-8; JSON lets both through.
NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
# The same for JSON Schema, which knows no surrogates; and text that is more than spaces.
TEXT = r"^[^\u0000]*$"
NOT_BLANK = r"^[^\u0000]*[^\s\u0000][^\u0000]*$"

Check = Callable[[Any, Settings, datetime], Any]


def check_object(
    values: Any, checks: Mapping[str, Check], settings: Settings, now: datetime, *, only_sent: bool = False
) -> dict[str, Any]:
    """Check decoded values, each by its field's rule; returns what the rules make of them, under the same names.

    Every field is checked, missing ones as None, or left out with `only_sent`. Raises InvalidBody with all problems;
    its code is that of the first, in the order of `checks`.
    """
    if not isinstance(values, Mapping):
        raise InvalidBody([Problem("", "INVALID_REQUEST", "The body must be a JSON object.")])
    problems: list[Problem] = []
    checked: dict[str, Any] = {}
    for name, check in checks.items():
        if only_sent and name not in values:
            continue
        try:
            checked[name] = check(values.get(name), settings, now)
        except InvalidBody as refusals:
            problems += [within(name, problem) for problem in refusals.problems]
        except KliqsError as refusal:
            problems.append(Problem(refusal.field or name, refusal.code, refusal.message))
    if not values.keys() <= checks.keys():
        unknown = islice((str(name)[:64] for name in values if name not in checks), MOST_UNKNOWN_TOLD)
        known = ", ".join(checks)
        problems += [
            Problem(name, "INVALID_REQUEST", f"There is no field `{name}`. Fields: {known}.") for name in unknown
        ]
    if problems:
        raise InvalidBody(problems)
    return checked


def within(place: str, problem: Problem) -> Problem:
    """A problem of a part, as a problem of the whole: `url` of `blocks[2]` is `blocks[2].url`."""
    joint = "" if not problem.field or problem.field.startswith("[") else "."
    return Problem(f"{place}{joint}{problem.field}", problem.code, problem.message)


def text(name: str, longest: int, *, is_needed: bool = False) -> Check:
    """A string of at most so many characters; null is empty, which a needed one may not be."""

    def check(value: Any, _: Settings, __: datetime) -> str:
        if value is None:
            value = ""
        if not isinstance(value, str):
            raise KliqsError("INVALID_REQUEST", f"`{name}` must be a string.", name)
        if len(value) > longest:
            raise KliqsError("INVALID_REQUEST", f"`{name}` is longer than {longest:,} characters.", name)
        if NOT_TEXT.search(value):
            raise KliqsError("INVALID_REQUEST", f"`{name}` contains characters that are not text.", name)
        if is_needed and not value.strip():
            raise KliqsError("INVALID_REQUEST", f"`{name}` must not be empty.", name)
        return value

    return check


def number(name: str, least: int, most: int) -> Check:
    """A whole number; null is None. JSON knows no difference between 5 and 5.0."""

    def check(value: Any, _: Settings, __: datetime) -> int | None:
        if value is None:
            return None
        is_whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if not is_whole or isinstance(value, bool) or not least <= value <= most:
            raise KliqsError("INVALID_REQUEST", f"`{name}` is a number from {least:,} to {most:,}.", name)
        return int(value)

    return check


def expiry(value: Any, _: Settings, now: datetime) -> datetime | None:
    """`expires_at`: an ISO 8601 date and time in the future; without an offset it is UTC. Null and empty mean never."""
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > 40 or "T" not in value.upper().replace(" ", "T"):
        raise _bad_expiry("`expires_at` must be an ISO 8601 date and time, such as 2030-01-31T09:00:00Z.")
    try:
        moment = datetime.fromisoformat(value.strip())
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _bad_expiry("`expires_at` must be an ISO 8601 date and time, such as 2030-01-31T09:00:00Z.") from None
    if moment <= now:
        raise _bad_expiry("`expires_at` must be in the future.")
    return moment


def _bad_expiry(message: str) -> KliqsError:
    return KliqsError("INVALID_EXPIRES_AT", message, "expires_at")


def flag(name: str, *, absent: bool | None = None) -> Check:
    """True or false; null means `absent`, where that is given."""

    def check(value: Any, _: Settings, __: datetime) -> bool:
        if value is None and absent is not None:
            return absent
        if not isinstance(value, bool):
            raise KliqsError("INVALID_REQUEST", f"`{name}` must be true or false.", name)
        return value

    return check
