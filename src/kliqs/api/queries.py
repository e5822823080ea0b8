"""Reading the query of a request by what the endpoint's operation says of it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from kliqs.api.exchange import Exchange
from kliqs.api.operations import Operation, Parameter
from kliqs.checking import MOST_UNKNOWN_TOLD
from kliqs.clicks.questions.scope import is_askable, zone_of
from kliqs.errors import InvalidBody, KliqsError, Problem

LONGEST_NUMBER = 10
LONGEST_DATE = len("2026-06-01")


def refuse_unknown(exchange: Exchange, operation: Operation) -> None:
    """Raise InvalidBody for parameters that the endpoint does not know, as for unknown fields: a typo is heard."""
    if not exchange.query_string:
        return
    known = [parameter.name for parameter in operation.query]
    names = [name[:64] for name in exchange.query if name not in known][:MOST_UNKNOWN_TOLD]
    told = f"Parameters: {', '.join(known)}." if known else "This endpoint takes none."
    problems = [Problem(name, "INVALID_REQUEST", f"There is no parameter `{name}`. {told}") for name in names]
    if problems:
        raise InvalidBody(problems)


class Query:
    """The parameters of one request, each as its endpoint describes it."""

    def __init__(self, exchange: Exchange, known: Sequence[Parameter]) -> None:
        self._known = {parameter.name: parameter.schema for parameter in known}
        self._values = exchange.query
        self._query_string = exchange.query_string

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def raw(self, name: str) -> str:
        return self._values.get(name, "")

    def text(self, name: str) -> str:
        value = self._values.get(name, "")
        longest = self._known[name].get("maxLength", 2_000)
        if len(value) > longest or "\x00" in value:
            raise KliqsError("INVALID_REQUEST", f"`{name}` is at most {longest} characters of text.", name)
        return value

    def all(self, name: str) -> list[str]:
        """The values of a parameter that may be repeated."""
        if name not in self:
            return []
        values = [value for key, value in parse_qsl(self._query_string.decode("latin-1"), True) if key == name]
        most = self._known[name].get("maxItems", 50)
        if len(values) > most:
            raise KliqsError("INVALID_REQUEST", f"`{name}` may be repeated at most {most} times.", name)
        return values

    def sent(self, *, but: Sequence[str]) -> list[tuple[str, str]]:
        """Every parameter as it was sent, except some."""
        pairs = parse_qsl(self._query_string.decode("latin-1"), keep_blank_values=True)
        return [(name, value) for name, value in pairs if name not in but]

    def moment(self, name: str, zone: str) -> datetime | None:
        """A date and time, in the zone where it names no offset; None where it is not asked. The `+` of an offset that
        was typed into an address arrives as a space."""
        if name not in self:
            return None
        text, space, offset = self._values[name].rpartition(" ")
        sign = "+" if len(text) > LONGEST_DATE else space
        try:
            moment = datetime.fromisoformat(f"{text}{sign}{offset}")
            moment = moment if moment.tzinfo else moment.replace(tzinfo=zone_of(zone))
            moment.astimezone(UTC)
        except (ValueError, OverflowError) as problem:
            message = f"`{name}` is an ISO 8601 date and time, such as 2026-06-01T00:00:00Z."
            raise KliqsError("INVALID_REQUEST", message, name) from problem
        if not is_askable(moment):
            raise KliqsError("INVALID_REQUEST", f"`{name}` is a time in the years from 1970 to 2100.", name)
        return moment

    def one_of(self, name: str, default: str) -> Any:
        value = self._values.get(name, default)
        if value not in self._known[name]["enum"]:
            raise KliqsError("INVALID_REQUEST", f"`{name}` is one of {', '.join(self._known[name]['enum'])}.", name)
        return value

    def flag(self, name: str) -> bool | None:
        """None where it is not asked."""
        return None if name not in self else bool(self.one_of(name, "") == "true")

    def number(self, name: str, default: int) -> int:
        schema = self._known[name]
        text = self._values.get(name, str(default))
        is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
        if not (is_number and schema["minimum"] <= int(text) <= schema["maximum"]):
            message = f"`{name}` is a number from {schema['minimum']} to {schema['maximum']}."
            raise KliqsError("INVALID_REQUEST", message, name)
        return int(text)

    def names(self, resource: type[msgspec.Struct]) -> frozenset[str]:
        """The names in `fields`, each of the resource; empty for all."""
        if "fields" not in self:
            return frozenset()
        names = frozenset(self._values["fields"].split(","))
        unknown = names - set(resource.__struct_fields__)
        if unknown:
            known = ", ".join(resource.__struct_fields__)
            message = f"There is no field {', '.join(sorted(unknown))[:200]!r}. Fields: {known}."
            raise KliqsError("INVALID_REQUEST", message, "fields")
        return names
