"""The API's reference and its error codes' places, made from the OpenAPI document that the API serves.

`docs/conf.py` hands the document over, since no surface imports another.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext

Json = dict[str, Any]
NAMED = {"uuid": "UUID", "date-time": "date and time", "uri": "web address"}


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter or a field of a body. `place` is `path`, `query`, `header` or `body`."""

    name: str
    place: str
    kind: str
    is_needed: bool
    meaning: str
    example: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """The codes of one status."""

    status: int
    codes: list[str]


@dataclass(frozen=True, slots=True)
class Described:
    """One operation as the reference shows it. `body` and `answer` are JSON; empty where there is none."""

    name: str
    method: str
    path: str
    address: str
    summary: str
    description: str
    scope: str
    rows: list[Row]
    body: str
    status: int
    answer: str
    refusals: list[Refusal]

    @property
    def curl(self) -> str:
        """A request that works once the ids in it are the reader's."""
        method = "" if self.method == "GET" else f"-X {self.method} "
        lines = [f'curl {method}"{self.sample_address}"']
        lines.append('  -H "Authorization: Bearer $KLIQS_KEY"')
        if self.body:
            lines += ['  -H "Content-Type: application/json"', f"  -d '{self.body}'"]
        return " \\\n".join(lines)

    @property
    def sample_address(self) -> str:
        address = self.address
        for row in self.rows:
            if row.place == "path":
                address = address.replace(f"{{{row.name}}}", row.example)
        return address


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    description: str
    operations: list[Described]


class Reference:
    """What the docs know of the API."""

    def __init__(self, document: Json) -> None:
        self._document = document
        self._schemas = document["components"]["schemas"]
        described = list(self._described())
        self.groups = [
            Group(tag["name"], tag["description"], [each for name, each in described if name == tag["name"]])
            for tag in document["tags"]
        ]
        self.count = len(described)
        self._by_code: dict[str, list[Described]] = {}
        for _, each in described:
            for refusal in each.refusals:
                for code in refusal.codes:
                    self._by_code.setdefault(code, []).append(each)

    def answering(self, code: str) -> list[Described]:
        """The operations that can answer a code."""
        return self._by_code.get(code, [])

    def texts(self) -> Iterator[str]:
        """Everything in it that people read, for translation."""
        for group in self.groups:
            yield group.description
            for each in group.operations:
                yield from (each.summary, each.description, *(row.meaning for row in each.rows if row.meaning))

    def _described(self) -> Iterator[tuple[str, Described]]:
        for path, methods in self._document["paths"].items():
            for method, operation in methods.items():
                yield operation["tags"][0], self._operation(path, method.upper(), operation)

    def _operation(self, path: str, method: str, operation: Json) -> Described:
        parameters = [_parameter_row(each) for each in operation["parameters"]]
        sent = operation.get("requestBody", {}).get("content", {}).get("application/json")
        status, success = next(
            (int(status), answer)
            for status, answer in sorted(operation["responses"].items(), reverse=True)
            if status.startswith("2")
        )
        answer = success["content"].get("application/json", {}).get("example")
        return Described(
            name=operation["operationId"],
            method=method,
            path=path,
            address=self._document["servers"][0]["url"] + path,
            summary=operation["summary"],
            description=operation["description"],
            scope=next(iter(operation["security"][0]["key"]), ""),
            rows=[*parameters, *(self._body_rows(sent["schema"]) if sent else [])],
            body=json.dumps(sent["example"], indent=2) if sent else "",
            status=status,
            answer=json.dumps(answer, indent=2) if answer else "",
            refusals=[
                Refusal(int(status), list(each["content"]["application/json"]["examples"]))
                for status, each in operation["responses"].items()
                if not status.startswith("2")
            ],
        )

    def _body_rows(self, schema: Json) -> Iterator[Row]:
        whole = self._resolved(schema)
        if "properties" not in whole:
            return  # one of many kinds, which a guide describes
        needed = whole.get("required", [])
        for name, field in whole["properties"].items():
            inner = self._resolved(_without_null(field))
            yield Row(name, "body", self._kind(inner), name in needed, _meaning(field, inner), "")
            items = self._resolved(inner.get("items", {}))
            if "properties" in items:
                yield from (
                    Row(f"{name}[].{each.name}", "body", each.kind, each.is_needed, each.meaning, "")
                    for each in self._body_rows(inner["items"])
                )

    def _kind(self, schema: Json) -> str:
        if "enum" in schema:
            return " / ".join(f"`{each}`" for each in schema["enum"] if each is not None)
        if formats := _formats(schema):
            return NAMED.get(formats[0], formats[0])
        if "discriminator" in schema:
            return "object"
        kind = schema.get("type", "value")
        kind = kind[0] if isinstance(kind, list) else kind  # the second is null
        if kind == "array":
            return f"list of {self._kind(self._resolved(_without_null(schema['items'])))}"
        return NAMED.get(schema.get("format", ""), str(kind))

    def _resolved(self, schema: Json) -> Json:
        while "$ref" in schema:
            schema = self._schemas[schema["$ref"].rpartition("/")[2]]
        return schema


def _formats(schema: Json) -> list[str]:
    """Of a text that may be of one or another."""
    return [str(each["format"]) for each in schema.get("anyOf", []) if "format" in each]


def _parameter_row(parameter: Json) -> Row:
    schema = parameter["schema"]
    kind = (
        " / ".join(f"`{each}`" for each in schema["enum"])
        if "enum" in schema
        else NAMED.get(schema.get("format") or next(iter(_formats(schema)), ""), schema["type"])
    )
    meaning = parameter["description"] + (f" Default: `{schema['default']}`." if "default" in schema else "")
    return Row(
        parameter["name"],
        parameter["in"],
        kind,
        parameter.get("required", False),
        meaning,
        str(parameter.get("example", "")),
    )


def _without_null(schema: Json) -> Json:
    """The part of a nullable schema that says something."""
    if "type" in schema or "$ref" in schema:
        return schema
    return next((each for each in schema.get("anyOf", []) if each.get("type") != "null"), schema)


def _meaning(field: Json, inner: Json) -> str:
    text = str(field.get("description") or inner.get("description") or "")
    longest = inner.get("maxLength")
    return f"{text} At most {longest:,} characters.".strip() if longest else text


def reference_page(reference: Reference) -> str:
    """Markdown with a part for each operation, in the language that is active."""
    return "\n\n".join(_group(group) for group in reference.groups)


def _group(group: Group) -> str:
    parts = [f"## {group.name}", gettext(group.description), *(_operation(each) for each in group.operations)]
    return "\n\n".join(parts)


def _operation(described: Described) -> str:
    scope = f" · {gettext('scope')} `{described.scope}`" if described.scope else ""
    parts = [
        f"### {gettext(described.summary)}",
        f"`{described.method} {described.path}`{scope}",
        gettext(described.description),
        _fields(described.rows) if described.rows else "",
        f"```bash\n{described.curl}\n```",
        str(render_to_string("docs/builder.html", {"operation": described})).strip(),
        _answer(described),
        _table([gettext("Status"), gettext("Refused with")], [_refusal(each) for each in described.refusals]),
    ]
    return "\n\n".join(part for part in parts if part)


def _answer(described: Described) -> str:
    if not described.answer:
        return gettext("The answer is `%(status)s` with the picture.") % {"status": described.status}
    told = gettext("The answer is `%(status)s`:") % {"status": described.status}
    return f"{told}\n\n```json\n{described.answer}\n```"


def _fields(rows: Sequence[Row]) -> str:
    heads = [gettext("Name"), gettext("In"), gettext("Type"), gettext("Meaning")]
    return _table(heads, [_row(row) for row in rows])


def _row(row: Row) -> list[str]:
    needed = f" ({gettext('needed')})" if row.is_needed else ""
    return [f"`{row.name}`{needed}", row.place, row.kind, gettext(row.meaning) if row.meaning else "–"]


def _refusal(refusal: Refusal) -> list[str]:
    return [str(refusal.status), ", ".join(f"[`{code}`](errors.md#{code})" for code in refusal.codes)]


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


_current: Reference | None = None


def publish(document: Json) -> None:
    """Let the pages that are built from now on show this document."""
    global _current
    _current = Reference(document)


def current() -> Reference:
    assert _current is not None, "docs/conf.py publishes the document before it is asked for"
    return _current
