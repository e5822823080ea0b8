"""The form of a described struct: made of its words and rules, filled in from a part of a page, read as decoded JSON.

A list within a part (accounts, questions) is rows of smaller forms; rows that are left empty are none.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from django import forms
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext

from kliqs.bio.blocks import Block
from kliqs.bio.document import check_block, check_part
from kliqs.bio.editing import mark_of
from kliqs.bio.nesting import Many
from kliqs.bio.rules import rules_of
from kliqs.errors import InvalidBody, KliqsError, Problem
from kliqs.settings import load
from kliqs.web.dashboard.pages.describing import Described, Words
from kliqs.web.dashboard.pages.fields import PictureField, field_of, shown
from kliqs.web.dashboard.pages.kinds import SHOWING
from kliqs.web.dashboard.refusals import words as refused

PLACE = re.compile(r"(\w+)(?:\[(\d+)\])?(?:\.(.+))?")
MOST_ROWS = 40
AT_FIELD = ("INVALID_REQUEST", "INVALID_URL")  # what a field's own words say better

Values = dict[str, Any]


class PartForm(forms.Form):
    """A block, or a part of a page. `part` is what it is now; `values` what it shall become, once the form is valid."""

    use_required_attribute = False

    def __init__(
        self,
        described: Described,
        data: MultiValueDict[str, Any] | None = None,
        files: MultiValueDict[str, Any] | None = None,
        *,
        workspace_id: int,
        part: msgspec.Struct | None = None,
    ) -> None:
        self.described, self.part = described, part
        self.key = described.part or getattr(part, "id", "new")  # tells the forms of one screen apart
        initial = _shown(described, part)
        super().__init__(data, files, auto_id=f"id_{self.key}_%s", initial=initial)
        self.fields.update(_fields(described))
        for field in self.fields.values():
            if isinstance(field, PictureField):
                field.workspace_id = workspace_id
        self.rows = {
            words.name: _rows(words, data, initial.get(words.name, ()), self.key)
            for words in _words(described)
            if words.rows is not None
        }

    @property
    def mark(self) -> str:
        """Of what the form was filled in from; comes back with it."""
        return self.data.get("mark") or ("" if self.part is None else mark_of(self.part))

    @property
    def plain(self) -> list[forms.BoundField]:
        """What everybody fills in."""
        return [self[words.name] for words in _words(self.described) if words.rows is None and not words.aside]

    @property
    def aside(self) -> list[forms.BoundField]:
        """What few need."""
        return [self[words.name] for words in _words(self.described) if words.aside]

    @property
    def is_aside_open(self) -> bool:
        return any(field.errors or field.value() for field in self.aside)

    @property
    def lists(self) -> list[tuple[Words, list[forms.Form], str]]:
        """Each list with its rows and the name of the field that counts them."""
        return [
            (words, self.rows[words.name], f"{words.name}-count")
            for words in _words(self.described)
            if words.rows is not None
        ]

    def reshape(self, name: str, *, without: int | None = None) -> None:
        """Show one more row of a list, still empty, or one less. All else stays as it was typed, and is not judged."""
        words = _named(self.described, name)
        kept = [row for place, row in enumerate(self.rows[name]) if place != without]
        values = [{field: row[field].value() for field in row.fields} for row in kept]
        self.rows[name] = _rows(words, None, values if without is not None else [*values, {}], self.key)
        self.initial = {field: self[field].value() for field in self.fields}
        self.is_bound = False
        self._bound_fields_cache.clear()  # type: ignore[attr-defined]

    def clean(self) -> Values:
        """Fields first, each by itself; then the rules of the domain, at the fields that they blame."""
        for form in (row for rows in self.rows.values() for row in rows):
            form.is_valid()
        self.values = self._values()
        try:
            if issubclass(self.described.struct, Block):
                check_block(self.values, load(), timezone.now())
            else:
                check_part(self.key, self.values, load(), timezone.now())
        except KliqsError as refusal:
            for problem in refusal.problems if isinstance(refusal, InvalidBody) else [refusal]:
                self._blame(problem)
        return self.cleaned_data

    def _values(self) -> Values:
        """What the form says, over what the part has besides."""
        before: Values = {} if self.part is None else msgspec.to_builtins(self.part)
        if issubclass(self.described.struct, Block):
            before["type"] = self.described.kind
        said = {name: self._said(name) for name in self.fields}
        lists = {name: [_row_values(row) for row in rows if _is_filled(row)] for name, rows in self.rows.items()}
        return before | said | lists

    def _said(self, name: str) -> Any:
        """A value as JSON has it. The picker of times knows minutes: what it shows unchanged keeps its seconds."""
        value = self.cleaned_data.get(name)
        if not isinstance(value, datetime):
            return value
        before = getattr(self.part, name, None)
        if before is not None and before.replace(second=0) == value:
            value = before
        return value.isoformat()

    def _blame(self, problem: KliqsError | Problem) -> None:
        found = PLACE.fullmatch(problem.field or "")
        name, place, inner = found.groups() if found else ("", None, None)
        if name in self.rows:
            self._blame_row(name, place, inner or "", problem)
        elif name in self.fields:
            if name not in self.errors:
                self.add_error(name, said_of(_named(self.described, name), problem))
        else:
            self.add_error(None, refused(problem))

    def _blame_row(self, name: str, place: str | None, inner: str, problem: KliqsError | Problem) -> None:
        words = _named(self.described, name)
        filled = [row for row in self.rows[name] if _is_filled(row)]
        if place is None or words.rows is None:
            self.add_error(None, said_of(words, problem) if filled else str(words.needed))
            return
        row = filled[int(place)]
        if inner in row.fields and inner not in row.errors:
            row.add_error(inner, said_of(_named(words.rows, inner), problem))
        self.add_error(None, [])  # the problem stands in its row; the form as a whole is refused all the same


def said_of(words: Words, problem: KliqsError | Problem) -> str:
    """A problem in the field's own words where it has such, and in those of the problem's code elsewhere."""
    if problem.code in AT_FIELD and words.wrong:
        return str(words.wrong)
    if problem.code == "INVALID_REQUEST":
        return gettext("This cannot be used here. Look at it once more.")
    return refused(problem)


def _words(described: Described) -> tuple[Words, ...]:
    return (*described.fields, *SHOWING) if issubclass(described.struct, Block) else described.fields


def _named(described: Described, name: str) -> Words:
    return next(words for words in _words(described) if words.name == name)


def _fields(described: Described) -> dict[str, forms.Field]:
    rules = rules_of(described.struct)
    return {
        words.name: field_of(rules[words.name], words)
        for words in _words(described)
        if not isinstance(rules[words.name], Many)
    }


def _shown(described: Described, part: msgspec.Struct | None) -> Values:
    if part is None:
        return {}
    return {words.name: _shown_value(getattr(part, words.name)) for words in _words(described)}


def _shown_value(value: Any) -> Any:
    if isinstance(value, tuple | msgspec.Struct):
        return msgspec.to_builtins(value)
    return shown(value)


def _rows(words: Words, data: MultiValueDict[str, Any] | None, initial: Any, key: str) -> list[forms.Form]:
    assert words.rows is not None
    if data is None:
        filled = [_row(words.rows, None, values, f"{words.name}-{i}", key) for i, values in enumerate(initial)]
        return filled or [_row(words.rows, None, {}, f"{words.name}-0", key)]
    count = data.get(f"{words.name}-count", "0")
    most = min(int(count), MOST_ROWS) if count.isascii() and count.isdigit() else 0
    return [_row(words.rows, data, {}, f"{words.name}-{i}", key) for i in range(most)]


def _row(
    described: Described, data: MultiValueDict[str, Any] | None, initial: Mapping[str, Any], prefix: str, key: str
) -> forms.Form:
    row = forms.Form(data, prefix=prefix, initial=dict(initial), auto_id=f"id_{key}_%s", use_required_attribute=False)
    row.fields.update(_fields(described))
    for field in row.fields.values():
        field.required = False  # the domain says what a row needs, once it is one
    return row


def _is_filled(row: forms.Form) -> bool:
    """Whether anything was written; which of a list's choices stands there says nothing."""
    return any(
        str(row[name].value() or "").strip()
        for name, field in row.fields.items()
        if not isinstance(field, forms.ChoiceField)
    )


def _row_values(row: forms.Form) -> Values:
    return {name: row.cleaned_data.get(name, row[name].value()) for name in row.fields}
