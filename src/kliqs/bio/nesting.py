"""Rules for what has parts: a struct within a struct, and lists. Problems are told with their place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from kliqs.bio.rules import Json, Refer, Rule, check_struct, or_nothing, refused
from kliqs.checking import Check, within
from kliqs.errors import InvalidBody, KliqsError, Problem
from kliqs.settings import Settings


@dataclass(frozen=True, slots=True)
class Part:
    """A struct of its own; where nothing is given, one of nothing (or None, where it is `optional`)."""

    kind: type[msgspec.Struct]
    optional: bool = False

    def __call__(self, _: str) -> Check:
        def check(value: Any, settings: Settings, now: datetime) -> msgspec.Struct | None:
            if value is None and self.optional:
                return None
            return check_struct(self.kind, {} if value is None else value, settings, now)

        return check

    def schema(self, refer: Refer) -> Json:
        return {"anyOf": [refer(self.kind), {"type": "null"}]}


@dataclass(frozen=True, slots=True)
class Item:
    """A struct that must be there, in a list."""

    kind: type[msgspec.Struct]

    def __call__(self, _: str) -> Check:
        return lambda value, settings, now: check_struct(self.kind, value, settings, now)

    def schema(self, refer: Refer) -> Json:
        return refer(self.kind)


@dataclass(frozen=True, slots=True)
class Many:
    """A list, every item by the rule `item`."""

    item: Rule
    most: int
    least: int = 0

    @property
    def is_needed(self) -> bool:
        return self.least > 0

    def __call__(self, name: str) -> Check:
        check_item = self.item("")

        def check(value: Any, settings: Settings, now: datetime) -> tuple[Any, ...]:
            items = [] if value is None else value
            if not isinstance(items, list) or not self.least <= len(items) <= self.most:
                raise refused(name, f"must be a list of {self.least} to {self.most} items.")
            return each_checked(items, check_item, settings, now)

        return check

    def schema(self, refer: Refer) -> Json:
        items: Json = {"type": "array", "items": self.item.schema(refer), "maxItems": self.most}
        return or_nothing(items | {"minItems": self.least}, self)


def each_checked(items: Sequence[Any], check: Check, settings: Settings, now: datetime) -> tuple[Any, ...]:
    """Every item checked. Raises InvalidBody with the problems of all."""
    checked: list[Any] = []
    problems: list[Problem] = []
    for place, item in enumerate(items):
        try:
            checked.append(check(item, settings, now))
        except InvalidBody as refusals:
            problems += [within(f"[{place}]", problem) for problem in refusals.problems]
        except KliqsError as refusal:
            problems.append(Problem(f"[{place}]", refusal.code, refusal.message))
    if problems:
        raise InvalidBody(problems)
    return tuple(checked)
