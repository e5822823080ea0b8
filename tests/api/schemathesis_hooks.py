"""What schemathesis must know of our words beyond their JSON Schema. Loaded by its command, see `test_schemathesis`."""

import os
from datetime import UTC, datetime, timedelta
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis.generation.meta import TestPhase

OWN_KEY_ID = os.environ["KLIQS_TEST_KEY_ID"]
FUTURE = "2999-01-01T00:00:00Z"

moments = st.integers(min_value=3_600, max_value=10**9).map(
    lambda seconds: (datetime.now(UTC) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
)
hosts = st.from_regex(r"([a-z0-9]{1,20}\.){1,2}(com|id|co\.id)", fullmatch=True)
paths = st.from_regex(r"(/[A-Za-z0-9._~-]{0,10}){0,3}(\?[a-z]=[a-z0-9]{0,5})?", fullmatch=True)

# Any `date-time` would do for the schema, but an expiry lies ahead; any `uri`, but a destination is on the web.
schemathesis.openapi.format("date-time", moments)
schemathesis.openapi.format("uri", st.builds("https://{}{}".format, hosts, paths))


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    case.body = _ahead(case.body)
    if str((case.path_parameters or {}).get("key_id")) == OWN_KEY_ID:
        case.path_parameters["key_id"] = 2**31 - 1  # or the rest of the run would be answered with 401
    if case.meta is not None and case.meta.generation.mode.is_positive and case.query:
        case.query.pop("cursor", None)  # one that we gave is sound, and these are made up
        for colour in ("colour", "background"):
            case.query.pop(colour, None)  # most pairs of colours are too faint
        if case.operation.method.upper() == "DELETE" and case.meta.phase.name == TestPhase.STATEFUL:
            case.query.pop("dry_run", None)  # what is tried is there afterwards, which would pass for a defect


def _ahead(value: Any) -> Any:
    """The body with the moment in the past that the coverage phase uses for every `date-time` moved ahead."""
    if isinstance(value, dict):
        return {name: FUTURE if _is_past(name, each) else _ahead(each) for name, each in value.items()}
    return [_ahead(each) for each in value] if isinstance(value, list) else value


def _is_past(name: str, value: Any) -> bool:
    return name == "expires_at" and isinstance(value, str) and value.endswith("Z") and "1900" < value[:4] < "2026"
