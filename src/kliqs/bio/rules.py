"""Rules that stand in the annotations of a struct's fields, and checking decoded values against them.

A struct says once what its fields are and what they may be; every problem of a body is told at once, with its place in
the document, such as `blocks[2].url`.
"""

import re
import zoneinfo
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Protocol, TypeVar, get_type_hints

import msgspec

from kliqs.checking import NOT_BLANK, TEXT, Check, check_object, text
from kliqs.errors import KliqsError
from kliqs.links.destinations import MAX_LENGTH, check_destination
from kliqs.pictures.names import PATH, is_own
from kliqs.settings import Settings

T = TypeVar("T", bound=msgspec.Struct)
Json = dict[str, Any]
OR_EMPTY_ADDRESS = {"anyOf": [{"format": "uri"}, {"const": ""}, {"type": "null"}]}
Refer = Callable[[type[msgspec.Struct]], Json]  # a schema that points to that of a struct


class Rule(Protocol):
    """Makes the check of a field, given the field's name, and says the same as JSON Schema."""

    def __call__(self, name: str) -> Check: ...

    def schema(self, refer: Refer) -> Json: ...


@lru_cache(maxsize=64)
def rules_of(kind: type[msgspec.Struct]) -> dict[str, Rule]:
    """The rule of each field, in order."""
    hints = get_type_hints(kind, include_extras=True)
    return {field.name: hints[field.name].__metadata__[0] for field in msgspec.structs.fields(kind)}


def is_needed(rule: Rule) -> bool:
    """Whether a field of that rule may not be left out."""
    return bool(getattr(rule, "is_needed", False))


def or_nothing(schema: Json, rule: Rule) -> Json:
    """The schema, and null as well unless the field is needed."""
    return schema if is_needed(rule) else schema | {"type": [schema["type"], "null"]}


def refused(name: str, message: str, code: str = "INVALID_REQUEST") -> KliqsError:
    return KliqsError(code, f"`{name}` {message}", name)


def check_struct(kind: type[T], values: Any, settings: Settings, now: datetime) -> T:
    """A struct from decoded values. Raises InvalidBody with all problems."""
    return kind(**check_object(values, checks_of(kind), settings, now))


@lru_cache(maxsize=64)
def checks_of(kind: type[msgspec.Struct]) -> dict[str, Check]:
    return {name: rule(name) for name, rule in rules_of(kind).items()}


@dataclass(frozen=True, slots=True)
class Text:
    """Text of one or more lines, at most so many characters. Spaces around it are dropped."""

    longest: int
    is_needed: bool = False

    def __call__(self, name: str) -> Check:
        check = text(name, self.longest, is_needed=self.is_needed)
        return lambda value, settings, now: check(value, settings, now).strip()

    def schema(self, _: Refer) -> Json:
        text = {"type": "string", "maxLength": self.longest, "pattern": NOT_BLANK if self.is_needed else TEXT}
        return or_nothing(text, self)


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false; nothing is false, or what `otherwise` says."""

    otherwise: bool = False

    def __call__(self, name: str) -> Check:
        def check(value: Any, _: Settings, __: datetime) -> bool:
            if value is None:
                return self.otherwise
            if not isinstance(value, bool):
                raise refused(name, "must be true or false.")
            return value

        return check

    def schema(self, _: Refer) -> Json:
        return {"type": ["boolean", "null"], "default": self.otherwise}


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some words; nothing is the first of them, which may be empty."""

    words: Sequence[str]

    def __call__(self, name: str) -> Check:
        def check(value: Any, _: Settings, __: datetime) -> str:
            word = self.words[0] if value is None else value
            if not isinstance(word, str) or word not in self.words:
                raise refused(name, f"must be one of: {', '.join(each or 'nothing' for each in self.words)}.")
            return word

        return check

    def schema(self, _: Refer) -> Json:
        return {"type": ["string", "null"], "enum": [*self.words, None], "default": self.words[0]}


@dataclass(frozen=True, slots=True)
class Matching:
    """Text of a certain form, told to the caller as `form`; may be left out unless it is needed."""

    pattern: re.Pattern[str]
    form: str
    is_needed: bool = False

    def __call__(self, name: str) -> Check:
        def check(value: Any, _: Settings, __: datetime) -> str:
            if value in (None, "") and not self.is_needed:
                return ""
            if not isinstance(value, str) or not self.pattern.fullmatch(value.strip()):
                raise refused(name, f"must be {self.form}.")
            return value.strip()

        return check

    def schema(self, _: Refer) -> Json:
        pattern = self.pattern.pattern if self.is_needed else f"({self.pattern.pattern})?"
        return or_nothing(
            {"type": "string", "pattern": f"^{pattern}$", "description": f"{self.form[0].upper()}{self.form[1:]}."},
            self,
        )


@dataclass(frozen=True, slots=True)
class Address:
    """A web address, by the rules of a link's destination."""

    is_needed: bool = False

    def __call__(self, name: str) -> Check:
        def check(value: Any, settings: Settings, _: datetime) -> str:
            if value in (None, "") and not self.is_needed:
                return ""
            if not isinstance(value, str):
                raise refused(name, "must be a web address.", "INVALID_URL")
            try:
                return check_destination(value.strip(), settings)
            except KliqsError as refusal:
                raise KliqsError(refusal.code, refusal.message, name) from refusal

        return check

    def schema(self, _: Refer) -> Json:
        address: Json = {"type": "string", "maxLength": MAX_LENGTH}
        return address | {"format": "uri"} if self.is_needed else or_nothing(address | OR_EMPTY_ADDRESS, self)


@dataclass(frozen=True, slots=True)
class Picture:
    """The path of a picture that was uploaded here."""

    is_needed: bool = False

    def __call__(self, name: str) -> Check:
        def check(value: Any, _: Settings, __: datetime) -> str:
            if value in (None, "") and not self.is_needed:
                return ""
            if not isinstance(value, str) or not is_own(value):
                raise refused(name, "must be the path of a picture that you uploaded.")
            return value

        return check

    def schema(self, _: Refer) -> Json:
        path = {"type": "string", "description": "The path of a picture of the workspace."}
        return or_nothing(path | {"pattern": f"^{PATH}$" if self.is_needed else f"^({PATH})?$"}, self)


@dataclass(frozen=True, slots=True)
class Moment:
    """An ISO 8601 date and time; without an offset it is UTC."""

    is_needed: bool = False

    def __call__(self, name: str) -> Check:
        def check(value: Any, _: Settings, __: datetime) -> datetime | None:
            if value in (None, "") and not self.is_needed:
                return None
            try:
                moment = datetime.fromisoformat(value.strip())
                moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
            except (ValueError, OverflowError, AttributeError, TypeError):
                raise refused(name, "must be an ISO 8601 date and time, such as 2030-01-31T09:00:00Z.") from None
            if not 2000 <= moment.year <= 2200:
                raise refused(name, "must lie between the years 2000 and 2200.")
            return moment.replace(microsecond=0)

        return check

    def schema(self, _: Refer) -> Json:
        description = "A date and time (ISO 8601) in the years 2000 to 2200; without an offset it is UTC."
        moment: Json = {"type": "string", "description": description}
        either: Json = {"anyOf": [{"format": "date-time"}, {"const": ""}, {"type": "null"}]}
        return moment | {"format": "date-time"} if self.is_needed else or_nothing(moment | either, self)


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    """Every time zone's name; looking for them walks through a folder of files."""
    return frozenset(zoneinfo.available_timezones())


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone of the IANA database; Jakarta's where none is given."""

    def __call__(self, name: str) -> Check:
        def check(value: Any, _: Settings, __: datetime) -> str:
            zone = "Asia/Jakarta" if value in (None, "") else value
            if not isinstance(zone, str) or zone not in zones():
                raise refused(name, "must be a time zone such as Asia/Jakarta.")
            return zone

        return check

    def schema(self, _: Refer) -> Json:
        description = "A time zone of the IANA database, such as Asia/Jakarta."
        return {"type": ["string", "null"], "description": description, "default": "Asia/Jakarta"}


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within bounds; nothing is `otherwise`."""

    lowest: int
    highest: int
    otherwise: int

    def __call__(self, name: str) -> Check:
        def check(value: Any, _: Settings, __: datetime) -> int:
            if value is None:
                return self.otherwise
            is_whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
            if not is_whole or isinstance(value, bool) or not self.lowest <= value <= self.highest:
                raise refused(name, f"must be a whole number from {self.lowest} to {self.highest}.")
            return int(value)

        return check

    def schema(self, _: Refer) -> Json:
        bounds = {"minimum": self.lowest, "maximum": self.highest, "default": self.otherwise}
        return {"type": ["integer", "null"]} | bounds
